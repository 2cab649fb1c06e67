/** One long task in a thread of its own: tells of its progress and once of its end, however that comes about. */
import { Worker } from 'node:worker_threads'
import { builtEntry } from '../built-entry.ts'
import type { RecordsTask, TaskMessage } from './task-messages.ts'

export class TaskThread {
  readonly #worker: Worker
  #isOver = false

  constructor(task: RecordsTask, onMessage: (message: TaskMessage) => void) {
    this.#worker = new Worker(builtEntry('records-task'), { workerData: task })
    this.#worker.unref()
    const tell = (message: TaskMessage) => {
      if (this.#isOver) return
      this.#isOver = message.kind !== 'progress'
      onMessage(message)
    }
    this.#worker.on('message', tell)
    this.#worker.on('error', (error) => tell({ kind: 'failure', message: error.stack ?? error.message }))
    this.#worker.on('exit', (code) => tell({ kind: 'failure', message: `the thread ended with ${code}` }))
  }

  /** Ends it; nothing is told any more. */
  async end(): Promise<void> {
    this.#isOver = true
    await this.#worker.terminate()
  }
}
