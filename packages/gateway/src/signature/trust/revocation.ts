/** What an issuer says about one of its certificates, by whichever way. */
import type { CertificateFacts } from './certificate-facts.ts'

export interface IssuedPair {
  readonly subject: CertificateFacts
  readonly issuer: CertificateFacts
}

export type RevocationStatus =
  | { readonly status: 'good' }
  | { readonly status: 'revoked'; readonly revokedAt: Date; readonly reason: number | null }
  /** The issuer has never heard of it: what it should have issued was made by somebody else. */
  | { readonly status: 'unknown' }

/** Why an answer is not accepted, as a sentence of reports. */
export class RevocationProblem extends Error {
  override readonly name = 'RevocationProblem'
}

/** Clocks differ. */
export const CLOCK_SKEW_MS = 5 * 60_000
