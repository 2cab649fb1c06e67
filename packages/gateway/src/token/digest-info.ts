/**
 * DER prefixes of DigestInfo: RFC 8017, 9.2, note 1.
 * The whole prefix is fixed per algorithm, so the digest only has to be appended.
 */
const digestInfoPrefixes = {
  sha1: { digestBytes: 20, prefix: Buffer.from('3021300906052b0e03021a05000414', 'hex') },
  sha256: { digestBytes: 32, prefix: Buffer.from('3031300d060960864801650304020105000420', 'hex') },
} as const

/** Refuses a digest that is none of its algorithm: nothing but a digest may ever reach a key. */
export function assertDigest(algorithm: 'sha1' | 'sha256', digest: Uint8Array): void {
  const { digestBytes } = digestInfoPrefixes[algorithm]
  if (digest.byteLength !== digestBytes) {
    throw new RangeError(`a ${algorithm} digest has ${digestBytes} bytes, not ${digest.byteLength}`)
  }
}

/**
 * Wraps a digest for CKM_RSA_PKCS, where the token adds the padding and we add the DigestInfo.
 * Source: RFC 8017, 9.2 (EMSA-PKCS1-v1_5), steps 1 and 2.
 *
 * @throws {RangeError} Wrong length: a bug in the caller, never bad input.
 */
export function encodeDigestInfo(algorithm: 'sha1' | 'sha256', digest: Uint8Array): Buffer {
  assertDigest(algorithm, digest)
  return Buffer.concat([digestInfoPrefixes[algorithm].prefix, digest])
}
