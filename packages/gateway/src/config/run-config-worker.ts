import { Worker } from 'node:worker_threads'
import { CongkyError } from '@congky/shared'
import { builtEntry } from '../built-entry.ts'
import type { ConfigJob } from './config-jobs.ts'
import { ConfigProblems } from './config-problem.ts'
import type { ConfigAnswer } from './config-worker.ts'
import type { LoadedConfig } from './load.ts'

/**
 * Runs a job in a thread of its own, which ends with it: edits are rare, and the memory for 20,000 enterprises is
 * not worth keeping.
 *
 * @throws {CongkyError} What the job throws; ERR_INTERNAL: the thread died.
 */
export function runConfigWorker(job: ConfigJob): Promise<LoadedConfig> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(builtEntry('config-worker'), { workerData: job })
    const died = (cause: unknown) => reject(new CongkyError('ERR_INTERNAL', {}, { cause }))
    worker.once('message', (answer: ConfigAnswer) => {
      if ('result' in answer) return resolve(answer.result)
      if ('failure' in answer) return died(new Error(answer.failure))
      const { code, details, problems } = answer.refusal
      reject(new CongkyError(code, details, { cause: new ConfigProblems(problems) }))
    })
    worker.once('error', died)
    worker.once('exit', (code) => died(new Error(`the thread of an edit ended with ${code}`)))
  })
}
