/** Makes a backup of one gateway, also while it runs: everything that another host needs to take its place. */
import { createReadStream, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { open, rename, rm } from 'node:fs/promises'
import { hostname } from 'node:os'
import { basename, dirname, join, resolve } from 'node:path'
import { CongkyError } from '@congky/shared'
import type { GatewayConfig } from '../domain/gateway-config.ts'
import { DATABASE_FILE } from '../store/database.ts'
import { checkSnapshot, describeSnapshot, snapshotState } from '../store/snapshot.ts'
import { syncFolder } from '../sync-folder.ts'
import { version } from '../version.ts'
import { type ArchiveEntry, archiveBytes, memoryEntry, packArchive } from './archive.ts'
import { type Manifest, smallStateFiles } from './backup-files.ts'
import { recordBackup } from './last-backup.ts'
import { seal } from './sealed-file.ts'

export interface BackupOptions {
  readonly configFile: string
  readonly config: GatewayConfig
  readonly target: string
  readonly passphrase: Buffer
  /** Replaces a file that is there. */
  readonly overwrite: boolean
  /** Whether the file is kept where it is put, and so counts as the gateway's last backup. */
  readonly staysThere: boolean
  readonly onProgress: (doneBytes: number, totalBytes: number) => void
}

export interface BackupMade {
  readonly file: string
  readonly bytes: number
  readonly manifest: Manifest
  /** Names of the files in it. */
  readonly entries: readonly string[]
}

/**
 * @throws {CongkyError} ERR_STATE_MISSING, ERR_FILE_EXISTS, ERR_HISTORY_BROKEN: a backup of it would restore the
 * damage. Errors of the file system as they are.
 */
export async function makeBackup(options: BackupOptions): Promise<BackupMade> {
  const { config, passphrase, onProgress } = options
  const { stateDir } = config
  const target = resolve(options.target)
  if (existsSync(target) && !options.overwrite) throw new CongkyError('ERR_FILE_EXISTS', { file: target })
  if (!existsSync(join(stateDir, DATABASE_FILE))) throw new CongkyError('ERR_STATE_MISSING', { folder: stateDir })
  const createdAt = new Date()
  return withSnapshotFolder(stateDir, async (folder) => {
    const snapshot = join(folder, DATABASE_FILE)
    await snapshotState(stateDir, snapshot, () => {})
    const { isSound, history } = checkSnapshot(snapshot)
    assertSound(isSound)
    const manifest = {
      congky: version,
      createdAt: createdAt.toISOString(),
      host: hostname(),
      ...describeSnapshot(snapshot),
      // What is wrong with the history is no reason to go without a backup.
      historyDamage: history.fault?.kind ?? null,
    }
    const entries = collectEntries({ ...options, manifest, snapshot })
    const contentBytes = archiveBytes(entries)
    const sealed = seal(packArchive(entries), contentBytes, { passphrase, createdAt })
    const bytes = await writeWhole(target, sealed, (done) => onProgress(Math.min(done, contentBytes), contentBytes))
    if (options.staysThere) recordBackup(stateDir, createdAt)
    return { file: target, bytes, manifest, entries: entries.map(({ name }) => name) }
  })
}

function collectEntries(
  options: Pick<BackupOptions, 'configFile' | 'config'> & { readonly manifest: Manifest; readonly snapshot: string },
): readonly ArchiveEntry[] {
  const { config, snapshot } = options
  const { mode, certFile, keyFile } = config.tls
  const tls = (name: string, file: string | null) =>
    mode === 'files' && file !== null ? [memoryEntry(name, readFileSync(file))] : []
  return [
    memoryEntry('manifest.json', Buffer.from(JSON.stringify(options.manifest))),
    memoryEntry('congky.yaml', readFileSync(options.configFile)),
    ...tls('tls/cert.pem', certFile),
    ...tls('tls/key.pem', keyFile),
    ...smallStateFiles(config.stateDir).map(({ name, content }) => memoryEntry(`state/${name}`, content)),
    {
      name: `state/${DATABASE_FILE}`,
      bytes: statSync(snapshot).size,
      content: () => createReadStream(snapshot) as AsyncIterable<Buffer>,
    },
  ]
}

/** @throws {CongkyError} ERR_HISTORY_BROKEN: the file cannot be read; a backup of it would be worth nothing. */
function assertSound(isSound: boolean): void {
  if (isSound) return
  const detail = { en: 'the database file is damaged', vi: 'tệp cơ sở dữ liệu bị hỏng' }
  throw new CongkyError('ERR_HISTORY_BROKEN', { detail })
}

const SNAPSHOT_PREFIX = '.snapshot-'

/** The snapshot is readable, so it lies in the state folder, which is ours alone, and never beside the backup. */
async function withSnapshotFolder<T>(stateDir: string, action: (folder: string) => Promise<T>): Promise<T> {
  removeLeftovers(stateDir)
  const folder = join(stateDir, `${SNAPSHOT_PREFIX}${process.pid}`)
  mkdirSync(folder, { mode: 0o700 })
  try {
    return await action(folder)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** What a process that was killed left behind: copies of the database that nobody else can read, and that take room. */
export function removeLeftovers(stateDir: string): void {
  for (const name of readdirSync(stateDir)) {
    if (!name.startsWith(SNAPSHOT_PREFIX)) continue
    const pid = Number(name.slice(SNAPSHOT_PREFIX.length))
    if (!isRunning(pid) || pid === process.pid) rmSync(join(stateDir, name), { recursive: true, force: true })
  }
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}

/** Writes a file that is there as a whole or not at all. @returns Its length. */
async function writeWhole(
  target: string,
  content: AsyncIterable<Buffer>,
  onProgress: (done: number) => void,
): Promise<number> {
  const temporary = join(dirname(target), `.${basename(target)}.${process.pid}.tmp`)
  let bytes = 0
  try {
    const handle = await open(temporary, 'wx', 0o600)
    try {
      for await (const piece of content) {
        await handle.write(piece)
        bytes += piece.length
        onProgress(bytes)
      }
      await handle.sync()
    } finally {
      await handle.close()
    }
    await rename(temporary, target)
  } catch (error) {
    await rm(temporary, { force: true })
    throw error
  }
  syncFolder(dirname(target))
  return bytes
}
