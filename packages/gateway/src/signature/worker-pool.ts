/**
 * The worker threads for large documents: one from the start, a second when the first is busy. A job that takes
 * longer than any honest document could is given up and its thread ended; a thread that dies fails its job
 * and is replaced by the next. Jobs wait in order, at most `queueMax`, then ERR_QUEUE_FULL.
 */
import { Worker } from 'node:worker_threads'
import { CongkyError } from '@congky/shared'
import type { WorkerAnswer } from './answer-jobs.ts'
import { SharedCopies } from './shared-copies.ts'

const WORKERS_MAX = 2

/** What is done with one document, as plain data; the worker knows what its further fields mean. */
export interface PoolJob {
  readonly document: Uint8Array
}

interface Task {
  readonly job: PoolJob
  readonly settle: (answer: WorkerAnswer) => void
  readonly fail: (error: Error) => void
}

/** A thread and what it does. */
interface Seat {
  readonly worker: Worker
  task: Task | null
  deadline: NodeJS.Timeout | null
}

export interface WorkerPoolOptions {
  /** Built file of the worker. */
  readonly entry: URL
  /** Default: 30 s; 4 MB take well under one. */
  readonly jobMsMax?: number
  /** Default: 100. */
  readonly queueMax?: number
}

/** @typeParam Job What its worker takes. */
export class WorkerPool<Job extends PoolJob = PoolJob> {
  readonly #entry: URL
  readonly #jobMsMax: number
  readonly #queueMax: number
  readonly #seats = new Set<Seat>()
  readonly #queue: Task[] = []
  readonly #copies = new SharedCopies()
  #stopped: Promise<void> | null = null
  #onIdle: () => void = () => {}

  constructor({ entry, jobMsMax = 30_000, queueMax = 100 }: WorkerPoolOptions) {
    this.#entry = entry
    this.#jobMsMax = jobMsMax
    this.#queueMax = queueMax
  }

  /** Brings the first thread up, so that no document waits for it. */
  start(): void {
    this.#addSeat()
  }

  /** Ends the threads once the queue is empty. Stopping twice is fine. */
  stop(): Promise<void> {
    this.#stopped ??= this.#finishAndEnd()
    return this.#stopped
  }

  async #finishAndEnd(): Promise<void> {
    if (this.#isBusy()) await new Promise<void>((resolve) => (this.#onIdle = resolve))
    await Promise.all([...this.#seats].map(({ worker }) => worker.terminate()))
  }

  /**
   * Runs a job in a thread, whose result is what its worker says it is. The thread reads a copy of the document, which
   * further jobs with the same array read as well: the caller never changes its bytes.
   *
   * @throws {CongkyError} What the job throws; ERR_DOCUMENT_TOO_COMPLEX: it took too long; ERR_INTERNAL: the
   * thread died; ERR_QUEUE_FULL, ERR_STOPPING.
   */
  run<Result>(job: Job): Promise<Result> {
    if (this.#stopped) return Promise.reject(new CongkyError('ERR_STOPPING'))
    if (this.#queue.length >= this.#queueMax) {
      return Promise.reject(new CongkyError('ERR_QUEUE_FULL', { limit: this.#queueMax }))
    }
    return new Promise((resolve, reject) => {
      const settle = (answer: WorkerAnswer) => {
        if ('result' in answer) resolve(answer.result as Result)
        else if ('refusal' in answer) reject(new CongkyError(answer.refusal.code, answer.refusal.details))
        else reject(new CongkyError('ERR_INTERNAL', {}, { cause: new Error(answer.failure) }))
      }
      this.#queue.push({ job, settle, fail: reject })
      this.#dispatch()
    })
  }

  #dispatch(): void {
    while (this.#queue.length > 0) {
      const free = [...this.#seats].find(({ task }) => task === null)
      const seat = free ?? (this.#seats.size < WORKERS_MAX ? this.#addSeat() : null)
      const task = seat && this.#queue.shift()
      if (!seat || !task) return
      this.#give(seat, task)
    }
  }

  #give(seat: Seat, task: Task): void {
    seat.task = task
    seat.worker.ref()
    seat.deadline = setTimeout(() => this.#giveUp(seat), this.#jobMsMax)
    void this.#handOver(seat, task)
  }

  async #handOver(seat: Seat, task: Task): Promise<void> {
    try {
      const document = await this.#copies.of(task.job.document)
      // The thread may be gone by now, and its task with it.
      if (seat.task === task) seat.worker.postMessage({ ...task.job, document })
    } catch (error) {
      // No memory for the copy, say: this job fails, and nothing else.
      if (seat.task === task) this.#release(seat)?.fail(new CongkyError('ERR_INTERNAL', {}, { cause: error }))
    }
  }

  #addSeat(): Seat {
    const worker = new Worker(this.#entry, { stdout: true, stderr: true })
    // xml-crypto's parser prints remarks on documents; those have no place in our log.
    worker.stdout.resume()
    worker.stderr.resume()
    const seat: Seat = { worker, task: null, deadline: null }
    // An idle thread keeps no process alive; one with a job does.
    seat.worker.unref()
    seat.worker.on('message', (answer: WorkerAnswer) => this.#release(seat)?.settle(answer))
    seat.worker.on('error', (error) => this.#remove(seat, error))
    seat.worker.on('exit', (code) => this.#remove(seat, new Error(`the worker ended with ${code}`)))
    this.#seats.add(seat)
    return seat
  }

  /** Takes the task off a seat and lets the next one come. */
  #release(seat: Seat): Task | null {
    const { task, deadline } = seat
    if (deadline) clearTimeout(deadline)
    seat.task = null
    seat.deadline = null
    seat.worker.unref()
    // The next task starts after this one's caller heard of its end.
    queueMicrotask(() => this.#afterRelease())
    return task
  }

  #afterRelease(): void {
    this.#dispatch()
    if (!this.#isBusy()) this.#onIdle()
  }

  #remove(seat: Seat, cause: unknown): void {
    if (!this.#seats.delete(seat)) return
    this.#release(seat)?.fail(new CongkyError('ERR_INTERNAL', {}, { cause }))
  }

  #giveUp(seat: Seat): void {
    this.#seats.delete(seat)
    const seconds = this.#jobMsMax / 1000
    const detail = { en: `it takes longer than ${seconds} s to read`, vi: `mất hơn ${seconds} giây để đọc` }
    this.#release(seat)?.fail(new CongkyError('ERR_DOCUMENT_TOO_COMPLEX', { detail }))
    void seat.worker.terminate()
  }

  #isBusy(): boolean {
    return this.#queue.length > 0 || [...this.#seats].some(({ task }) => task !== null)
  }
}
