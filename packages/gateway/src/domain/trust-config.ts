/** Whom the gateway believes when it looks at the signatures of others. */

/**
 * Whether the issuer of a certificate is asked if it was revoked. `soft`: when nobody answers, the certificate is
 * accepted with a warning. `hard`: then it is not accepted.
 */
export const REVOCATION_MODES = ['none', 'soft', 'hard'] as const
export type RevocationMode = (typeof REVOCATION_MODES)[number]

export interface TrustConfig {
  /** Absolute paths of files with certificates of authorities (PEM or DER); empty: nobody's certificate is judged. */
  readonly authorities: readonly string[]
  readonly revocation: RevocationMode
}
