/** What a worker thread of a pool does: runs one job at a time and answers each. */
import { parentPort } from 'node:worker_threads'
import { CongkyError, type ErrorCode, type ErrorDetails } from '@congky/shared'
import { lowerPriority } from '../lower-priority.ts'
import { ownBuffers } from './own-buffers.ts'
import type { PoolJob } from './worker-pool.ts'

/** What goes back for each job; errors of ours as data, since a thread boundary strips their class. */
export type WorkerAnswer =
  | { readonly result: unknown }
  | { readonly refusal: { readonly code: ErrorCode; readonly details: ErrorDetails } }
  | { readonly failure: string }

/** Large results are handed over rather than copied, which would hold up both sides: `run` keeps none of them. */
export function answerJobs<Job extends PoolJob>(run: (job: Job) => unknown): void {
  lowerPriority()
  parentPort?.on('message', (job: Job) => {
    const answer = answerTo(job, run)
    parentPort?.postMessage(answer, ownBuffers(answer))
  })
}

function answerTo<Job>(job: Job, run: (job: Job) => unknown): WorkerAnswer {
  try {
    return { result: run(job) }
  } catch (error) {
    if (error instanceof CongkyError) return { refusal: { code: error.code, details: error.details } }
    return { failure: error instanceof Error ? (error.stack ?? error.message) : String(error) }
  }
}
