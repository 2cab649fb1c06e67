/** What people are told of the program that runs, its licence and the place it keeps its state in. */
import { X509Certificate } from 'node:crypto'
import { existsSync, readFileSync, statfsSync, statSync } from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import type { AboutView } from '@congky/shared'
import type { GatewayConfig } from './domain/gateway-config.ts'
import { DATABASE_FILE } from './store/database.ts'
import { version } from './version.ts'

export interface AboutFacts {
  readonly configFile: string
  readonly config: GatewayConfig
  readonly startedAt: Date
  readonly historyKeyFingerprint: string
  readonly tls: { readonly certPem: string; readonly fingerprint: string } | null
}

/** Licence and packages as the build wrote them down. */
type Notices = Pick<AboutView, 'licence' | 'packages'>

export function describeGateway(facts: AboutFacts): AboutView {
  const { configFile, config, startedAt, historyKeyFingerprint, tls } = facts
  const { stateDir } = config
  return {
    ...{ version, configFile, stateDir, historyKeyFingerprint },
    ...readNotices(),
    startedAt: startedAt.toISOString(),
    node: process.version,
    platform: `${process.platform} ${process.arch}`,
    host: hostname(),
    freeBytes: freeBytes(stateDir),
    databaseBytes: ['', '-wal'].reduce((sum, ending) => sum + sizeOf(join(stateDir, DATABASE_FILE + ending)), 0),
    tls: tls && {
      fingerprint: tls.fingerprint,
      notAfter: new Date(new X509Certificate(tls.certPem).validTo).toISOString(),
      isOwn: config.tls.mode === 'auto',
    },
  }
}

/** Beside the running bundle, or in the package's last build when the sources run directly. */
function readNotices(): Notices {
  const beside = new URL('./notices.json', import.meta.url)
  const file = existsSync(beside) ? beside : new URL('../dist/notices.json', import.meta.url)
  if (!existsSync(file)) return { licence: { name: 'MIT', text: '' }, packages: [] }
  return JSON.parse(readFileSync(file, 'utf8')) as Notices
}

function freeBytes(folder: string): number | null {
  try {
    const { bavail, bsize } = statfsSync(folder)
    return bavail * bsize
  } catch {
    return null
  }
}

function sizeOf(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.size ?? 0
}
