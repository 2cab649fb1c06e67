/**
 * Hears when PostgreSQL announces new rows, over a connection of its own: one from a pool would be lent to others. A
 * connection that breaks is made anew, later and later; what was announced meanwhile is made up for by one wake.
 */
import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import type Pg from 'pg'
import type { Hearing, Listener } from './dialect.ts'

const PAUSE_MS = { first: 1_000, longest: 30_000 } as const
/** How long what is announced as a trial may take to arrive. */
const TRIAL_MS = 2_000
/** Names of channels for trials begin with it. */
const TRIAL = 'congky_trial_'

export interface PostgresListenerOptions {
  readonly connect: () => Pg.Client
  /** LISTEN and the quoted name of the channel. */
  readonly statement: string
  /** Announces over another connection. */
  readonly announce: (channel: string) => Promise<unknown>
  readonly wake: () => void
}

export class PostgresListener implements Listener {
  readonly #options: PostgresListenerOptions
  readonly #abort = new AbortController()
  #hearing: Hearing = 'connecting'

  constructor(options: PostgresListenerOptions) {
    this.#options = options
    void this.#keepListening(this.#abort.signal)
  }

  get hearing(): Hearing {
    return this.#hearing
  }

  stop(): void {
    this.#abort.abort()
  }

  async #keepListening(signal: AbortSignal): Promise<void> {
    let pauseMs: number = PAUSE_MS.first
    while (!signal.aborted) {
      const client = this.#options.connect()
      try {
        const ended = new Promise<void>((resolve) => {
          for (const event of ['error', 'end'] as const) client.on(event, () => resolve())
          signal.addEventListener('abort', () => resolve(), { once: true })
        })
        const listening = this.#listen(client).then(() => {
          pauseMs = PAUSE_MS.first
          return ended
        })
        // A server that never answers is not waited for at the end.
        await Promise.race([listening, ended])
      } catch {
        // The server may be down: polling goes on all the same.
      } finally {
        this.#hearing = 'connecting'
        void client.end().catch(() => {})
      }
      // Cut short by the end of the run, which the loop condition sees.
      await sleep(pauseMs, undefined, { signal }).catch(() => {})
      pauseMs = Math.min(pauseMs * 2, PAUSE_MS.longest)
    }
  }

  async #listen(client: Pg.Client): Promise<void> {
    const { statement, announce, wake } = this.#options
    let isOver = false
    const over = () => {
      isOver = true
    }
    client.on('error', over).on('end', over)
    client.on('notification', ({ channel }) => {
      this.#hearing = 'hears'
      if (!channel.startsWith(TRIAL)) wake()
    })
    await client.connect()
    // That no trial could be made says nothing of what others announce.
    const trial = hearsAnnouncements(client, announce).catch(() => true)
    await client.query(statement)
    wake()
    const hears = await trial
    // Others may have been heard meanwhile, and of a connection that broke the next one tells.
    if (!isOver && this.#hearing === 'connecting') this.#hearing = hears ? 'hears' : 'deaf'
  }
}

/**
 * Whether a connection hears what another one announces. Behind a pooler that lends a connection to others between two
 * transactions it does not: the pooler takes LISTEN and passes nothing on.
 */
export async function hearsAnnouncements(
  client: Pg.Client,
  announce: PostgresListenerOptions['announce'],
): Promise<boolean> {
  const trial = `${TRIAL}${randomUUID().replaceAll('-', '')}`
  const heard = new Promise<boolean>((resolve) => {
    client.on('notification', ({ channel }) => channel === trial && resolve(true))
  })
  await client.query(`LISTEN ${trial}`)
  await announce(trial)
  return Promise.race([heard, sleep(TRIAL_MS, false, { ref: false })])
}
