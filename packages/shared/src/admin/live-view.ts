/** What the live socket of the console (`/admin/live`) says; it takes nothing. Text frames of JSON. */
import type { JobState } from '../wire.ts'
import type { SeenStatus } from './needs-you.ts'

/** A request that was signed or rejected just now. */
export interface FinishedRequest {
  readonly id: string
  readonly state: Extract<JobState, 'signed' | 'rejected'>
  readonly taxCode: string | null
  readonly source: string
  readonly at: string
}

export type LiveMessage =
  /** First. `revision` names the configuration in force; it is another one after each edit. */
  | { readonly type: 'status'; readonly status: SeenStatus; readonly revision: string }
  /** The fields of the status that are others now. */
  | { readonly type: 'changes'; readonly changes: Partial<SeenStatus> }
  /** `more`: how many further ones there were, too many to tell. For who may see the history only. */
  | { readonly type: 'finished'; readonly requests: readonly FinishedRequest[]; readonly more: number }
  | { readonly type: 'configChanged'; readonly revision: string }
  /** Nothing is new. Without any message for `LIVE_SILENCE_MS`, the connection is lost. */
  | { readonly type: 'beat' }

export const LIVE_BEAT_MS = 10_000
export const LIVE_SILENCE_MS = 25_000

/** Sent with calls that a page makes by itself, for news: they do not count as a person's activity. */
export const WATCHING_HEADER = 'x-congky-watching'
