/** Entry of a worker thread: parses, canonicalizes and digests large documents, one job at a time. */
import { parentPort } from 'node:worker_threads'
import { CongkyError, type ErrorCode, type ErrorDetails } from '@congky/shared'
import { openJob, type SignatureJob } from './signature-jobs.ts'

/** What goes back for each job; errors of ours as data, since a thread boundary strips their class. */
export type WorkerAnswer =
  | { readonly result: unknown }
  | { readonly refusal: { readonly code: ErrorCode; readonly details: ErrorDetails } }
  | { readonly failure: string }

parentPort?.on('message', (job: SignatureJob) => parentPort?.postMessage(answerTo(job)))

function answerTo(job: SignatureJob): WorkerAnswer {
  try {
    return { result: openJob(job).run() }
  } catch (error) {
    if (error instanceof CongkyError) return { refusal: { code: error.code, details: error.details } }
    return { failure: error instanceof Error ? (error.stack ?? error.message) : String(error) }
  }
}
