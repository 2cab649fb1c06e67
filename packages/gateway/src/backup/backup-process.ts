/**
 * Entry of the process that makes a backup for the running gateway: reading the database through takes seconds, in
 * which the gateway has to sign. The passphrase comes over the channel to the parent and is zeroed when it was used.
 */
import { CongkyError, type ErrorCode, type ErrorDetails } from '@congky/shared'
import { loadConfig } from '../config/load.ts'
import { type BackupMade, makeBackup } from './make-backup.ts'

export interface BackupOrder {
  readonly configFile: string
  /** Of the gateway that runs, whatever the file says by now. */
  readonly stateDir: string
  readonly target: string
  readonly passphrase: Uint8Array
}

export type BackupNews =
  | { readonly kind: 'progress'; readonly doneBytes: number; readonly totalBytes: number }
  | { readonly kind: 'made'; readonly made: Pick<BackupMade, 'bytes' | 'manifest'> }
  | { readonly kind: 'refused'; readonly code: ErrorCode; readonly details: ErrorDetails }
  | { readonly kind: 'broken'; readonly message: string }

const PROGRESS_MS = 250

// Whoever asked is gone.
process.once('disconnect', () => process.exit(1))
process.once('message', (order: BackupOrder) => {
  makeOne(order)
    .catch(toNews)
    .then((news) => process.send?.(news, () => process.disconnect()))
})

async function makeOne({ configFile, stateDir, target, passphrase }: BackupOrder): Promise<BackupNews> {
  const secret = Buffer.from(passphrase.buffer, passphrase.byteOffset, passphrase.byteLength)
  let toldAt = 0
  try {
    const config = { ...loadConfig(configFile).config, stateDir }
    const { bytes, manifest } = await makeBackup({
      ...{ configFile, config, target, passphrase: secret, overwrite: true, staysThere: false },
      onProgress: (doneBytes, totalBytes) => {
        if (Date.now() - toldAt < PROGRESS_MS) return
        toldAt = Date.now()
        process.send?.({ kind: 'progress', doneBytes, totalBytes } satisfies BackupNews)
      },
    })
    return { kind: 'made', made: { bytes, manifest } }
  } finally {
    secret.fill(0)
  }
}

function toNews(error: unknown): BackupNews {
  if (error instanceof CongkyError) return { kind: 'refused', code: error.code, details: error.details }
  if (error instanceof Error && 'code' in error && error.code === 'ENOSPC')
    return { kind: 'refused', code: 'ERR_BACKUP_NO_ROOM', details: {} }
  return { kind: 'broken', message: error instanceof Error ? (error.stack ?? error.message) : String(error) }
}
