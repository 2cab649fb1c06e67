/** Who is next: what is received and not signed yet, from `/admin/waiting`. */
import type { JobState } from '../wire.ts'

export interface WaitingRequest {
  readonly id: string
  readonly state: JobState
  readonly taxCode: string | null
  readonly reference: string | null
  /** Name of the database, or `http`, `websocket`. */
  readonly source: string
  readonly requester: string | null
  readonly receivedAt: string
  /** How many documents are signed before it; null while it is not in a queue. */
  readonly position: number | null
}

export interface WaitingView {
  /** How many wait altogether, without those held for a person. */
  readonly count: number
  /** The oldest of them. */
  readonly requests: readonly WaitingRequest[]
}
