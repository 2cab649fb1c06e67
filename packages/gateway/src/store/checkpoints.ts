/**
 * Checkpoints: moves the write-ahead log into the database, in a thread, because thousands of pages and their sync
 * would block the main thread for a tenth of a second and more.
 *
 * What is committed meanwhile stays behind, and a log that is never moved wholly is never written from its beginning
 * again, so that it would grow for ever. So there is a second, short turn in which no group is committed.
 */
import { Worker } from 'node:worker_threads'
import type Database from 'better-sqlite3'
import { builtEntry } from '../built-entry.ts'

/** What is in the log before it is moved: much, since what is written often is then moved once. */
const LOG_BYTES = 32 * 1024 * 1024
/** How long the log is left alone after it was looked after: what kept it (a long reader, a full disk) is there still. */
const REST_MS = 1_000
/** Whether the thread is at work, and whether anything is committed meanwhile. */
type Turn = 'none' | 'beside' | 'alone'

export class Checkpoints {
  readonly #file: string
  readonly #logSize: Database.Statement<[], { readonly log: number; readonly checkpointed: number }>
  readonly #moveHere: Database.Statement
  readonly #goOn: () => void
  readonly #logPages: number
  #worker: Worker | null = null
  #turn: Turn = 'none'
  #hasFailed = false
  #restsUntil = 0

  /** @param goOn Called when writes are held no longer. */
  constructor(sqlite: Database.Database, goOn: () => void) {
    this.#file = sqlite.name
    this.#goOn = goOn
    // Databases differ in it: those made earlier have smaller pages.
    this.#logPages = LOG_BYTES / Number(sqlite.pragma('page_size', { simple: true }))
    // This class decides when.
    sqlite.pragma('wal_autocheckpoint = 0')
    // NOOP only tells how large the log is (SQLite 3.51).
    this.#logSize = sqlite.prepare('PRAGMA wal_checkpoint(NOOP)')
    this.#moveHere = sqlite.prepare('PRAGMA wal_checkpoint(PASSIVE)')
  }

  /** No group may be committed now. */
  get holdWrites(): boolean {
    return this.#turn === 'alone'
  }

  /** Never throws: what is committed is in the log and safe there, however full the disk is for the database itself. */
  onCommit(): void {
    if (this.#turn !== 'none' || performance.now() < this.#restsUntil) return
    try {
      if (this.#pagesLeft() < this.#logPages) return
      if (this.#hasFailed) this.#move()
      else this.#ask('beside')
    } catch {
      this.#turn = 'none'
      this.#hasFailed = true
      this.#restsUntil = performance.now() + REST_MS
    }
  }

  close(): void {
    void this.#worker?.terminate()
    this.#worker = null
    this.#turn = 'none'
  }

  #pagesLeft(): number {
    const size = this.#logSize.get()
    return size === undefined ? 0 : size.log - size.checkpointed
  }

  /** @throws The disk is full, for example. Where it is not any more, the thread has its turn again. */
  #move(): void {
    this.#moveHere.get()
    this.#hasFailed = false
  }

  #ask(turn: Turn): void {
    this.#turn = turn
    this.#worker ??= this.#start()
    this.#worker.postMessage(null)
  }

  #start(): Worker {
    const worker = new Worker(builtEntry('checkpoint-worker'), { workerData: this.#file })
    worker.unref()
    worker.on('message', () => this.#onDone(worker))
    // A thread that cannot run is replaced by the main thread: slower, and as safe.
    for (const event of ['error', 'exit'] as const) worker.on(event, () => this.#onFailed(worker))
    return worker
  }

  #onDone(worker: Worker): void {
    if (worker !== this.#worker) return
    if (this.#turn === 'beside') {
      this.#ask('alone')
      return
    }
    this.#turn = 'none'
    this.#restsUntil = performance.now() + REST_MS
    this.#goOn()
  }

  #onFailed(worker: Worker): void {
    if (worker !== this.#worker) return
    this.#worker = null
    this.#hasFailed = true
    this.#turn = 'none'
    this.#goOn()
  }
}
