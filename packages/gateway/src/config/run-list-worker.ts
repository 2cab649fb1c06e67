import { Worker } from 'node:worker_threads'
import { CongkyError } from '@congky/shared'
import { builtEntry } from '../built-entry.ts'
import type { ListPlan } from '../domain/enterprise-list.ts'
import type { ListJob } from './list-worker.ts'

/** Reads a list in a thread of its own, which ends with it. @throws {CongkyError} ERR_INTERNAL: the thread died. */
export function runListWorker(job: ListJob): Promise<ListPlan> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(builtEntry('list-worker'), { workerData: job })
    const died = (cause: unknown) => reject(new CongkyError('ERR_INTERNAL', {}, { cause }))
    worker.once('message', resolve)
    worker.once('error', died)
    worker.once('exit', (code) => died(new Error(`the thread that read a list ended with ${code}`)))
  })
}
