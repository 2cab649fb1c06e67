/**
 * How long the stages of the engine's work take. A job runs from its start to its end without waiting for anything,
 * so one watch for each thread is enough, and what works on documents need not hand one on.
 */
import type { Stage, StageTimes } from '../domain/stage-times.ts'

export type EngineStage = Extract<Stage, 'parse' | 'canonicalize' | 'digest' | 'verify'>

/** What some work came to, and how long its stages took. */
export interface Timed<T> {
  readonly result: T
  readonly times: StageTimes
}

class StageWatch {
  readonly #times: Partial<Record<Stage, number>> = {}
  #stage: EngineStage
  #since = performance.now()

  constructor(stage: EngineStage) {
    this.#stage = stage
  }

  get stage(): EngineStage {
    return this.#stage
  }

  /** What runs from now on counts for this stage. @returns The stage before. */
  turn(stage: EngineStage): EngineStage {
    const before = this.#stage
    const now = performance.now()
    this.#times[before] = (this.#times[before] ?? 0) + (now - this.#since)
    this.#stage = stage
    this.#since = now
    return before
  }

  stop(): StageTimes {
    this.turn(this.#stage)
    return this.#times
  }
}

let running: StageWatch | null = null

/** Runs a job; what names no stage of its own within it counts for the given one. Jobs do not nest. */
export function timeJob<T>(stage: EngineStage, job: () => T): Timed<T> {
  const watch = new StageWatch(stage)
  running = watch
  try {
    const result = job()
    return { result, times: watch.stop() }
  } finally {
    running = null
  }
}

/**
 * Counts work for a stage, and no longer for the one around it. Within the last look at a signed document
 * everything is verifying.
 */
export function inStage<T>(stage: EngineStage, work: () => T): T {
  const watch = running
  if (watch === null || watch.stage === 'verify') return work()
  const outer = watch.turn(stage)
  try {
    return work()
  } finally {
    watch.turn(outer)
  }
}

/** Stages of several jobs together. */
export function addTimes(...all: readonly StageTimes[]): StageTimes {
  const sum: Partial<Record<Stage, number>> = {}
  for (const times of all) {
    for (const [stage, ms] of Object.entries(times) as [Stage, number][]) sum[stage] = (sum[stage] ?? 0) + ms
  }
  return sum
}
