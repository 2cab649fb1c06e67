/**
 * The algorithms that certificates, lists of revoked certificates and OCSP answers may be signed with. MD5 and older
 * are forged in minutes and stand here for nobody. SHA-1: the authorities of Vietnam signed with it until 2024, and
 * a second certificate with the same SHA-1 takes the authority's help: accepted, and told.
 */
import { createVerify, type KeyObject } from 'node:crypto'
import { setImmediate } from 'node:timers/promises'

interface SigningAlgorithm {
  readonly digest: 'sha1' | 'sha256' | 'sha384' | 'sha512'
  readonly keyType: 'rsa' | 'ec'
}

/** Object identifiers from RFC 8017, appendix A.2.4 and RFC 5758, section 3.2. */
const ALGORITHMS = new Map<string, SigningAlgorithm>([
  ['1.2.840.113549.1.1.5', { digest: 'sha1', keyType: 'rsa' }],
  ['1.2.840.113549.1.1.11', { digest: 'sha256', keyType: 'rsa' }],
  ['1.2.840.113549.1.1.12', { digest: 'sha384', keyType: 'rsa' }],
  ['1.2.840.113549.1.1.13', { digest: 'sha512', keyType: 'rsa' }],
  ['1.2.840.10045.4.1', { digest: 'sha1', keyType: 'ec' }],
  ['1.2.840.10045.4.3.2', { digest: 'sha256', keyType: 'ec' }],
  ['1.2.840.10045.4.3.3', { digest: 'sha384', keyType: 'ec' }],
  ['1.2.840.10045.4.3.4', { digest: 'sha512', keyType: 'ec' }],
])

export const isAcceptedAlgorithm = (oid: string) => ALGORITHMS.has(oid)
export const isSha1 = (oid: string) => ALGORITHMS.get(oid)?.digest === 'sha1'

const BYTES_AT_ONCE = 256 * 1024

/** Whether a key made a signature over bytes that may be many: digested in slices, so that nothing waits for it. */
export async function verifySigned(
  oid: string,
  bytes: Uint8Array,
  signature: Uint8Array,
  key: KeyObject,
): Promise<boolean> {
  const algorithm = ALGORITHMS.get(oid)
  if (algorithm === undefined || algorithm.keyType !== key.asymmetricKeyType) return false
  const verifier = createVerify(algorithm.digest)
  for (let at = 0; at < bytes.length; at += BYTES_AT_ONCE) {
    if (at > 0) await setImmediate()
    verifier.update(bytes.subarray(at, at + BYTES_AT_ONCE))
  }
  return verifier.verify(key, signature)
}
