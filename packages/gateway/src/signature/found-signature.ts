/** What readers of documents hand on besides their reports, for those who may ask others about certificates. */
import type { SignatureReport, VerifyReport } from '@congky/shared'

export interface FoundSignature extends SignatureReport {
  /** DER of all certificates that came with the signature, its own among them. */
  readonly cameWith?: readonly Uint8Array[]
}

export interface FoundReport extends VerifyReport {
  readonly signatures: FoundSignature[]
}
