/** What readers of documents hand on besides their reports, for those who may ask others about certificates. */
import type { SignatureReport, VerifyReport } from '@congky/shared'

export interface FoundSignature extends SignatureReport {
  /** DER of all certificates that came with the signature, its own among them. */
  readonly cameWith?: readonly Uint8Array[]
  /** Whose timestamp it carries, where that one is whole. */
  readonly stampedBy?: StampSigner | null
}

export interface StampSigner {
  /** DER. */
  readonly certificate: Uint8Array
  /** DER of all certificates that came with the timestamp. */
  readonly cameWith: readonly Uint8Array[]
}

export interface FoundReport extends VerifyReport {
  readonly signatures: FoundSignature[]
}
