/**
 * Port: turning a document and a certificate into a signed document. This room sees bytes and a digest
 * to sign; how a token signs is not its business.
 */
import type { Bilingual, DocumentRendering, Language, ResultFormat, VerifyReport } from '@congky/shared'
import type { KindName, PathValues } from '../domain/approval/policy.ts'
import type { Certificate } from '../domain/certificate.ts'
import type { StageTimes } from '../domain/stage-times.ts'

export interface SigningContext {
  readonly certificate: Certificate
  /** Claimed time of signing, for profiles that carry a SigningTime. */
  readonly signedAt: Date
}

/** A signature waiting for its value, as the pipeline sees it. */
export interface PreparedSignature {
  readonly digestAlgorithm: 'sha1' | 'sha256'
  /** What the token signs: the digest of SignedInfo (or of a profile's own signed form). */
  readonly digest: Uint8Array
  /** What the digest was made of, for tokens whose only mechanism hashes by itself. */
  readonly data: Uint8Array
  /**
   * The value, when an earlier attempt has it already and lacks only a timestamp: no token is asked. Null: none is
   * known.
   */
  readonly value: Uint8Array | null
  /** Of reading the document, its canonical forms and their digests. */
  readonly times: StageTimes
  /**
   * Completes the document and verifies it: the final bytes as a receiver reads them, and the value against
   * the certificate of the context. Nothing leaves without it. Profiles that want a timestamp get it here.
   *
   * @param value PKCS#1 v1.5 for RSA, r ‖ s for ECDSA.
   * @throws {CongkyError} ERR_SIGNATURE_INVALID: the value is wrong. ERR_TIMESTAMP_UNAVAILABLE: the value is kept
   * for the next attempt. ERR_INTERNAL: the final bytes do not verify.
   */
  finish(value: Uint8Array): Promise<FinishedSignature>
}

export interface FinishedSignature {
  /** The signed document, or what the profile makes instead. */
  readonly document: Uint8Array
  /** Of the last look at it; waiting for a timestamp is in none. */
  readonly times: StageTimes
}

/** Port: a time-stamp authority (RFC 3161), or several of which one answers. */
export interface Timestamper {
  /** Whether there is an authority to ask. */
  readonly isConfigured: boolean
  /**
   * @param stamped What the timestamp is to speak for.
   * @returns DER of a TimeStampToken, checked to be over it.
   * @throws {CongkyError} No authority answers as it should; later one may.
   */
  stamp(stamped: Uint8Array): Promise<Uint8Array>
}

/** What the engine can tell about a document before anything is signed. */
export interface DocumentFacts {
  /** A tax code found where the profile says one stands, unparsed; null when there is none. */
  readonly taxCode: string | null
  /** What it is, for policies: `xml:Declaration`, `customs:903`, `co:A`, `edifact:ORDERS`, `pdf`; where it was asked for. */
  readonly kinds?: readonly KindName[]
  /** What stands at the paths that were asked for, by path. */
  readonly values?: Readonly<Record<string, PathValues>>
}

/** The same, and what finding it out took. */
export interface TimedFacts extends DocumentFacts {
  readonly times: StageTimes
}

/** What else to find out about a document. */
export interface InspectWishes {
  readonly wantsKind: boolean
  readonly valuePaths: readonly string[]
}

/** What a signature by a profile would cover, for whoever is to approve it. */
export interface DocumentReview {
  /** In words, taken from the bytes that the signature will cover. */
  readonly rendering: DocumentRendering
  /** Parts that it will not cover, a tax code that differs from the request's, and the like. */
  readonly warnings: readonly Bilingual[]
}

export interface VerifyWishes {
  /** Detached CMS over the document; left out: what the document itself carries. */
  readonly signature?: Uint8Array | undefined
  /**
   * Whether nothing is valid but what has a configured authority behind it, where there are such. Left out: the
   * signatures alone are judged, for callers who know whose they have to be.
   */
  readonly judgesCertificates?: boolean
}

/** What an acknowledgement says that does not follow from the document. */
export interface AcknowledgementWishes {
  /** Its own number, at most 14 characters: the control reference of an interchange has no more (ISO 9735-1, 0020). */
  readonly reference: string
  readonly at: Date
  /** Of the words in it. */
  readonly language: Language
  /** Why the document was refused as a whole, and whether for what its messages say; null where it was not. */
  readonly refusal: (Bilingual & { readonly isOfContent: boolean }) | null
}

export interface SignatureEngine {
  /** Names of the profiles, built in and configured. */
  readonly profiles: readonly string[]
  /** What a profile makes; of one that is not known any more, bytes of some kind. */
  resultFormat(profile: string): ResultFormat
  start(): Promise<void>
  /** Ends the worker threads; work in hand is finished first. */
  stop(): Promise<void>
  /**
   * Checks that the profile can sign the document, without signing.
   *
   * @throws {CongkyError} ERR_DOCUMENT_NOT_XML, ERR_DOCUMENT_ENCODING, ERR_DOCTYPE_FORBIDDEN,
   * ERR_DOCUMENT_TOO_COMPLEX, ERR_DUPLICATE_ID, ERR_ALREADY_SIGNED, ERR_PROFILE_MISMATCH, ERR_PROFILE_UNKNOWN.
   */
  inspect(profile: string, document: Uint8Array, wishes?: InspectWishes): Promise<TimedFacts>
  /**
   * Reads to people what a signature by the profile would cover.
   *
   * @param taxCode Of the request, to be compared with what the document says.
   * @throws {CongkyError} As `inspect`.
   */
  review(profile: string, document: Uint8Array, taxCode: string | null): Promise<DocumentReview>
  /**
   * Whether an earlier attempt at the same document has its signature value and lacks only a timestamp, so that
   * `prepare` will ask for no other.
   */
  isSigned(profile: string, documentSha256: string, certificate: Pick<Certificate, 'thumbprint'>): boolean
  /**
   * Builds everything but the signature value. The document must not change until `finish` has run.
   *
   * @throws {CongkyError} As `inspect`; ERR_TIMESTAMP_NOT_CONFIGURED.
   */
  prepare(profile: string, document: Uint8Array, context: SigningContext): Promise<PreparedSignature>
  /**
   * Reports every signature in a document, or those of detached CMS that stands beside it.
   *
   * @throws {CongkyError} ERR_DOCUMENT_NOT_XML and the like.
   */
  verify(document: Uint8Array, options?: VerifyWishes): Promise<VerifyReport>
  /** What the document says, for people to read; of one that nobody knows how to read, what it is. */
  render(document: Uint8Array): Promise<DocumentRendering>
  /**
   * The message that answers an interchange (APERAK): accepted, or with every error in it. Not signed; the same
   * wishes make the same bytes.
   *
   * @throws {CongkyError} ERR_ACKNOWLEDGEMENT_NONE: the document is no interchange, or so broken that there is nothing
   * to refer to.
   */
  acknowledge(document: Uint8Array, wishes: AcknowledgementWishes): Promise<Uint8Array>
}
