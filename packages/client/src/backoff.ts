/** How long to wait before trying again. */
export interface Backoff {
  readonly firstMs: number
  readonly maxMs: number
}

/**
 * Reconnecting: soon after a short break, and many workstations not all at once after a restart. Whatever the
 * patience, several attempts fall into it; otherwise a document would be given up between two of them.
 */
export function reconnectBackoff(patienceMs: number): Backoff {
  return { firstMs: 200, maxMs: Math.min(10_000, patienceMs / 4) }
}
/** A gateway that is full or busy is asked less often. */
export const refusalBackoff: Backoff = { firstMs: 500, maxMs: 5_000 }

/**
 * The delay before the next attempt: doubles each time, and takes a random part between half and all of it.
 *
 * @param attempt How many attempts failed in a row, from 1.
 * @param random Between 0 and 1.
 */
export function backoffMs({ firstMs, maxMs }: Backoff, attempt: number, random: number = Math.random()): number {
  const full = Math.min(maxMs, firstMs * 2 ** Math.min(attempt - 1, 30))
  return full * (0.5 + random / 2)
}
