/**
 * What is asked about a certificate that came with a signature, and what is answered. Whoever made the signature
 * chose the certificate and everything that came with it: all of it is hostile until a configured authority is
 * found behind it.
 */
import type { TrustAnswer } from '@congky/shared'
import type { Certificate } from '../../domain/certificate.ts'
import type { RevocationMode } from '../../domain/trust-config.ts'

export interface TrustQuestion {
  /** DER of the certificate whose key made the signature. */
  readonly certificate: Uint8Array
  /** DER of what came along and may stand between it and an authority. */
  readonly others: readonly Uint8Array[]
  /** DER of the configured authorities: the only ones who are believed. */
  readonly authorities: readonly Uint8Array[]
  /** DER of end certificates that are believed by themselves, whoever issued them. */
  readonly pinned: readonly Uint8Array[]
  /** The time for which the certificate has to be good: that of a timestamp, else now. */
  readonly at: Date
  readonly revocation: RevocationMode
}

export interface TrustVerdict {
  readonly trust: TrustAnswer
  /** Certificates above it as far as they were found, the nearest first; the last one is the authority when trusted. */
  readonly chain: readonly Certificate[]
  /** Why it is not trusted, a short English sentence each; empty when it is. */
  readonly problems: readonly string[]
  readonly warnings: readonly string[]
  readonly checkedAt: Date
}

export interface NetworkQuestion {
  /** What is posted; null asks with GET. */
  readonly body: Uint8Array | null
  /** Media type of the body. */
  readonly contentType: string | null
  /** Answers that are longer are given up while they are read. */
  readonly bytesMax: number
  readonly signal: AbortSignal
}

/** Port: the way to those who know of revoked certificates. */
export interface TrustNetwork {
  /** @returns The body of an answer with status 200. @throws {Error} Any other end: nobody answered. */
  fetch(url: URL, question: NetworkQuestion): Promise<Uint8Array>
}
