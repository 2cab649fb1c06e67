/**
 * Adapter: a table of requests in somebody's database. It polls for pending rows, claims them, hands them
 * over, and writes outcomes back over its own claims only.
 *
 * Owns the connections to the one database, opened when first needed and again after a failure. What it
 * claims ahead is bounded, is given back when nobody takes it, and is asked about again when it had to
 * wait. Knows nothing of jobs or signatures.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import type { Log } from '../../domain/log.ts'
import type { IncomingRequest, SignedOutcome, SignOutcome } from '../../domain/request.ts'
import type { ClaimRef, DeliveryResult, Noticing, PullHooks, RequestSource, SeenRequest } from '../source.ts'
import { ABORTED, unlessAborted, WakeableSleep } from './abortable.ts'
import { ClaimAhead } from './claim-ahead.ts'
import { isSourceError } from './describe-driver-error.ts'
import type { Listener } from './dialects/dialect.ts'
import { judgeRow } from './judge-row.ts'
import type { OpenTable } from './open-table.ts'
import { PollPace } from './poll-pace.ts'
import { RowClaims, type RowClaimsOptions, tokenOf } from './row-claims.ts'
import { SharedTable } from './shared-table.ts'
import { layoutError, NOT_UNIQUE } from './table-layout.ts'

/** A pause when rows were seen that others claimed first. */
const LOST_RACE_MS = 50
/** How long closing waits for a database that does not answer. */
const CLOSE_WAIT_MS = 3_000
/** How finely the pause between two looks is told. */
const POLL_STEP_MS = 100
/** After so long without a row nothing comes: before that it is a pause. */
const IDLE_MIN_MS = 60_000

export interface TableSourceOptions extends RowClaimsOptions {
  readonly open: () => Promise<OpenTable>
  readonly log: Log
}

export class TableSource implements RequestSource {
  readonly name: string
  readonly #options: TableSourceOptions
  #shared: SharedTable<OpenTable> | null = null
  /** While requests are pulled. */
  #looking: { readonly pace: PollPace; readonly listener: Listener | null } | null = null
  #isClosed = false

  constructor(options: TableSourceOptions) {
    this.name = options.config.name
    this.#options = options
  }

  async *requests(signal: AbortSignal, { onPolled, isKnown }: PullHooks = {}): AsyncIterable<IncomingRequest> {
    const { config } = this.#options
    const waker = new WakeableSleep()
    const pace = new PollPace(config)
    const shared = this.#share()
    let listener: Listener | null = null
    try {
      const table = await unlessAborted(shared.enter(), signal)
      if (table === ABORTED) return
      if (config.listen) listener = table.database.listen(config.table.at(-1) ?? '', waker.wake)
      this.#looking = { pace, listener }
      const claims = new RowClaims(table, this.#options)
      const ahead = new ClaimAhead(claims)
      if (isKnown && (await unlessAborted(claims.releaseUnknown(isKnown), signal)) === ABORTED) return
      while (!signal.aborted && !this.#isClosed) {
        const keys = await unlessAborted(claims.candidates(), signal)
        if (keys === ABORTED) return
        onPolled?.()
        let handedOver = 0
        for await (const request of ahead.claimAll(keys, signal)) {
          handedOver++
          yield request
        }
        if (handedOver > 0) pace.came()
        // More rows may wait behind a page that held any; a page that others claimed deserves a breath.
        else await waker.sleep(keys.length > 0 ? LOST_RACE_MS : pace.nextMs(), signal)
      }
    } catch (error) {
      this.#giveUp(shared, error)
      throw error
    } finally {
      listener?.stop()
      this.#looking = null
      shared.leave()
    }
  }

  noticing(): Noticing | null {
    if (this.#looking === null) return null
    const { pace, listener } = this.#looking
    const idleMs = pace.idleMs
    return {
      listening: listener === null ? 'off' : LISTENING[listener.hearing],
      pollMs: Math.max(this.#options.config.pollMs, Math.floor(pace.pauseMs / POLL_STEP_MS) * POLL_STEP_MS),
      idleSince: idleMs < IDLE_MIN_MS ? null : toMinute(Date.now() - idleMs),
    }
  }

  release(request: ClaimRef): Promise<void> {
    return this.#use((table) => new RowClaims(table, this.#options).release([request])).catch(() => {})
  }

  renew(claims: readonly ClaimRef[]): Promise<readonly string[]> {
    return this.#use((table) => new RowClaims(table, this.#options).renew(claims))
  }

  async mark(claims: readonly ClaimRef[], isWaiting: boolean): Promise<void> {
    if (this.#options.config.states.awaitingApproval === null) return
    await this.#use((table) => new RowClaims(table, this.#options).mark(claims, isWaiting))
  }

  look(requests: readonly (ClaimRef & { readonly documentSha256: string })[]): Promise<readonly SeenRequest[]> {
    return this.#use((table) => new RowClaims(table, this.#options).look(requests))
  }

  deliver(outcome: SignOutcome): Promise<DeliveryResult> {
    return this.#use(async ({ database, statements }) => {
      const { config } = this.#options
      const token = statements.hasClaimTokens ? tokenOf(outcome.claim) : null
      const attempt = statements.outcomes.writeUnchanged(outcome, token)
      if (attempt !== null && (await database.execute(attempt)) === 1) return 'delivered'
      // Something is not as it was; a look under lock tells what.
      return database.transaction(async (session) => {
        const [row] = await session.query(statements.lockedRow(outcome.externalId))
        const verdict = judgeRow(row, outcome, token, config)
        if (verdict !== 'write') return verdict
        const changed = await session.execute(statements.outcomes.writeOutcome(outcome, token))
        // Thrown, so that the transaction is rolled back.
        if (changed !== 1) throw layoutError(config.name, [changed === 0 ? UNCHANGED : NOT_UNIQUE])
        return 'delivered'
      })
    })
  }

  deliverSigned(outcomes: readonly SignedOutcome[]): Promise<ReadonlySet<string>> {
    return this.#use(async (table) => new RowClaims(table, this.#options).writeSigned(outcomes))
  }

  async close(): Promise<void> {
    this.#isClosed = true
    const shared = this.#shared
    this.#shared = null
    if (shared) await Promise.race([shared.giveUp(), sleep(CLOSE_WAIT_MS, undefined, { ref: false })])
  }

  #share(): SharedTable<OpenTable> {
    this.#shared ??= new SharedTable(this.#options.open())
    return this.#shared
  }

  async #use<T>(work: (table: OpenTable) => Promise<T>): Promise<T> {
    const shared = this.#share()
    try {
      return await work(await shared.enter())
    } catch (error) {
      this.#giveUp(shared, error)
      throw error
    } finally {
      shared.leave()
    }
  }

  /** After a failure the next use connects anew, with the password and the table's layout of then. */
  #giveUp(shared: SharedTable<OpenTable>, error: unknown): void {
    if (isSourceError(error, 'locked')) return
    if (this.#shared === shared) this.#shared = null
    void shared.giveUp()
  }
}

/** To the minute, so that it says the same each time it is asked. */
function toMinute(at: number): string {
  return new Date(Math.floor(at / 60_000) * 60_000).toISOString()
}

const LISTENING = { connecting: 'connecting', hears: 'on', deaf: 'deaf' } as const

const UNCHANGED = {
  en: 'a row took no change although nothing stood in the way; look for a trigger or view that swallows updates',
  vi: 'dòng không nhận thay đổi dù không bị khóa; kiểm tra trigger hoặc view bỏ qua lệnh cập nhật',
}
