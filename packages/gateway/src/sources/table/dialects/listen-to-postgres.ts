/**
 * Hears when PostgreSQL announces new rows, over a connection of its own: one from a pool would be lent to others. A
 * connection that breaks is made anew, later and later; what was announced meanwhile is made up for by one wake.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import type Pg from 'pg'

const PAUSE_MS = { first: 1_000, longest: 30_000 } as const

/**
 * @param statement LISTEN and the quoted name of the channel.
 * @returns How to stop it.
 */
export function listenToPostgres(connect: () => Pg.Client, statement: string, wake: () => void): () => void {
  const abort = new AbortController()
  void keepListening(connect, statement, wake, abort.signal)
  return () => abort.abort()
}

async function keepListening(
  connect: () => Pg.Client,
  statement: string,
  wake: () => void,
  signal: AbortSignal,
): Promise<void> {
  let pauseMs: number = PAUSE_MS.first
  while (!signal.aborted) {
    const client = connect()
    try {
      const ended = new Promise<void>((resolve) => {
        for (const event of ['error', 'end'] as const) client.on(event, () => resolve())
        signal.addEventListener('abort', () => resolve(), { once: true })
      })
      client.on('notification', wake)
      const listening = client
        .connect()
        .then(() => client.query(statement))
        .then(() => {
          pauseMs = PAUSE_MS.first
          wake()
          return ended
        })
      // A server that never answers is not waited for at the end.
      await Promise.race([listening, ended])
    } catch {
      // The server may be down, or a pooler before it passes nothing on: polling goes on all the same.
    } finally {
      void client.end().catch(() => {})
    }
    // Cut short by the end of the run, which the loop condition sees.
    await sleep(pauseMs, undefined, { signal }).catch(() => {})
    pauseMs = Math.min(pauseMs * 2, PAUSE_MS.longest)
  }
}
