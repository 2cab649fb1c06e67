/** Entry of a worker thread that does one piece of work on the configuration and ends. */
import { parentPort, workerData } from 'node:worker_threads'
import { CongkyError, type ErrorCode, type ErrorDetails } from '@congky/shared'
import { type ConfigJob, runConfigJob } from './config-jobs.ts'
import { type ConfigProblem, problemsOf } from './config-problem.ts'
import type { LoadedConfig } from './load.ts'

/** Errors of ours as data, since a thread boundary strips their class. */
export type ConfigAnswer =
  | { readonly result: LoadedConfig }
  | {
      readonly refusal: {
        readonly code: ErrorCode
        readonly details: ErrorDetails
        readonly problems: readonly ConfigProblem[]
      }
    }
  | { readonly failure: string }

parentPort?.postMessage(answerTo(workerData as ConfigJob))

function answerTo(job: ConfigJob): ConfigAnswer {
  try {
    return { result: runConfigJob(job) }
  } catch (error) {
    if (error instanceof CongkyError) {
      return { refusal: { code: error.code, details: error.details, problems: problemsOf(error) } }
    }
    return { failure: error instanceof Error ? (error.stack ?? error.message) : String(error) }
  }
}
