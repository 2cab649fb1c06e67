import { type KeyObject, verify, X509Certificate } from 'node:crypto'
import type { Certificate } from '../domain/certificate.ts'

const publicKeys = new WeakMap<Certificate, KeyObject>()

/** The public key of a certificate, read once: reading one costs as much as verifying with it. */
export function publicKeyOf(certificate: Certificate): KeyObject {
  const known = publicKeys.get(certificate)
  if (known) return known
  const key = new X509Certificate(certificate.der).publicKey
  publicKeys.set(certificate, key)
  return key
}

/**
 * Whether the key of a certificate made a value.
 *
 * @param digest As node:crypto names it.
 * @param value PKCS#1 v1.5 for RSA, r ‖ s for ECDSA.
 */
export function madeValue(certificate: Certificate, digest: string, data: Uint8Array, value: Uint8Array): boolean {
  return verify(digest, data, { key: publicKeyOf(certificate), dsaEncoding: 'ieee-p1363' }, value)
}
