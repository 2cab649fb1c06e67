/** Whose signature it is: the certificate whose key made the value, and what is to be known about it. */
import type { ReportedCertificate } from '@congky/shared'
import { type Certificate, parseCertificate } from '../domain/certificate.ts'

export interface Signer {
  /** The certificate whose key made the value; when none did, the first one, to show who was named. */
  readonly certificate: Certificate | null
  readonly problems: readonly string[]
  readonly warnings: readonly string[]
}

export interface SignerClues {
  /** DER of the certificates that come with the signature, whatever else they may be. */
  readonly certificates: readonly Uint8Array[]
  /** Whether the key of a certificate made the value. Null when the signature could not be read. */
  readonly madeValue: ((certificate: Certificate) => boolean) | null
  /** Times of signing as the signature claims them; one that is no time is null. */
  readonly signingTimes: readonly (Date | null)[]
  /** Whether the signature speaks for them. */
  readonly signingTimeCovered: boolean
  readonly now: Date
}

export function judgeSigner(clues: SignerClues): Signer {
  const { madeValue } = clues
  const certificates = clues.certificates.flatMap(readCertificate)
  const [first] = certificates
  if (first === undefined) return { certificate: null, problems: ['it carries no certificate'], warnings: [] }
  const signer = madeValue && certificates.find(madeValue)
  const certificate = signer ?? first
  return {
    certificate,
    problems: madeValue && !signer ? ['the signature value was not made with the key of its certificate'] : [],
    warnings: [...keyWarnings(certificate), ...timeWarnings(certificate, clues)],
  }
}

export function certificateView(certificate: Certificate): ReportedCertificate {
  const { subject, issuer, serial, thumbprint, notBefore, notAfter, taxCode } = certificate
  return {
    ...{ subject, issuer, serial, thumbprint, taxCode },
    notBefore: notBefore.toISOString(),
    notAfter: notAfter.toISOString(),
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

/** Keys of 1024 bits were in use until 2024: told, not refused. */
function keyWarnings({ keyType, keyBits }: Certificate): string[] {
  return keyType === 'rsa' && keyBits < 2048 ? [`the key has only ${keyBits} bits`] : []
}

function timeWarnings({ notBefore, notAfter }: Certificate, clues: SignerClues): string[] {
  const { signingTimes, signingTimeCovered, now } = clues
  const warnings: string[] = []
  if (now > notAfter) warnings.push(`the certificate expired on ${isoDay(notAfter)}`)
  if (now < notBefore) warnings.push(`the certificate is valid only from ${isoDay(notBefore)}`)
  const [signedAt] = signingTimes
  if (signedAt === undefined) return warnings
  if (!signingTimeCovered) warnings.push('the signing time is not covered by the signature')
  if (signingTimes.length > 1) warnings.push('it names several signing times')
  if (signedAt === null) warnings.push('the signing time cannot be read')
  else if (signedAt > notAfter || signedAt < notBefore) {
    warnings.push('the certificate was not valid at the signing time')
  }
  return warnings
}

function isoDay(date: Date): string {
  return date.toISOString().slice(0, 10)
}
