/** A real gateway with an office's tokens, for measuring: in a folder of its own that is gone afterwards. */
import { existsSync, mkdtempSync, rmSync, statfsSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connect, type GatewayConnection } from '../packages/client/src/index.ts'
import { decodePairingCode, pairAnswerSchema } from '../packages/shared/src/index.ts'
import { GatewayFixture } from '../test/support/gateway.ts'
import { AGENT, createOffice, type Office, OWN_A, PIN } from '../test/support/office.ts'

export interface BenchOffice {
  readonly folder: string
  readonly office: Office
  readonly gateway: GatewayFixture
  /** As a workstation that may sign for everybody. */
  readonly connection: GatewayConnection
}

/** `TMPFS_MAGIC` (statfs(2)). */
const MEMORY = 0x01021994
/** Outlives a start of the machine, and so is no memory (Filesystem Hierarchy Standard, 5.15). */
const LASTING = '/var/tmp'

/** Where commits wait for a disk, as they do for whoever installs us: many systems keep temporary files in memory. */
function onDisk(): string {
  const folder = tmpdir()
  return process.platform === 'linux' && statfsSync(folder).type === MEMORY && existsSync(LASTING) ? LASTING : folder
}

/** Makes a folder, hands it to `use`, and removes it. */
export async function inFolder<T>(use: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(onDisk(), 'congky-bench-'))
  try {
    return await use(folder)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

interface OfficeWishes {
  /** Added to the configuration: sources, limits. */
  readonly config?: object
  /** Added to the gateway's environment. */
  readonly env?: Readonly<Record<string, string>>
}

/**
 * Starts the gateway, unlocks two tokens and connects a workstation.
 *
 * @param config Added to the configuration: sources, limits.
 * @param prepare What is wished beyond, made of the office before the gateway starts.
 */
export function inOffice<T>(
  config: object,
  use: (bench: BenchOffice) => Promise<T>,
  prepare: (office: Office, folder: string) => OfficeWishes | Promise<OfficeWishes> = () => ({}),
): Promise<T> {
  return inFolder(async (folder) => {
    const office = await createOffice(folder)
    const wishes = await prepare(office, folder)
    const full = { ...office.config, autoStart: true, tls: { mode: 'off' }, ...config, ...wishes.config }
    const gateway = await GatewayFixture.start({
      folder: join(folder, 'gateway'),
      config: full,
      env: { ...office.softHsm.env, ...wishes.env },
    })
    try {
      for (const token of [AGENT.token, OWN_A.token]) await gateway.unlock(token, PIN)
      const connection = await connectWorkstation(gateway)
      try {
        return await use({ folder, office, gateway, connection })
      } finally {
        connection.close()
      }
    } finally {
      await gateway.stop()
    }
  })
}

export async function connectWorkstation(gateway: GatewayFixture, name = 'bench'): Promise<GatewayConnection> {
  return connect(await pairWorkstation(gateway, name))
}

export async function pairWorkstation(
  gateway: GatewayFixture,
  name: string,
): Promise<{ readonly url: string; readonly accessKey: string }> {
  const { url, secret } = decodePairingCode(await gateway.addWorkstation(name, 'all'))
  const response = await fetch(new URL('/api/v1/pair', url), {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ code: secret }),
  })
  const { accessKey } = pairAnswerSchema.parse(await response.json())
  return { url, accessKey }
}

/** What is measured: a connection of a workstation, or whatever does the same. */
export interface Signer {
  sign(document: string, options: { readonly taxCode: string }): Promise<unknown>
}

/** Signs so many documents with so many in flight. @returns Documents per second. */
export async function signMany(
  connection: Signer,
  next: () => string,
  {
    count,
    inFlight,
    taxCodes,
  }: { readonly count: number; readonly inFlight: number; readonly taxCodes: readonly string[] },
): Promise<number> {
  let sent = 0
  const started = performance.now()
  const worker = async () => {
    while (sent < count) {
      const taxCode = taxCodes[sent++ % taxCodes.length] ?? AGENT.taxCode
      await connection.sign(next(), { taxCode })
    }
  }
  await Promise.all(Array.from({ length: inFlight }, worker))
  return count / ((performance.now() - started) / 1000)
}
