import { CongkyError } from '@congky/shared'

/**
 * What nobody can ask a signing gateway for. Unknown fields are dropped elsewhere, so that a newer client may
 * say more than an older gateway understands. These are different: who sends them believes that a bare hash
 * is signed, or that it is signed with the certificate, key or library that they name, and a signature that
 * came in spite of it would be another one than they meant.
 */
const FORBIDDEN: ReadonlySet<string> = new Set([
  ...['hash', 'digest', 'digestvalue', 'documenthash', 'documentsha256', 'hashtosign', 'tobesigned', 'signedinfo'],
  ...['certificate', 'certificates', 'certificateserial', 'thumbprint', 'serial', 'key', 'privatekey', 'keyid'],
  ...['token', 'slot', 'pin', 'module', 'modulepath', 'library', 'pkcs11'],
])

/** @param fields Names and values as they were sent. @throws {CongkyError} ERR_WISH_FORBIDDEN */
export function assertNoForbiddenWish(fields: unknown): void {
  if (typeof fields !== 'object' || fields === null) return
  const field = Object.keys(fields).find((name) => FORBIDDEN.has(name.toLowerCase().replace(/[_-]/g, '')))
  if (field !== undefined) throw new CongkyError('ERR_WISH_FORBIDDEN', { field })
}
