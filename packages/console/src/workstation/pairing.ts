/** How this browser becomes a workstation, and stays one. */
import { signal } from '@preact/signals'
import { call } from '../api.ts'
import { keep, type PairingRecord } from './keep.ts'
import { bearer } from './link.ts'

/** undefined until this browser's own store was read. */
export const pairing = signal<PairingRecord | null | undefined>(undefined)
/** The gateway does not know this pairing any more: revoked, or expired. */
export const isRefused = signal(false)

interface Term {
  readonly renewAfter: string | null
}

/**
 * The secret in the address that a QR code led to; taken out of the address at once, so that it stands neither in
 * the browser's history nor in a bookmark. What is behind `#` is never sent to a server.
 */
export function takeSecretFromAddress(): string | null {
  const secret = new URLSearchParams(location.hash.slice(1)).get('pair')
  if (location.hash !== '') history.replaceState(null, '', location.pathname)
  return secret === null || secret === '' ? null : secret
}

/** @throws {ApiError} ERR_PAIRING_CODE_INVALID, ERR_GUESSES_SLOWED */
export async function pair(secret: string): Promise<void> {
  const { accessKey, workstation } = await call<PairingRecord>('POST', '/pair', { body: { code: secret } })
  await take({ accessKey, workstation })
  // Without this a browser that runs out of room may forget the key, and the documents that are not sent yet.
  await navigator.storage?.persist?.().catch(() => false)
}

/** Asks for the key that follows when it is time, and uses it once it is stored. */
export async function renewIfDue(): Promise<void> {
  const known = pairing.value
  if (!known) return
  const headers = bearer(known.accessKey)
  const { renewAfter } = await call<Term>('GET', '/access-key', { headers })
  if (renewAfter === null || Date.parse(renewAfter) > Date.now()) return
  const { accessKey } = await call<{ accessKey: string }>('POST', '/access-key/renewal', { headers })
  await take({ ...known, accessKey })
}

async function take(record: PairingRecord): Promise<void> {
  await keep.storePairing(record)
  isRefused.value = false
  pairing.value = record
}
