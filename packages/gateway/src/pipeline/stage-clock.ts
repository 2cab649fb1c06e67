/**
 * Where the time of each request goes, gathered while it is on its way: in memory only, and gone with the request. A
 * request that was under way when the gateway stopped is told without its earlier stages.
 */
import type { HistoryKind } from '../domain/history-record.ts'
import { STAGES, type Stage, type StageTimes, toRecordedTimes } from '../domain/stage-times.ts'

/** Requests on their way at the same time; of more than these the oldest are told without their times. */
const REQUESTS_MAX = 10_000

/** What a record of each kind says: what is known by then and stands in no earlier one. */
const RECORDED: Readonly<Partial<Record<HistoryKind, readonly Stage[]>>> = {
  signed: STAGES,
  delivered: ['store', 'deliver'],
}

type Sum = Partial<Record<Stage, number>>

export class StageClock {
  readonly #times = new Map<string, Sum>()
  readonly #listeners: ((times: StageTimes) => void)[] = []

  /** Adds to what a stage of a request took; a negative time, as of two clocks, counts as none. */
  add(jobId: string, stage: Stage, ms: number): void {
    addTo(this.#of(jobId), stage, ms)
  }

  addAll(jobId: string, times: StageTimes): void {
    const sum = this.#of(jobId)
    for (const stage of STAGES) addTo(sum, stage, times[stage])
  }

  /** Adds how long some work takes, unless it fails. */
  async measure<T>(jobId: string, stage: Stage, work: () => Promise<T>): Promise<T> {
    const startedMs = performance.now()
    const result = await work()
    this.add(jobId, stage, performance.now() - startedMs)
    return result
  }

  /** What a record of this kind says of the times. */
  recorded(jobId: string, kind: HistoryKind): { readonly times?: StageTimes } {
    const stages = RECORDED[kind]
    const times = stages && this.#times.get(jobId)
    return times ? { times: toRecordedTimes(times, stages) } : {}
  }

  /** The request took a step: the last one ends its times, and whoever listens learns of them. */
  follow(jobId: string, step: HistoryKind | null): void {
    if (step !== 'delivered' && step !== 'rejected') return
    const times = this.#times.get(jobId)
    if (!times) return
    this.#times.delete(jobId)
    if (step === 'delivered') for (const listener of this.#listeners) listener(times)
  }

  /** Calls back with the times of each request whose outcome was delivered. */
  onDelivered(listener: (times: StageTimes) => void): void {
    this.#listeners.push(listener)
  }

  #of(jobId: string): Sum {
    const known = this.#times.get(jobId)
    if (known) return known
    if (this.#times.size >= REQUESTS_MAX) {
      const [oldest] = this.#times.keys()
      if (oldest !== undefined) this.#times.delete(oldest)
    }
    const times: Sum = {}
    this.#times.set(jobId, times)
    return times
  }
}

function addTo(sum: Sum, stage: Stage, ms: number | undefined): void {
  if (ms !== undefined) sum[stage] = (sum[stage] ?? 0) + Math.max(0, ms)
}
