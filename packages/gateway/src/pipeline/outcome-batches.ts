import type { Job } from '../domain/job.ts'
import type { SignedOutcome, SignOutcome } from '../domain/request.ts'

/** What one statement carries: enough for its round trip to count little, not so much that it keeps others waiting. */
const AT_ONCE_MAX = 32
const BYTES_MAX = 1_000_000

export interface ReadyOutcome {
  readonly job: Job
  readonly outcome: SignedOutcome
}

/**
 * The signed documents among these outcomes, those together that go into one statement. They are read as they are asked
 * for, since all of them might be more than memory holds.
 */
export function* outcomeBatches(
  jobs: readonly Job[],
  toOutcome: (job: Job) => SignOutcome,
): Iterable<readonly ReadyOutcome[]> {
  let batch: ReadyOutcome[] = []
  let bytes = 0
  for (const job of jobs) {
    if (job.state !== 'signed') continue
    const outcome = toOutcome(job)
    if (outcome.state !== 'signed') continue
    const isFull = batch.length === AT_ONCE_MAX || bytes + outcome.signedDocument.length > BYTES_MAX
    if (isFull && batch.length > 0) {
      yield batch
      batch = []
      bytes = 0
    }
    batch.push({ job, outcome })
    bytes += outcome.signedDocument.length
  }
  if (batch.length > 0) yield batch
}
