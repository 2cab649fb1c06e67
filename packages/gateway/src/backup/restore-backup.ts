/**
 * Restores a gateway from its backup. Everything is read, decrypted, written beside its place and checked there before
 * anything that exists is touched; then it is moved into place by renaming. What was there before stays aside.
 *
 * The restored state is another gateway's (a new id, no claim in common with the original) and carries a mark, so that
 * it signs nothing before a person confirms that the original is gone.
 */
import { chownSync, existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { open } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import { CongkyError } from '@congky/shared'
import { checkConfig, invalidConfig } from '../config/load.ts'
import { replaceFile } from '../config/replace-file.ts'
import type { GatewayConfig } from '../domain/gateway-config.ts'
import { DATABASE_FILE } from '../store/database.ts'
import { adoptSnapshot, checkSnapshot, isSchemaKnown, isStateInUse, withLockedState } from '../store/snapshot.ts'
import { syncFolder } from '../sync-folder.ts'
import { type EntryHeader, readArchive, readWhole } from './archive.ts'
import { type Manifest, SMALL_FILE_BYTES_MAX } from './backup-files.ts'
import { counted, parseManifest } from './read-backup.ts'
import { RESTORED_FILE, restoredMarkText } from './restored-mark.ts'
import { openSealed, type SealedFile } from './sealed-file.ts'

export interface RestoreOptions {
  readonly file: string
  readonly passphrase: Buffer
  /** Where the configuration goes; relative paths in it, such as the state folder's, start at its folder. */
  readonly configFile: string
  /** Moves what is there aside, instead of refusing. */
  readonly replace: boolean
  readonly onProgress: (doneBytes: number, totalBytes: number) => void
}

export interface Restored {
  readonly configFile: string
  readonly stateDir: string
  readonly manifest: Manifest
  /** Where that what was there before is now. */
  readonly keptAside: readonly string[]
}

/**
 * @throws {CongkyError} What `openSealed` throws; ERR_CONFIG_INVALID; ERR_RESTORE_OVER_STATE; ERR_STATE_IN_USE;
 * ERR_BACKUP_NEWER: a newer version's database; ERR_BACKUP_DAMAGED: the database in it is not sound.
 */
export async function restoreBackup(options: RestoreOptions): Promise<Restored> {
  const configFile = resolve(options.configFile)
  const sealed = await openSealed(options.file, options.passphrase)
  const staging: { folder: string | null } = { folder: null }
  try {
    const plan = await extract(sealed, { ...options, configFile }, (folder) => (staging.folder = folder))
    checkExtracted(plan, options.file)
    adoptSnapshot(join(plan.folder, DATABASE_FILE))
    writeFileSync(join(plan.folder, RESTORED_FILE), restoredMarkText(sealed.createdAt, new Date()), { mode: 0o600 })
    await syncAll(plan.folder)
    const keptAside = moveIntoPlace(plan, configFile)
    return { configFile, stateDir: plan.config.stateDir, manifest: plan.manifest, keptAside }
  } finally {
    await sealed.close()
    if (staging.folder !== null) rmSync(staging.folder, { recursive: true, force: true })
  }
}

interface Plan {
  readonly manifest: Manifest
  readonly config: GatewayConfig
  readonly configText: string
  /** The state, complete, beside its place. */
  readonly folder: string
  readonly tls: { readonly certificate: Buffer | null; readonly key: Buffer | null }
}

/** Reads the whole backup. The manifest and the configuration come first, and say where the state belongs. */
async function extract(sealed: SealedFile, options: RestoreOptions, onFolder: (folder: string) => void): Promise<Plan> {
  const small = new Map<string, Buffer>()
  let placed: { readonly config: GatewayConfig; readonly folder: string } | null = null
  const source = counted(sealed.content(), sealed.contentBytes, options.onProgress)
  await readArchive(source, async (header, content) => {
    if (!header.name.startsWith('state/')) {
      small.set(header.name, await readWhole(content, SMALL_FILE_BYTES_MAX))
      return
    }
    if (placed === null) {
      placed = prepare(small.get('congky.yaml'), options)
      onFolder(placed.folder)
    }
    await writeEntry(placed.folder, header, content)
  })
  const ready = placed as { readonly config: GatewayConfig; readonly folder: string } | null
  const manifest = small.get('manifest.json')
  if (ready === null || manifest === undefined) throw new Error('The backup has no state')
  return {
    ...ready,
    manifest: parseManifest(manifest),
    configText: small.get('congky.yaml')?.toString('utf8') ?? '',
    tls: { certificate: small.get('tls/cert.pem') ?? null, key: small.get('tls/key.pem') ?? null },
  }
}

/** Says no early: before gigabytes are written. */
function prepare(
  configBytes: Buffer | undefined,
  { configFile, replace }: RestoreOptions,
): { readonly config: GatewayConfig; readonly folder: string } {
  const { config, problems } = checkConfig(configBytes?.toString('utf8') ?? '', configFile)
  if (config === null) throw invalidConfig(problems, configFile)
  const inTheWay = [configFile, ...(hasContent(config.stateDir) ? [config.stateDir] : [])].filter((path) =>
    existsSync(path),
  )
  if (inTheWay.length > 0 && !replace) throw new CongkyError('ERR_RESTORE_OVER_STATE', { path: inTheWay.join(', ') })
  if (isStateInUse(config.stateDir)) throw new CongkyError('ERR_STATE_IN_USE', { folder: config.stateDir })
  const folder = join(dirname(config.stateDir), `.${basename(config.stateDir)}.restoring-${process.pid}`)
  mkdirSync(dirname(config.stateDir), { recursive: true, mode: 0o755 })
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { mode: 0o700 })
  return { config, folder }
}

function hasContent(folder: string): boolean {
  return existsSync(folder) && readdirSync(folder).length > 0
}

async function writeEntry(folder: string, header: EntryHeader, content: AsyncIterable<Buffer>): Promise<void> {
  const handle = await open(join(folder, header.name.slice('state/'.length)), 'wx', 0o600)
  try {
    for await (const piece of content) await handle.write(piece)
  } finally {
    await handle.close()
  }
}

function checkExtracted({ folder }: Plan, file: string): void {
  const database = join(folder, DATABASE_FILE)
  if (!existsSync(database)) throw new CongkyError('ERR_BACKUP_DAMAGED', { file })
  if (!isSchemaKnown(database)) {
    throw new CongkyError('ERR_BACKUP_NEWER', { file, version: 'database', known: 'older' })
  }
  if (!checkSnapshot(database).isSound) throw new CongkyError('ERR_BACKUP_DAMAGED', { file })
}

async function syncAll(folder: string): Promise<void> {
  for (const name of readdirSync(folder)) {
    const handle = await open(join(folder, name), 'r+')
    await handle.sync()
    await handle.close()
  }
  syncFolder(folder)
}

/** Nothing but renames and small files from here on. @returns What was moved aside, and where to. */
function moveIntoPlace(plan: Plan, configFile: string): readonly string[] {
  const { config, folder } = plan
  const { stateDir } = config
  giveToOwner(folder, existsSync(stateDir) ? stateDir : dirname(stateDir))
  const suffix = `.before-restore-${stamp(new Date())}`
  const aside: string[] = []
  const moveAside = (path: string) => {
    renameSync(path, path + suffix)
    aside.push(path + suffix)
  }
  if (hasContent(stateDir)) withLockedState(stateDir, () => moveAside(stateDir))
  else rmSync(stateDir, { recursive: true, force: true })
  renameSync(folder, stateDir)
  syncFolder(dirname(stateDir))
  if (existsSync(configFile)) moveAside(configFile)
  mkdirSync(dirname(configFile), { recursive: true })
  replaceFile(configFile, plan.configText, 0o640)
  restoreTlsFiles(plan)
  return aside
}

/** Certificate and key that stand outside the state folder; those that are there already are the host's own. */
function restoreTlsFiles({ config, tls }: Plan): void {
  const put = (file: string | null, content: Buffer | null, mode: number) => {
    if (file === null || content === null || existsSync(file)) return
    mkdirSync(dirname(file), { recursive: true })
    replaceFile(file, content.toString('utf8'), mode)
  }
  put(config.tls.certFile, tls.certificate, 0o644)
  put(config.tls.keyFile, tls.key, 0o600)
}

/** Root restores for the gateway's own user. */
function giveToOwner(folder: string, like: string): void {
  if (process.getuid?.() !== 0) return
  const { uid, gid } = statSync(like)
  for (const path of [folder, ...readdirSync(folder).map((name) => join(folder, name))]) chownSync(path, uid, gid)
}

/** `20261122-233000`, the time of this host's clock. */
function stamp(now: Date): string {
  const digits = (value: number) => String(value).padStart(2, '0')
  const day = `${now.getFullYear()}${digits(now.getMonth() + 1)}${digits(now.getDate())}`
  return `${day}-${digits(now.getHours())}${digits(now.getMinutes())}${digits(now.getSeconds())}`
}
