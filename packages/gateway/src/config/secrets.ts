/**
 * Passwords by name. The configuration holds the names; the values come from systemd's credentials
 * (`$CREDENTIALS_DIRECTORY/<name>`) when the service manager offers them, else from an encrypted file:
 *
 *     stateDir/secrets.key    32 random bytes, base64; mode 0600, made by the first `set`
 *     stateDir/secrets.json   name → nonce, tag and AES-256-GCM ciphertext; the name is authenticated too
 *
 * What this protects: a copy of secrets.json alone (a backup, a support mail) is worth nothing, and other
 * users of the host cannot read the key. Whoever can read both files as the gateway's user can read the
 * passwords, as can the gateway. On Windows the key file has the folder's access list and no more: DPAPI
 * would tie it to the account, and is not used here.
 */
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'
import { mkdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { type Bilingual, CongkyError } from '@congky/shared'
import { z } from 'zod'
import { replaceFile } from './replace-file.ts'

export interface SecretStore {
  /** @throws {CongkyError} ERR_SECRET_MISSING, ERR_SECRET_STORE */
  get(name: string): string
  /** Replaces a value of the same name. @throws {CongkyError} ERR_SECRET_STORE */
  set(name: string, value: string): void
  /** Names in the encrypted file, sorted. @throws {CongkyError} ERR_SECRET_STORE */
  list(): readonly string[]
  /** Where `get` would take it from, without opening it; null when it is not set. @throws {CongkyError} ERR_SECRET_STORE */
  whereIs(name: string): 'file' | 'credential' | null
  /** @returns Whether it was there. @throws {CongkyError} ERR_SECRET_STORE */
  remove(name: string): boolean
}

const sealedSchema = z.object({ nonce: z.base64(), tag: z.base64(), value: z.base64() })
const fileSchema = z.object({ version: z.literal(1), secrets: z.record(z.string(), sealedSchema) })
type Sealed = z.infer<typeof sealedSchema>

const KEY_BYTES = 32
/** The length that NIST SP 800-38D, 8.2.2 recommends for random nonces. */
const NONCE_BYTES = 12

/** Anything that could leave the credentials folder is no name. */
export function isSecretName(name: string): boolean {
  return /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/.test(name)
}

/** Opening reads nothing yet: a gateway without passwords needs no store. */
export function openSecrets(options: { readonly stateDir: string; readonly env: NodeJS.ProcessEnv }): SecretStore {
  const { stateDir } = options
  const keyFile = join(stateDir, 'secrets.key')
  const secretsFile = join(stateDir, 'secrets.json')
  const credentials = options.env.CREDENTIALS_DIRECTORY ?? null

  const readSealed = (): Record<string, Sealed> => {
    const text = readIfPresent(secretsFile)
    if (text === null) return {}
    const parsed = fileSchema.safeParse(parseJson(text))
    if (parsed.success) return parsed.data.secrets
    throw storeError({ en: `${secretsFile} is damaged`, vi: `tệp ${secretsFile} bị hỏng` })
  }
  const writeSealed = (secrets: Record<string, Sealed>) => {
    replaceFile(secretsFile, `${JSON.stringify({ version: 1, secrets }, null, 2)}\n`, 0o600)
  }

  return {
    get(name) {
      const given = credentials === null ? null : readCredential(credentials, name)
      if (given !== null) return given
      const sealed = readSealed()
      const found = Object.hasOwn(sealed, name) ? sealed[name] : undefined
      if (found === undefined) throw new CongkyError('ERR_SECRET_MISSING', { secret: name })
      return unseal(name, found, readKey(keyFile, stateDir), secretsFile)
    },
    set(name, value) {
      if (!isSecretName(name)) throw new TypeError('A secret needs a plain name: callers check it')
      guarded(() => mkdirSync(stateDir, { recursive: true, mode: 0o700 }))
      const secrets = readSealed()
      const key = readIfPresent(keyFile) === null ? makeKey(keyFile, secrets) : readKey(keyFile, stateDir)
      guarded(() => writeSealed({ ...secrets, [name]: seal(name, value, key) }))
    },
    list: () => Object.keys(readSealed()).sort(),
    whereIs(name) {
      if (credentials !== null && readCredential(credentials, name) !== null) return 'credential'
      return Object.hasOwn(readSealed(), name) ? 'file' : null
    },
    remove(name) {
      const { [name]: removed, ...rest } = readSealed()
      if (removed === undefined) return false
      guarded(() => writeSealed(rest))
      return true
    },
  }
}

/** A credential file's text; editors and `echo` leave a last newline, which is no part of a password. */
function readCredential(folder: string, name: string): string | null {
  if (!isSecretName(name)) return null
  return readIfPresent(join(folder, name))?.replace(/\r?\n$/, '') ?? null
}

function seal(name: string, value: string, key: Buffer): Sealed {
  const nonce = randomBytes(NONCE_BYTES)
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(name))
  const sealed = Buffer.concat([cipher.update(value, 'utf8'), cipher.final()])
  return {
    nonce: nonce.toString('base64'),
    tag: cipher.getAuthTag().toString('base64'),
    value: sealed.toString('base64'),
  }
}

function unseal(name: string, sealed: Sealed, key: Buffer, file: string): string {
  try {
    const decipher = createDecipheriv('aes-256-gcm', key, Buffer.from(sealed.nonce, 'base64'), { authTagLength: 16 })
      .setAAD(Buffer.from(name))
      .setAuthTag(Buffer.from(sealed.tag, 'base64'))
    return Buffer.concat([decipher.update(Buffer.from(sealed.value, 'base64')), decipher.final()]).toString('utf8')
  } catch (cause) {
    const text = {
      en: `“${name}” in ${file} was made with another key, or was changed; set it again`,
      vi: `“${name}” trong ${file} được mã hóa bằng khóa khác hoặc đã bị sửa; hãy nhập lại`,
    }
    throw storeError(text, cause)
  }
}

/** A new key beside old secrets would leave them unreadable without saying so. */
function makeKey(keyFile: string, existing: Record<string, Sealed>): Buffer {
  if (Object.keys(existing).length > 0) {
    throw storeError({ en: `the key file ${keyFile} is missing`, vi: `thiếu tệp khóa ${keyFile}` })
  }
  const key = randomBytes(KEY_BYTES)
  guarded(() => replaceFile(keyFile, `${key.toString('base64')}\n`, 0o600))
  return key
}

function readKey(keyFile: string, stateDir: string): Buffer {
  const text = readIfPresent(keyFile)
  if (text === null) {
    throw storeError({ en: `the key file ${keyFile} is missing`, vi: `thiếu tệp khóa ${keyFile}` })
  }
  if (process.platform !== 'win32') checkKeyFile(keyFile, stateDir)
  const key = Buffer.from(text, 'base64')
  if (key.length === KEY_BYTES) return key
  throw storeError({ en: `the key file ${keyFile} is damaged`, vi: `tệp khóa ${keyFile} bị hỏng` })
}

/** The key counts only while nobody but the gateway's user could have read or exchanged it. */
function checkKeyFile(keyFile: string, stateDir: string): void {
  const { mode, uid } = statSync(keyFile)
  if ((mode & 0o077) !== 0) {
    const octal = (mode & 0o777).toString(8).padStart(4, '0')
    throw storeError({
      en: `others can read ${keyFile} (mode ${octal}); run chmod 600, and set the secrets anew if it stood open for long`,
      vi: `người khác đọc được ${keyFile} (quyền ${octal}); chạy chmod 600, và nhập lại mật khẩu nếu tệp đã mở lâu`,
    })
  }
  if (uid !== process.getuid?.() && uid !== statSync(stateDir).uid) {
    throw storeError({ en: `${keyFile} belongs to another user`, vi: `${keyFile} thuộc về người dùng khác` })
  }
}

function readIfPresent(file: string): string | null {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null
    throw storeError(systemText(error), error)
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

/** Says which file the system refused, instead of an internal error. */
function guarded(action: () => void): void {
  try {
    action()
  } catch (error) {
    throw storeError(systemText(error), error)
  }
}

function systemText(error: unknown): Bilingual {
  const message = error instanceof Error ? error.message : String(error)
  return { en: message, vi: message }
}

function storeError(detail: Bilingual, cause?: unknown): CongkyError {
  return new CongkyError('ERR_SECRET_STORE', { detail }, { cause })
}
