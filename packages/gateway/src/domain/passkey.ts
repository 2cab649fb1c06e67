/**
 * Passkeys (khóa đăng nhập): key pairs whose private half a phone, a computer or a security key keeps, and uses only
 * after a fingerprint, a face or a PIN. Here is what is public of them, and the rules that need no cryptography.
 */
import { isIP } from 'node:net'
import { CongkyError } from '@congky/shared'

export interface Passkey {
  readonly id: string
  readonly accountId: string
  /** What the authenticator calls it, base64url. */
  readonly credentialId: string
  /** COSE_Key (RFC 9052, 7). */
  readonly publicKey: Uint8Array
  /** How often its authenticator says that it was used; 0 for those that do not count. */
  readonly counter: number
  readonly name: string
  /** The relying party of WebAuthn: the host name it was made for. */
  readonly rpId: string
  readonly createdAt: Date
  readonly lastUsedAt: Date | null
}

/** Enough for every device of a person. */
export const PASSKEYS_PER_ACCOUNT_MAX = 10

/**
 * The host name of a page, for which its passkeys are made. Browsers make none for an IP address: a relying party is
 * a domain (W3C WebAuthn Level 2, 5.1.3 and 5.1.4.1).
 *
 * @param pageOrigin Such as `https://cong-ky.example.vn:8443`.
 * @throws {CongkyError} ERR_PASSKEY_HOST
 */
export function relyingPartyOf(pageOrigin: string): string {
  const { hostname } = new URL(pageOrigin)
  if (hostname.startsWith('[') || isIP(hostname) !== 0) throw new CongkyError('ERR_PASSKEY_HOST', { host: hostname })
  return hostname
}

/**
 * Whether a count tells of a copy: an authenticator that counts never shows the same number twice, so one that does
 * has a twin somewhere that was used in between (W3C WebAuthn Level 2, 6.1.1).
 */
export function isCountOfCopy(known: number, shown: number): boolean {
  return (known > 0 || shown > 0) && shown <= known
}
