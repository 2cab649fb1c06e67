/**
 * Which PKCS#11 mechanism makes which signature. Everything about a key type and digest is one table entry.
 * The plain mechanism, where the gateway hands over a finished digest, goes first: all keys of the field
 * have it, and the data stays here. Some drivers offer only the combined one, which hashes for itself and so
 * needs the data.
 */
import { createHash } from 'node:crypto'
import { assertDigest, encodeDigestInfo } from '../digest-info.ts'

export type KeyType = 'rsa' | 'ec'
export type DigestAlgorithm = 'sha1' | 'sha256'

/** Numbers: PKCS#11 v2.40, pkcs11t.h. */
const mechanisms = {
  rsa: { plain: 0x01, combined: { sha1: 0x06, sha256: 0x40 } }, //     CKM_RSA_PKCS, CKM_SHA1_, CKM_SHA256_RSA_PKCS
  ec: { plain: 0x1041, combined: { sha1: 0x1042, sha256: 0x1044 } }, // CKM_ECDSA, CKM_ECDSA_SHA1, CKM_ECDSA_SHA256
} as const

/** What C_SignInit and C_Sign are given. */
export interface SignInput {
  readonly mechanism: number
  readonly bytes: Buffer
}

export interface Digested {
  readonly digestAlgorithm: DigestAlgorithm
  readonly digest: Uint8Array
  /** What the digest is of, where the caller has it. */
  readonly data: Uint8Array | null
}

/**
 * The ways to sign a digest with this key, best first; empty when the token has none.
 *
 * @param offered Mechanisms the token lists.
 * @throws {RangeError} The digest has the wrong length or is not that of `data`: a bug in the caller.
 */
export function chooseSignInputs(keyType: KeyType, offered: ReadonlySet<number>, digested: Digested): SignInput[] {
  const { digestAlgorithm, digest, data } = digested
  const { plain, combined } = mechanisms[keyType]
  const inputs: SignInput[] = []
  if (offered.has(plain)) {
    assertDigest(digestAlgorithm, digest)
    const bytes = keyType === 'rsa' ? encodeDigestInfo(digestAlgorithm, digest) : Buffer.from(digest)
    inputs.push({ mechanism: plain, bytes })
  }
  if (data !== null && offered.has(combined[digestAlgorithm])) {
    if (!createHash(digestAlgorithm).update(data).digest().equals(digest)) {
      throw new RangeError('the data does not hash to the digest')
    }
    inputs.push({ mechanism: combined[digestAlgorithm], bytes: Buffer.from(data) })
  }
  return inputs
}
