/**
 * Histories of the model lived by a running gateway, with kill -9 between events and in the middle of them. After each
 * event every request has to be where the model has it, the oracle judges each signature, and in the end the chained
 * history is asked the same question once more.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import type { HistoryRecord } from '../../packages/gateway/src/domain/history-record.ts'
import { eventually } from '../support/gateway.ts'
import { readHistory } from '../support/history.ts'
import type { Random } from '../support/random.ts'
import { type LiveGateway, livedCase } from './live-gateway.ts'
import { type ModelEvent, type ToldEvent, tellEvent } from './model-event.ts'
import { Oracle } from './oracle.ts'
import { possibleEvents } from './possible-events.ts'
import { realRules } from './rules.ts'
import { type GatewayState, newGateway, SmallGateway } from './small-gateway.ts'

export interface LivedCounts {
  histories: number
  events: number
  refused: number
  kills: number
  signatures: number
}

/** How long a request may take to where it belongs. */
const SETTLED_MS = 60_000
/** Events whose outcome shows in the state of a request, so that it can be told after a kill in their middle. */
const INTERRUPTIBLE = new Set<ModelEvent['kind']>(['approve', 'return', 'retry', 'submit'])

export class LiveHistories {
  readonly counts: LivedCounts = { histories: 0, events: 0, refused: 0, kills: 0, signatures: 0 }
  readonly #live: LiveGateway
  readonly #random: Random
  readonly #model: SmallGateway
  readonly #oracle = new Oracle(livedCase)

  constructor(live: LiveGateway, random: Random) {
    this.#live = live
    this.#random = random
    this.#model = new SmallGateway(livedCase, realRules)
  }

  /** Lives one history. @throws {Error} The gateway is elsewhere than the model, or the oracle objects; with the path. */
  async live(): Promise<void> {
    await this.#live.begin()
    let state = newGateway(livedCase)
    let oracle = this.#oracle.start()
    const told: ToldEvent[] = []
    const judge = (event: ModelEvent, isRefused: boolean) => {
      told.push({ event, isRefused })
      const { state: next, broken, isSignature } = this.#oracle.judge(oracle, event, isRefused)
      if (broken !== null) throw new Error(`A1 is broken: ${broken}\n${told.map(tellEvent).join('\n')}`)
      if (isSignature) this.counts.signatures++
      oracle = next
    }
    this.counts.histories++
    for (let left = livedCase.depth.long; left > 0; left--) {
      const event = this.#choose(state)
      this.counts.events++
      const before = state
      if (event.kind === 'sign') {
        const going = state.jobs.filter((job) => job.state === 'received')
        for (const { id } of going) {
          state = this.#model.after(state, { kind: 'sign', job: id }) ?? state
          judge({ kind: 'sign', job: id }, false)
        }
        await this.#sign(going.map(({ id }) => id))
      } else {
        state = await this.#step(state, event)
        if (state === before) this.counts.refused++
        judge(event, state === before)
      }
      await this.#settle(state, told)
    }
  }

  /** One kind is as likely as another, however many events there are of it. */
  #choose(state: GatewayState): ModelEvent {
    const possible = possibleEvents(livedCase, state)
    const kind = this.#random.pick([...new Set(possible.map((event) => event.kind))])
    return this.#random.pick(possible.filter((event) => event.kind === kind))
  }

  async #sign(names: readonly string[]): Promise<void> {
    const killAfterMs = this.#random.chance(0.5) ? this.#random.below(60) : null
    if (killAfterMs !== null) this.counts.kills++
    await this.#live.sign(names, killAfterMs)
  }

  /** @returns Where the model is after it; the same state: the gateway refused it. */
  async #step(state: GatewayState, event: ModelEvent): Promise<GatewayState> {
    const after = this.#model.after(state, event) ?? state
    if (INTERRUPTIBLE.has(event.kind) && this.#random.chance(0.3)) return this.#interrupt(state, after, event)
    const isTaken = await this.#live.act(event)
    if (isTaken !== null && isTaken !== (after !== state)) {
      throw new Error(
        `the gateway ${isTaken ? 'took' : 'refused'} what the model did not: ${tellEvent({ event, isRefused: false })}`,
      )
    }
    if (this.#random.chance(0.1)) await this.#kill()
    return after
  }

  /** Kills the gateway while it works on an event: then it happened, or it did not. */
  async #interrupt(state: GatewayState, after: GatewayState, event: ModelEvent): Promise<GatewayState> {
    const acting = this.#live.act(event).catch(() => null)
    await sleep(this.#random.below(80))
    await this.#kill()
    await acting
    // A program that got no answer to its request sends it again.
    if (event.kind === 'submit') await this.#live.act(event).catch(() => null)
    const reached = await eventually(async () => {
      if (await this.#isAt(after)) return after
      return event.kind !== 'submit' && (await this.#isAt(state)) ? state : null
    }, SETTLED_MS)
    return reached
  }

  async #kill(): Promise<void> {
    this.counts.kills++
    await this.#live.kill()
  }

  async #settle(state: GatewayState, told: readonly ToldEvent[]): Promise<void> {
    await eventually(() => this.#isAt(state), SETTLED_MS).catch(() => {
      const wanted = state.jobs.map(({ id, state: phase }) => `${id} ${phase}`).join(', ')
      throw new Error(`the gateway is not where it should be (${wanted}):\n${told.map(tellEvent).join('\n')}`)
    })
  }

  async #isAt({ jobs }: GatewayState): Promise<boolean> {
    for (const { id, state } of jobs) if ((await this.#live.stateOf(id)) !== state) return false
    return true
  }
}

/** What the chained history says against A1, in words. @param requesters Names that are one person with who asked. */
export async function faultsOfHistory(live: LiveGateway, requesters: readonly string[]): Promise<readonly string[]> {
  const records = await readHistory(live.fixture)
  return records.flatMap((record, index) => {
    if (record.kind !== 'intent' || record.jobId === undefined) return []
    const before = records.slice(0, index).filter(({ jobId }) => jobId === record.jobId)
    const fault = faultOf(record, before, requesters)
    return fault === null ? [] : [`${record.jobId}, record ${record.seq}: ${fault}`]
  })
}

function faultOf(
  intent: HistoryRecord,
  before: readonly HistoryRecord[],
  requesters: readonly string[],
): string | null {
  if (before.some(({ kind }) => kind === 'signed')) return 'an intent after it was signed'
  // A request that was taken up anew may need an approval, or none, by the policy of then.
  const stay = before.slice(
    before.findLastIndex(
      ({ kind, approval }) => kind === 'received' || kind === 'released' || approval?.event === 'asked',
    ),
  )
  if (intent.approval === undefined)
    return stay.some(({ approval }) => approval?.event === 'asked') ? 'an intent without its approval' : null
  const given = before.filter(({ approval }) => approval?.id === intent.approval?.id && approval?.event === 'approved')
  const ends = ['returned', 'withdrawn', 'expired', 'void']
  const ended = before.some(
    ({ approval }) => approval?.id === intent.approval?.id && ends.includes(approval?.event ?? ''),
  )
  if (ended) return 'its approval had ended'
  if (given.length === 0) return 'nobody approved it'
  if (given.some(({ documentSha256 }) => documentSha256 !== intent.documentSha256)) return 'other bytes were approved'
  return given.some(({ requester }) => requesters.includes(requester ?? '')) ? 'who asked approved it' : null
}
