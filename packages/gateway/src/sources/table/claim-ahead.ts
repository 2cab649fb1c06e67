/**
 * Claims rows a few at a time and hands them over one by one. The documents of a claim wait in memory, so there are the
 * fewer of them the larger they are.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import type { IncomingRequest } from '../../domain/request.ts'
import { ABORTED, unlessAborted } from './abortable.ts'
import type { ClaimedRequest, RowClaims } from './row-claims.ts'

const ROWS = { first: 8, fewest: 2, most: 32 } as const
/** What the documents of one claim should have together. */
const BYTES = 1_000_000
/** How long an aborted iteration waits for the claims that were on their way. */
const GIVE_BACK_MS = 2_000

export class ClaimAhead {
  readonly #claims: Pick<RowClaims, 'claim' | 'release' | 'isStillOurs'>
  #rows: number = ROWS.first

  constructor(claims: Pick<RowClaims, 'claim' | 'release' | 'isStillOurs'>) {
    this.#claims = claims
  }

  /** Claims these rows and yields what was won; what is not taken over is given back. */
  async *claimAll(keys: readonly string[], signal: AbortSignal): AsyncIterable<IncomingRequest> {
    for (let at = 0; at < keys.length && !signal.aborted; ) {
      const some = keys.slice(at, at + this.#rows)
      at += some.length
      const claiming = this.#claims.claim(some)
      const claimed = await unlessAborted(claiming, signal)
      if (claimed === ABORTED) {
        // A claim that cannot be given back in time runs out by itself.
        const givenBack = claiming.then((late) => this.#giveBack(late)).catch(() => {})
        await Promise.race([givenBack, sleep(GIVE_BACK_MS, undefined, { ref: false })])
        return
      }
      this.#adapt(claimed)
      yield* this.#handOver(claimed, signal)
    }
  }

  async *#handOver(claimed: readonly ClaimedRequest[], signal: AbortSignal): AsyncIterable<IncomingRequest> {
    const waiting = [...claimed]
    try {
      while (!signal.aborted) {
        const next = waiting.shift()
        if (next === undefined) break
        if (await this.#claims.isStillOurs(next)) yield next.request
      }
    } finally {
      await this.#giveBack(waiting)
    }
  }

  #giveBack(claimed: readonly ClaimedRequest[]): Promise<void> {
    return this.#claims.release(claimed.map(({ request }) => request))
  }

  /** What comes next is most likely as large as what came before. */
  #adapt(claimed: readonly ClaimedRequest[]): void {
    if (claimed.length === 0) return
    const bytes = claimed.reduce((sum, { request }) => sum + lengthOf(request.document), 0)
    const wanted = Math.floor((BYTES * claimed.length) / Math.max(bytes, 1))
    this.#rows = Math.max(ROWS.fewest, Math.min(wanted, ROWS.most))
  }
}

/** About, for text. */
function lengthOf(document: unknown): number {
  return typeof document === 'string' || document instanceof Uint8Array ? document.length : 0
}
