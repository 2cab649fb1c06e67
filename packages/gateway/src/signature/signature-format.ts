/**
 * What a kind of signature is to the engine: one object of plain functions from bytes and data to bytes and
 * data. Everything a format hands out can cross a thread boundary. Keys, threads and the network are none of
 * its business: the engine brings the value, and a timestamp where one is asked for. The formats stand in one
 * table, `formats.ts`; nothing else knows how many there are.
 */
import type { ProfileOptions } from '@congky/shared'
import type { Certificate } from '../domain/certificate.ts'
import type { CoveredReading, DocumentLook } from './covered-document.ts'
import type { DocumentFacts } from './profile.ts'

export interface SigningRequest<O extends ProfileOptions = ProfileOptions> {
  /** Name of the profile, for errors. */
  readonly profile: string
  readonly options: O
  readonly certificate: Certificate
  /** DER of certificates of authorities, for profiles that enclose those above the signer's. */
  readonly issuers?: readonly Uint8Array[]
  readonly signedAt: Date
}

/** A signature waiting for its value: plain data, so that a worker thread can make it. */
export interface SignaturePlan<R = unknown> {
  readonly digestAlgorithm: 'sha1' | 'sha256'
  /** What the key signs the digest of. */
  readonly toBeSigned: Uint8Array
  /** Whatever the format needs to complete the document. */
  readonly rest: R
}

/** What makes a plan a signature. */
export interface SignatureValue {
  /** PKCS#1 v1.5 for RSA, r ‖ s for ECDSA; checked against the certificate already. */
  readonly value: Uint8Array
  /** DER of an RFC 3161 TimeStampToken over what `complete` asked for; null before it asked. */
  readonly timestamp: Uint8Array | null
}

/** The signed document; or the octets that a timestamp authority has to speak for before there can be one. */
export type Completion =
  | {
      readonly document: Uint8Array
      /** Of two readers of the result one took it for what was planned, and the other did not: one of them errs. */
      readonly readersDiffer?: true
    }
  | { readonly timestampOver: Uint8Array }

/**
 * @template O Options of its profiles.
 * @template D A document as `open` read it.
 * @template R The format's own part of a plan.
 */
export interface SignatureFormat<O extends ProfileOptions = ProfileOptions, D = unknown, R = unknown> {
  /**
   * The first look at a document that is to be signed: linear, and all that is done in the main thread before
   * the document is known to be light.
   *
   * @throws {CongkyError} It can be no document of this format.
   */
  open(document: Uint8Array): D
  /** Whether every step takes a few milliseconds, so that handing it to a thread would cost more. */
  isLight(document: D): boolean
  /**
   * Whether `inspect` leaves in the document all that `plan` needs of it, the bytes included: then they may change
   * in between.
   */
  readonly inspectsForPlan?: boolean
  /** @throws {CongkyError} As `SignatureEngine.inspect`. */
  inspect(document: D, profile: string, options: O): DocumentFacts
  /**
   * What the document is, and what stands at paths of a policy.
   *
   * @throws {CongkyError} As `inspect`.
   */
  look(document: D, profile: string, options: O, valuePaths: readonly string[]): DocumentLook
  /**
   * What a signature would cover, in words.
   *
   * @throws {CongkyError} As `inspect`.
   */
  read(document: D, profile: string, options: O): CoveredReading
  /** @throws {CongkyError} As `SignatureEngine.prepare`. */
  plan(document: D, request: SigningRequest<O>): SignaturePlan<R>
  /**
   * Puts the value into the document, and reads the result anew as a receiver would.
   *
   * @param document The same bytes that were planned on.
   * @throws {CongkyError} ERR_ALREADY_SIGNED. @throws {Error} The result does not verify: a bug of ours.
   */
  complete(document: Uint8Array, plan: SignaturePlan<R>, signature: SignatureValue): Completion
}
