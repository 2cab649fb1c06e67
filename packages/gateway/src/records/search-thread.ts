/**
 * The search thread, seen from the gateway: it reads the state database with a connection of its own, so that
 * no search keeps anybody waiting for a signature. Comes up with the first question and is replaced when it dies.
 */
import { Worker } from 'node:worker_threads'
import { CongkyError } from '@congky/shared'
import { builtEntry } from '../built-entry.ts'
import type { QuestionName, Questions, SearchAnswer, SearchQuestion } from './search-messages.ts'

/** Questions in hand at a time; beyond it ERR_QUEUE_FULL. */
const QUESTIONS_MAX = 200
/** Changed jobs to be remembered until the next question, which waits until they were read again; with more they are at once. */
const CHANGED_MAX = 1_000

interface Asked {
  readonly resolve: (value: never) => void
  readonly reject: (error: unknown) => void
}

export class SearchThread {
  readonly #stateDir: string
  readonly #asked = new Map<number, Asked>()
  #worker: Worker | null = null
  #changed = new Set<string>()
  #count = 0
  #isStopped = false

  constructor(stateDir: string) {
    this.#stateDir = stateDir
  }

  /** Tells it of a job that is no longer as it was; it looks again before the next answer. */
  noteChange(jobId: string): void {
    // Without a thread nothing of it has been read yet.
    if (this.#worker === null) return
    this.#changed.add(jobId)
    if (this.#changed.size >= CHANGED_MAX) void this.ask('warm', null).catch(() => undefined)
  }

  /** @throws {CongkyError} ERR_QUEUE_FULL, ERR_STOPPING, ERR_INTERNAL: the thread died. */
  ask<K extends QuestionName>(name: K, ask: Questions[K]['ask']): Promise<Questions[K]['answer']> {
    if (this.#isStopped) return Promise.reject(new CongkyError('ERR_STOPPING'))
    if (this.#asked.size >= QUESTIONS_MAX) {
      return Promise.reject(new CongkyError('ERR_QUEUE_FULL', { limit: QUESTIONS_MAX }))
    }
    const worker = this.#worker ?? this.#open()
    const id = ++this.#count
    return new Promise<Questions[K]['answer']>((resolve, reject) => {
      this.#asked.set(id, { resolve: resolve as (value: never) => void, reject })
      const question: SearchQuestion<K> = { id, name, ask, changed: [...this.#changed] }
      this.#changed = new Set()
      worker.postMessage(question)
    })
  }

  async stop(): Promise<void> {
    this.#isStopped = true
    await this.#worker?.terminate()
  }

  #open(): Worker {
    const worker = new Worker(builtEntry('search-worker'), { workerData: { stateDir: this.#stateDir } })
    worker.unref()
    worker.on('message', (answer: SearchAnswer) => this.#settle(answer))
    worker.on('error', (error) => this.#drop(worker, error))
    worker.on('exit', () => this.#drop(worker, new Error('the search thread ended')))
    this.#worker = worker
    return worker
  }

  #settle(answer: SearchAnswer): void {
    const asked = this.#asked.get(answer.id)
    this.#asked.delete(answer.id)
    if ('answer' in answer) asked?.resolve(answer.answer as never)
    else if ('refusal' in answer) asked?.reject(new CongkyError(answer.refusal.code, answer.refusal.details))
    else asked?.reject(new CongkyError('ERR_INTERNAL', {}, { cause: new Error(answer.failure) }))
  }

  #drop(worker: Worker, cause: Error): void {
    if (this.#worker !== worker) return
    this.#worker = null
    this.#changed = new Set()
    const code = this.#isStopped ? 'ERR_STOPPING' : 'ERR_INTERNAL'
    for (const { reject } of this.#asked.values()) reject(new CongkyError(code, {}, { cause }))
    this.#asked.clear()
  }
}
