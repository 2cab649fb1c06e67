import type { DigestChoice } from '@congky/shared'
import type { Certificate } from '../domain/certificate.ts'

/** What a profile digests with under a certificate; `auto` follows the certificate's own signature. */
export function chooseDigest(wanted: DigestChoice, certificate: Pick<Certificate, 'issuedWith'>): 'sha1' | 'sha256' {
  if (wanted !== 'auto') return wanted
  return certificate.issuedWith === 'sha1' ? 'sha1' : 'sha256'
}
