/** Examines one gateway from the outside, whether it runs or not: gathers the facts and hands them to the checks. */
import { X509Certificate } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type GatewayStatus, toCongkyError } from '@congky/shared'
import { readLastBackup } from '../backup/last-backup.ts'
import { readRestoredMark } from '../backup/restored-mark.ts'
import { readAuthorityFile, untimelyAuthorities } from '../config/authority-files.ts'
import { checkFileModes } from '../config/file-modes.ts'
import type { LoadedConfig } from '../config/load.ts'
import { isLocalServer } from '../config/loopback.ts'
import type { SecretStore } from '../config/secrets.ts'
import { customsCertificateFiles } from '../domain/exchange-config.ts'
import type { GatewayConfig, TableSourceConfig } from '../domain/gateway-config.ts'
import { parseRecord, type SealedRecord } from '../domain/history-record.ts'
import { type SourceTest, testSource } from '../sources/table/test-source.ts'
import { isStateInUse } from '../store/snapshot.ts'
import { openStoreReader } from '../store/store-reader.ts'
import { type ScannedLibrary, scanForTokens } from '../token/pkcs11/discovery.ts'
import { checkClock } from './clock-checks.ts'
import { type Finding, same, warn } from './finding.ts'
import {
  checkDisk,
  checkNode,
  checkPort,
  checkRemoteDesktop,
  checkService,
  checkSmartCardService,
} from './host-checks.ts'
import { diskOffsetMs, freeBytes, hasPcscd, lookAtLibrary, lookAtPort, lookAtService } from './host-facts.ts'
import { checkModule } from './module-checks.ts'
import { checkSource, type SourceFacts } from './source-checks.ts'
import { checkBackup, checkDaemon, checkHistoryTail, checkModes, checkRestored } from './state-checks.ts'
import { checkCertificates, checkTokens, checkValidity, type TokenFacts } from './token-checks.ts'
import { checkCertificateFiles } from './trust-checks.ts'

export interface DoctorOptions {
  readonly configFile: string
  readonly loaded: LoadedConfig
  readonly secrets: SecretStore
  /** What the running gateway says of itself; null when none answers. */
  readonly daemon: GatewayStatus | null
  readonly env: NodeJS.ProcessEnv
  /** Called before each step. */
  readonly onProgress: (done: number, total: number, step: string) => void
}

/** How many records from the end of the history are looked at: all of them is what `history verify` is for. */
const TAIL_RECORDS = 200
/** How long a person waits for a database that does not answer, in milliseconds. */
const CONNECT_MS = 5_000
const PROBE_MS = 10_000

/** What does not need a configuration. */
export function examineHost(env: NodeJS.ProcessEnv): readonly Finding[] {
  return [checkNode(process.version), ...checkRemoteDesktop(process.platform, env.SESSIONNAME)]
}

export async function examine(options: DoctorOptions): Promise<readonly Finding[]> {
  const { loaded, daemon, onProgress } = options
  const { config } = loaded
  const step = (done: number, name: string) => onProgress(done, 4, name)
  step(0, 'modules')
  const { libraries, tokens } = await lookAtTokens(options)
  step(1, 'sources')
  const sources = await Promise.all(config.sources.map((source) => lookAtSource(source, options.secrets)))
  step(2, 'history')
  const tail = readTail(config.stateDir)
  step(3, 'host')
  const port = daemon === null ? [checkPort(await lookAtPort(config.listen))] : []
  return [
    ...examineHost(options.env),
    ...stateFindings(options, tail),
    ...port,
    ...checkService(lookAtService(process.platform)),
    ...config.modules.flatMap((module) => {
      const problem = libraries.get(module.path) ?? null
      return checkModule({ ...module, ...lookAtLibrary(module.path), problem }, process)
    }),
    ...checkTokens(tokens, config.modules.length > 0),
    ...checkSmartCardService(process.platform, hasPcscd(), tokens.length),
    ...checkCertificates(tokens, config, new Date()),
    ...ownCertificate(config),
    ...certificateFiles('trust', config.trust.authorities),
    ...certificateFiles('exchange', customsCertificateFiles(config.exchange)),
    ...sources.flatMap(checkSource),
    ...checkClock({
      now: new Date(),
      newestRecordAt: timeOf(tail[0]),
      databases: sources.flatMap(({ name, test }) =>
        typeof test?.clockOffsetMs === 'number' ? [{ source: name, offsetMs: test.clockOffsetMs }] : [],
      ),
      diskOffsetMs: diskOffsetMs(config.stateDir),
    }),
  ]
}

function stateFindings({ configFile, loaded, daemon }: DoctorOptions, tail: readonly SealedRecord[]): Finding[] {
  const { config, warnings } = loaded
  const { stateDir } = config
  const free = freeBytes(stateDir)
  const notSeenByChecks = ({ field }: { readonly field: string }) => !/\.connection\.(tls|legacyTls)$/.test(field)
  return [
    ...warnings
      .filter(notSeenByChecks)
      .map(({ field, line, text }) =>
        warn(
          `config:${field}`,
          { en: `${configFile}:${line}: ${field}: ${text.en}`, vi: `${configFile}:${line}: ${field}: ${text.vi}` },
          { why: null, next: same('congky config check') },
        ),
      ),
    ...checkModes(process.platform, checkFileModes({ configFile, config, mends: false })),
    checkDaemon(daemon !== null, isStateInUse(stateDir)),
    ...checkRestored(readRestoredMark(stateDir) !== null),
    ...checkHistoryTail(tail),
    ...checkBackup(readLastBackup(stateDir), tail.length > 0, new Date()),
    ...(free === null ? [] : [checkDisk(stateDir, free)]),
  ]
}

interface TokensSeen {
  /** Path of a library to why it does not work. */
  readonly libraries: ReadonlyMap<string, string>
  readonly tokens: readonly TokenFacts[]
}

/**
 * The running gateway is asked; beside it no driver is loaded once more, which could disturb one that signs. Nor is
 * one loaded that the gateway would not load: a configuration that a stranger wrote may name anything.
 */
async function lookAtTokens({ configFile, loaded: { config }, daemon }: DoctorOptions): Promise<TokensSeen> {
  if (daemon !== null) return askDaemon(config, daemon)
  const isRefused = checkFileModes({ configFile, config, mends: false }).some(({ verdict }) => verdict === 'refused')
  if (isRefused || isStateInUse(config.stateDir)) return { libraries: new Map(), tokens: [] }
  const fit = config.modules.filter(({ path }) => lookAtLibrary(path).header?.architectures.includes(process.arch))
  const scanned = await scanForTokens({
    modules: fit.map(({ path }) => path),
    alsoKnown: false,
    timeoutMs: PROBE_MS,
  })
  return {
    libraries: new Map(scanned.flatMap(({ path, problem }) => (problem === null ? [] : [[path, problem]]))),
    tokens: scanned.flatMap(toTokenFacts),
  }
}

function toTokenFacts({ tokens }: ScannedLibrary): TokenFacts[] {
  return tokens.map(({ label, serial, pinFlag, certificates }) => ({
    name: label === '' ? serial : label,
    state: null,
    pinFlag,
    certificates,
  }))
}

function askDaemon({ modules }: GatewayConfig, { tokens, moduleProblems }: GatewayStatus): TokensSeen {
  const problems = moduleProblems.flatMap(({ module, message }) => {
    const path = modules.find(({ name }) => name === module)?.path
    return path === undefined ? [] : [[path, message] as const]
  })
  return {
    libraries: new Map(problems),
    tokens: tokens.map(({ name, state, pinFlag, certificates }) => ({
      ...{ name, state, pinFlag },
      certificates: certificates.map((each) => ({ ...each, notBefore: null, notAfter: new Date(each.notAfter) })),
    })),
  }
}

async function lookAtSource(source: TableSourceConfig, secrets: SecretStore): Promise<SourceFacts> {
  const { name, active, connection, dialect } = source
  const { passwordSecret } = connection
  const isLocal = dialect === 'sqlite' || isLocalServer(connection.host)
  const missingSecret = passwordSecret !== null && isMissing(secrets, passwordSecret) ? passwordSecret : null
  const facts = { name, active, connection, isLocal, missingSecret }
  if (!active || missingSecret !== null) return { ...facts, test: null }
  const connectTimeoutMs = Math.min(connection.connectTimeoutMs, CONNECT_MS)
  const patient = { ...source, connection: { ...connection, connectTimeoutMs } }
  const test = await tryOne(patient, () => (passwordSecret === null ? null : secrets.get(passwordSecret)))
  return { ...facts, test }
}

function isMissing(secrets: SecretStore, name: string): boolean {
  try {
    return secrets.whereIs(name) === null
  } catch {
    return false // the store does not open: trying the source says why
  }
}

/** A store of secrets that does not open is a reason as good as a server that does not answer. */
async function tryOne(source: TableSourceConfig, password: () => string | null): Promise<SourceTest> {
  try {
    return await testSource(source, password())
  } catch (error) {
    const known = toCongkyError(error)
    const detail = { en: known.text('en').message, vi: known.text('vi').message }
    return { ok: false, steps: [{ step: 'connect', ok: false, detail }], counts: null, clockOffsetMs: null }
  }
}

/** Newest first; none when there is no state yet, or it cannot be read. */
function readTail(stateDir: string): readonly SealedRecord[] {
  try {
    const store = openStoreReader(stateDir)
    try {
      return store.newestHistory(TAIL_RECORDS)
    } finally {
      store.close()
    }
  } catch {
    return []
  }
}

function timeOf(record: SealedRecord | undefined): Date | null {
  const at = record && parseRecord(record.text)?.at
  return at === undefined ? null : new Date(at)
}

function certificateFiles(kind: 'trust' | 'exchange', names: readonly string[]): readonly Finding[] {
  const files = names.map(readAuthorityFile)
  const now = new Date()
  return checkCertificateFiles(
    kind,
    files,
    files.flatMap((file) => untimelyAuthorities(file, now)),
  )
}

/** The one that workstations see. */
function ownCertificate({ tls, stateDir }: GatewayConfig): readonly Finding[] {
  const file = tls.mode === 'files' ? tls.certFile : join(stateDir, 'tls.pem')
  if (tls.mode === 'off' || file === null || !existsSync(file)) return []
  try {
    const { subject, validTo, validFrom } = new X509Certificate(readFileSync(file))
    const facts = {
      subject: subject.replaceAll('\n', ','),
      notBefore: new Date(validFrom),
      notAfter: new Date(validTo),
    }
    return [checkValidity('tls-certificate', facts, new Date())]
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    const what = {
      en: `The TLS certificate ${file} cannot be read: ${reason}`,
      vi: `Không đọc được chứng chỉ TLS ${file}: ${reason}`,
    }
    return [warn('tls-certificate', what, { why: null, next: null })]
  }
}
