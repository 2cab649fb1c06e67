/** Whose signature it is: the certificate whose key made the value, and what is to be known about it. */
import { verify } from 'node:crypto'
import { type Certificate, parseCertificate } from '../domain/certificate.ts'
import type { CheckedReferences } from './check-references.ts'
import type { SignatureDescription } from './describe-signature.ts'
import { publicKeyOf } from './key-info.ts'
import { parseSigningTime } from './signing-time.ts'

export interface Signer {
  /** The certificate whose key made the value; when none did, the first one, to show who was named. */
  readonly certificate: Certificate | null
  readonly problems: readonly string[]
  readonly warnings: readonly string[]
}

/** @param checked Null when the signature could not be read, so that no value can be checked. */
export function judgeSigner(checked: CheckedReferences | null, description: SignatureDescription, now: Date): Signer {
  const certificates = description.certificates.flatMap(readCertificate)
  const [first] = certificates
  if (first === undefined) return { certificate: null, problems: ['it carries no certificate'], warnings: [] }
  const signer = checked && certificates.find((certificate) => madeValue(certificate, checked))
  const certificate = signer ?? first
  return {
    certificate,
    problems: checked && !signer ? ['the signature value was not made with the key of its certificate'] : [],
    warnings: [...keyWarnings(certificate), ...timeWarnings(certificate, description, now)],
  }
}

function readCertificate(der: Uint8Array): Certificate[] {
  try {
    return [parseCertificate(der)]
  } catch {
    // What is no certificate names nobody; the signature may carry others.
    return []
  }
}

function madeValue(certificate: Certificate, { signature, signedInfo }: CheckedReferences): boolean {
  if (certificate.keyType !== signature.method.keyType) return false
  const key = { key: publicKeyOf(certificate), dsaEncoding: 'ieee-p1363' } as const
  return verify(signature.method.digest, signedInfo, key, signature.value)
}

/** Keys of 1024 bits were in use until 2024: told, not refused. */
function keyWarnings({ keyType, keyBits }: Certificate): string[] {
  return keyType === 'rsa' && keyBits < 2048 ? [`the key has only ${keyBits} bits`] : []
}

function timeWarnings(
  { notBefore, notAfter }: Certificate,
  { signingTimes, signingTimeReferenced }: SignatureDescription,
  now: Date,
): string[] {
  const warnings: string[] = []
  if (now > notAfter) warnings.push(`the certificate expired on ${isoDay(notAfter)}`)
  if (now < notBefore) warnings.push(`the certificate is valid only from ${isoDay(notBefore)}`)
  const [written] = signingTimes
  if (written === undefined) return warnings
  if (!signingTimeReferenced) warnings.push('the signing time is not covered by the signature')
  if (signingTimes.length > 1) warnings.push('it names several signing times')
  const signedAt = parseSigningTime(written)
  if (signedAt === null) warnings.push('the signing time cannot be read')
  else if (signedAt > notAfter || signedAt < notBefore) {
    warnings.push('the certificate was not valid at the signing time')
  }
  return warnings
}

function isoDay(date: Date): string {
  return date.toISOString().slice(0, 10)
}
