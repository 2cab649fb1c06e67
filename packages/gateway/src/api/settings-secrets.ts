/** Passwords that are typed into settings: where they are kept, and what they may be used for. */
import { type Bilingual, CongkyError } from '@congky/shared'
import { ConfigProblems } from '../config/config-problem.ts'
import type { SecretStore } from '../config/secrets.ts'

export type SettingsSecrets = Pick<SecretStore, 'get' | 'set' | 'remove' | 'whereIs'>

/** @param value undefined keeps what is there, null removes it. @throws {CongkyError} ERR_SECRET_STORE */
export function storeSecret(name: string, value: string | null | undefined, secrets: SettingsSecrets): void {
  if (value === undefined) return
  if (value === null) secrets.remove(name)
  else secrets.set(name, value)
}

/** What would be stored would never be read. @throws {CongkyError} ERR_REQUEST_INVALID: systemd gives this one. */
export function refuseGiven(name: string, secrets: SettingsSecrets): void {
  if (secrets.whereIs(name) !== 'credential') return
  const detail = {
    en: `the password ${name} is given by systemd (LoadCredential) and has to be changed there`,
    vi: `mật khẩu ${name} do systemd cấp (LoadCredential) nên phải đổi tại đó`,
  }
  throw new CongkyError('ERR_REQUEST_INVALID', { detail })
}

/**
 * A saved password is sent to the server it was typed for. Who points the setting at another one has to know the
 * password: else a stolen session could have it sent wherever it likes, and read it there.
 *
 * @param field Where a form shows it.
 * @throws {CongkyError} ERR_CONFIG_INVALID
 */
export function requireRetyped(field: string, name: string, secrets: SettingsSecrets): void {
  if (secrets.whereIs(name) === null) return
  const text = {
    en: 'type the password again: it was saved for another server or user',
    vi: 'hãy nhập lại mật khẩu: mật khẩu đã lưu là của máy chủ hoặc người dùng khác',
  }
  throw fieldProblem(field, text)
}

/** For a form: what is wrong with one of its fields. */
export function fieldProblem(field: string, text: Bilingual): CongkyError {
  const problem = { line: 1, column: 1, field, text }
  const detail = { en: `${field}: ${text.en}`, vi: `${field}: ${text.vi}` }
  return new CongkyError('ERR_CONFIG_INVALID', { detail }, { cause: new ConfigProblems([problem]) })
}
