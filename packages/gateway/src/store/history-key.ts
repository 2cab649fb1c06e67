/**
 * The key that signs the head of the history: Ed25519, PKCS#8, `stateDir/history-key.pem`, mode 0600. It belongs
 * to the history as long as that lasts: a backup has to hold it, and no other file or answer ever does.
 */
import { createPrivateKey, generateKeyPairSync } from 'node:crypto'
import {
  chmodSync,
  closeSync,
  fsyncSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs'
import { join } from 'node:path'
import { CongkyError } from '@congky/shared'
import { type HeadKey, toHeadKey } from '../domain/history-head.ts'
import { syncFolder } from '../sync-folder.ts'

export const HISTORY_KEY_FILE = 'history-key.pem'

/**
 * @returns Null when there is none yet.
 * @throws {CongkyError} ERR_HISTORY_KEY: there is a file, and it holds no such key or cannot be read.
 */
export function readHistoryKey(stateDir: string): HeadKey | null {
  const file = join(stateDir, HISTORY_KEY_FILE)
  try {
    const key = createPrivateKey(readFileSync(file))
    if (key.asymmetricKeyType !== 'ed25519') throw new TypeError(`it is a key for ${key.asymmetricKeyType}`)
    return toHeadKey(key)
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return null
    throw new CongkyError('ERR_HISTORY_KEY', { file }, { cause })
  }
}

/**
 * Takes a mode that lets others use the file back to 0600.
 *
 * @returns Whether that was needed: somebody may have a copy of the key.
 */
export function guardHistoryKey(stateDir: string): boolean {
  const file = join(stateDir, HISTORY_KEY_FILE)
  if (process.platform === 'win32' || (statSync(file).mode & 0o077) === 0) return false
  chmodSync(file, 0o600)
  return true
}

export function makeHistoryKey(): HeadKey {
  return toHeadKey(generateKeyPairSync('ed25519').privateKey)
}

/** Durable when it returns; a crash leaves no half a key. @throws {CongkyError} ERR_HISTORY_KEY */
export function writeHistoryKey(stateDir: string, { privateKey }: HeadKey): void {
  const file = join(stateDir, HISTORY_KEY_FILE)
  const temporary = `${file}.tmp`
  try {
    rmSync(temporary, { force: true })
    const handle = openSync(temporary, 'wx', 0o600)
    try {
      writeSync(handle, privateKey.export({ format: 'pem', type: 'pkcs8' }).toString())
      fsyncSync(handle)
    } finally {
      closeSync(handle)
    }
    renameSync(temporary, file)
    syncFolder(stateDir)
  } catch (cause) {
    throw new CongkyError('ERR_HISTORY_KEY', { file }, { cause })
  }
}
