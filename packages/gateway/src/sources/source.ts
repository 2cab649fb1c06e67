import type { NoticingView } from '@congky/shared'
import type { Claim, IncomingRequest, SignedOutcome, SignOutcome } from '../domain/request.ts'

/** How a delivery ended. Anything but `delivered` is final too: the outcome stays in the history. */
export type DeliveryResult =
  | 'delivered' //   written now, or found written by an earlier try
  | 'row-changed' // the row is no longer the one that was signed; it was left alone
  | 'lease-lost' //  another gateway took the row over

/** How a request stands in its source while its document waits for an approval. */
export type RowStanding =
  | 'ours'
  | 'corrected' // its document is another one by now
  | 'withdrawn' // its owner took it back
  | 'lost' //      another gateway took the row over

export interface SeenRequest {
  readonly externalId: string
  readonly standing: RowStanding
  /** Whether the source says of it that it waits for an approval, or has no way to say so. */
  readonly isMarked: boolean
}

/** A claim on a request in hand. */
export interface ClaimRef {
  readonly externalId: string
  readonly claim: Claim | null
}

/** How a source notices new requests, while they are pulled. */
export type Noticing = NoticingView

/** What a source tells and asks while requests are pulled from it. */
export interface PullHooks {
  /** Called after each look at the source that succeeded. */
  readonly onPolled?: () => void
  /**
   * Whether a claim of ours is on record. A row that is claimed in our name and is not on record lost its claim
   * to a crash or to a lost answer; such rows are given back before the first one is pulled.
   */
  readonly isKnown?: (externalId: string, claim: Claim) => boolean
}

/** Port: a place requests come from and outcomes go back to. */
export interface RequestSource {
  readonly name: string
  /**
   * Yields each pending request at least once; returns when `signal` aborts. The caller has few requests on their way
   * into its store when it asks for the next, so a slow gateway slows the source.
   *
   * @throws {CongkyError} ERR_SOURCE_UNAVAILABLE, ERR_SOURCE_LAYOUT: the caller starts the iteration again
   * after a delay.
   */
  requests(signal: AbortSignal, hooks?: PullHooks): AsyncIterable<IncomingRequest>
  /** How it notices new requests right now; null while nobody pulls, or where nothing is to be said of it. */
  noticing(): Noticing | null
  /** Gives a request back that could not be taken in. Never rejects: a claim that stays runs out by itself. */
  release(request: ClaimRef): Promise<void>
  /**
   * Extends the claims on requests still in hand; called about every third of a lease, and once before a
   * document that waited is signed.
   *
   * @returns The external ids whose claim is lost: they must not be signed for this source any more.
   * @throws {CongkyError} ERR_SOURCE_UNAVAILABLE
   */
  renew(claims: readonly ClaimRef[]): Promise<readonly string[]>
  /**
   * Says in the source whether the documents of these requests wait for an approval, where it can say so. Claims that
   * are lost are passed over.
   *
   * @throws {CongkyError} ERR_SOURCE_UNAVAILABLE
   */
  mark(claims: readonly ClaimRef[], isWaiting: boolean): Promise<void>
  /**
   * Looks how requests stand whose documents wait for an approval.
   *
   * @throws {CongkyError} ERR_SOURCE_UNAVAILABLE
   */
  look(requests: readonly (ClaimRef & { readonly documentSha256: string })[]): Promise<readonly SeenRequest[]>
  /**
   * Writes signed documents back, many at once, over claims that are ours and documents that are those that were
   * signed. What is not written is delivered one by one then, which also tells why.
   *
   * @returns The ids of the jobs whose documents are written now. @throws {CongkyError} ERR_SOURCE_UNAVAILABLE
   */
  deliverSigned(outcomes: readonly SignedOutcome[]): Promise<ReadonlySet<string>>
  /** Writes an outcome back. Repeated after a crash. @throws {CongkyError} ERR_SOURCE_UNAVAILABLE: tried again later. */
  deliver(outcome: SignOutcome): Promise<DeliveryResult>
  /** Lets go of connections. */
  close(): Promise<void>
}
