import type { Claim, IncomingRequest, SignOutcome } from '../domain/request.ts'

/** How a delivery ended. Anything but `delivered` is final too: the outcome stays in the history. */
export type DeliveryResult =
  | 'delivered' //   written now, or found written by an earlier try
  | 'row-changed' // the row is no longer the one that was signed; it was left alone
  | 'lease-lost' //  another gateway took the row over

/** Port: a place requests come from and outcomes go back to. */
export interface RequestSource {
  readonly name: string
  /**
   * Yields each pending request at least once; returns when `signal` aborts. The caller stores a request
   * before it asks for the next, so a slow gateway slows the source.
   *
   * @throws {CongkyError} ERR_SOURCE_UNAVAILABLE, ERR_SOURCE_LAYOUT: the caller starts the iteration again
   * after a delay.
   */
  requests(signal: AbortSignal, onPolled?: () => void): AsyncIterable<IncomingRequest>
  /**
   * Extends the claims on requests still in hand; called about every third of a lease, and once before a
   * document that waited is signed.
   *
   * @returns The external ids whose claim is lost: they must not be signed for this source any more.
   * @throws {CongkyError} ERR_SOURCE_UNAVAILABLE
   */
  renew(claims: readonly { readonly externalId: string; readonly claim: Claim | null }[]): Promise<readonly string[]>
  /** Writes an outcome back. Repeated after a crash. @throws {CongkyError} ERR_SOURCE_UNAVAILABLE: tried again later. */
  deliver(outcome: SignOutcome): Promise<DeliveryResult>
  /** Lets go of connections. */
  close(): Promise<void>
}
