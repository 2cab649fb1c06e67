/** What a worker thread of a pool does: runs one job at a time and answers each. */
import { parentPort } from 'node:worker_threads'
import { CongkyError, type ErrorCode, type ErrorDetails } from '@congky/shared'
import type { PoolJob } from './worker-pool.ts'

/** What goes back for each job; errors of ours as data, since a thread boundary strips their class. */
export type WorkerAnswer =
  | { readonly result: unknown }
  | { readonly refusal: { readonly code: ErrorCode; readonly details: ErrorDetails } }
  | { readonly failure: string }

export function answerJobs<Job extends PoolJob>(run: (job: Job) => unknown): void {
  parentPort?.on('message', (job: Job) => parentPort?.postMessage(answerTo(job, run)))
}

function answerTo<Job>(job: Job, run: (job: Job) => unknown): WorkerAnswer {
  try {
    return { result: run(job) }
  } catch (error) {
    if (error instanceof CongkyError) return { refusal: { code: error.code, details: error.details } }
    return { failure: error instanceof Error ? (error.stack ?? error.message) : String(error) }
  }
}
