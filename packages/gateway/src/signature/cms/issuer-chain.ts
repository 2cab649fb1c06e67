import { X509Certificate } from 'node:crypto'

/** Real chains have one to three authorities. */
const LENGTH_MAX = 5

/**
 * The certificates above one, the nearest first, out of those that are known; without the self-signed one at the
 * end, which a receiver has to know by itself (RFC 5280, 6.1).
 *
 * @param issuers DER of certificates of authorities.
 */
export function issuerChain(certificate: Uint8Array, issuers: readonly Uint8Array[]): Uint8Array[] {
  const known = issuers.map((der) => new X509Certificate(der))
  const chain: Uint8Array[] = []
  let current = new X509Certificate(certificate)
  while (chain.length < LENGTH_MAX) {
    const issuer = known.find((one) => current.checkIssued(one) && current.verify(one.publicKey))
    if (issuer === undefined || issuer.checkIssued(issuer)) break
    chain.push(issuer.raw)
    current = issuer
  }
  return chain
}
