/**
 * The gateway's own SQLite database: opened, migrated, and written in groups.
 *
 * The writes that come together share a transaction (write-group.ts, commit-timing.ts), and the transactions that
 * come while the disk is busy share one sync. SQLite itself does not wait for the disk (`synchronous=NORMAL` in WAL
 * mode writes the log without syncing it); we sync the log on a thread of Node's pool instead (log-sync.ts), so that
 * the main thread goes on, and tell nobody of a write before its sync is done. That is as durable as
 * `synchronous=FULL`, which would block everything for the time of every sync.
 */
import { chmodSync, mkdirSync, statfsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { CongkyError } from '@congky/shared'
import Database from 'better-sqlite3'
import { syncFolder } from '../sync-folder.ts'
import { Checkpoints } from './checkpoints.ts'
import { CommitTiming } from './commit-timing.ts'
import { LogSync, type Settle, toSettle } from './log-sync.ts'
import { migrate } from './migrate.ts'
import { lockStateDir } from './state-lock.ts'
import { isDiskError, type Outcome, WriteGroup } from './write-group.ts'

export const DATABASE_FILE = 'congky.sqlite'
/** How often a full disk is tried again. */
const PROBE_MS = 1_000
/**
 * Room that a disk must have once it was full: for the intents of all tokens and the signatures that follow them.
 * With less, an intent would fit and its signature would not, and every second a token would sign in vain.
 */
const ROOM_BYTES = 16 * 1024 * 1024

/**
 * Of a new database; an older one keeps its own. Each page that is written is two calls of the system, so that a document
 * of 4 MB takes half as many as with SQLite's 4 KB; with 16 KB small commits would write more that did not change.
 */
const PAGE_BYTES = 8_192
/** Pages kept in memory, where large documents would take the place of everything else for nothing. */
const CACHE_KIB = 4_096

export interface WriteOptions<T> {
  /** Nobody waits for it: it goes with the next writes that somebody waits for, or by itself a little later. */
  readonly canWait?: boolean
  /**
   * Called as soon as the write is committed, with what it returned. It is not durable then, so it may be worked
   * with, and nobody outside may hear of it.
   */
  readonly onCommitted?: (value: T) => void
  /** Called when it is durable, in the order of the writes, before the promise is heard of. */
  readonly onDurable?: (value: T) => void
}

interface PendingWrite {
  readonly run: () => unknown
  readonly onCommitted: ((value: never) => void) | undefined
  readonly onDurable: (value: never) => void
  readonly reject: (error: unknown) => void
}

export class StateDatabase {
  readonly sqlite: Database.Database
  readonly #lock: Database.Database
  readonly #log: LogSync
  readonly #group: WriteGroup
  readonly #timing: CommitTiming
  readonly #checkpoints: Checkpoints
  #pending: PendingWrite[] = []
  /** Set while the disk is full: nothing is written then, until it is found to have room again. */
  #fullDisk: CongkyError | null = null
  #isClosed = false
  #beforeCommit: () => void = () => {}
  readonly #onUndone: (() => void)[] = []
  #onTheWay: () => number = () => 0
  #commits = 0

  private constructor(sqlite: Database.Database, lock: Database.Database) {
    this.sqlite = sqlite
    this.#lock = lock
    this.#log = new LogSync(`${sqlite.name}-wal`)
    this.#group = new WriteGroup(
      sqlite,
      () => this.#beforeCommit(),
      () => this.#forget(),
    )
    const commit = () => this.#commitGroup()
    this.#timing = new CommitTiming(commit, () => this.#onTheWay())
    this.#checkpoints = new Checkpoints(sqlite, commit)
  }

  /**
   * Opens the database for the one gateway that owns it, makes it when missing, and migrates it forward.
   *
   * @throws {CongkyError} ERR_STATE_IN_USE: another process holds it. ERR_STATE_NEWER
   */
  static open(stateDir: string): StateDatabase {
    mkdirSync(stateDir, { recursive: true, mode: 0o700 })
    const lock = lockStateDir(stateDir)
    const file = join(stateDir, DATABASE_FILE)
    const sqlite = new Database(file, { timeout: 5_000 })
    chmodSync(file, 0o600)
    sqlite.pragma(`page_size = ${PAGE_BYTES}`)
    sqlite.pragma(`cache_size = -${CACHE_KIB}`)
    sqlite.pragma('journal_mode = WAL')
    sqlite.pragma('synchronous = NORMAL')
    sqlite.pragma('foreign_keys = ON')
    try {
      migrate(sqlite)
    } catch (error) {
      sqlite.close()
      lock.close()
      throw error
    }
    const database = new StateDatabase(sqlite, lock)
    // What a killed gateway had committed and not synced yet is read, and told of, from now on.
    database.#log.now()
    syncFolder(stateDir)
    return database
  }

  /** Opens it beside a running gateway, for reading only. @throws {CongkyError} ERR_NOT_FOUND: no database yet. */
  static openForReading(stateDir: string): Database.Database {
    try {
      return new Database(join(stateDir, DATABASE_FILE), { readonly: true, fileMustExist: true, timeout: 5_000 })
    } catch (cause) {
      throw new CongkyError('ERR_NOT_FOUND', {}, { cause })
    }
  }

  /**
   * Runs `change` in the next group commit; perhaps twice (write-group.ts).
   *
   * @returns What `change` returned, once it is durable.
   * @throws {CongkyError} ERR_STORE_FULL: the disk is full; nothing of the group was written. ERR_STORE_FAILED:
   * nobody knows whether it was.
   */
  write<T>(change: () => T, options: WriteOptions<T> = {}): Promise<T> {
    const { problem } = this
    return problem ? Promise.reject(problem) : this.#enqueue(change, options)
  }

  #enqueue<T>(run: () => T, { canWait = false, onCommitted, onDurable }: WriteOptions<T>): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      const told = (value: T) => {
        onDurable?.(value)
        resolve(value)
      }
      this.#pending.push({ run, onCommitted, onDurable: told, reject })
      this.#timing.onWrite(this.#pending.length, canWait)
    })
  }

  /**
   * Runs `change` at once and waits for the disk: for the start, when there is nothing to be kept waiting yet.
   *
   * @throws {CongkyError} ERR_STORE_FULL
   */
  writeNow(change: () => void): void {
    try {
      const [outcome] = this.#group.run([change])
      if (outcome && 'error' in outcome) throw outcome.error
      this.#log.now()
    } catch (error) {
      throw isDiskError(error) ? new CongkyError('ERR_STORE_FULL', {}, { cause: error }) : error
    }
  }

  /** Has `action` run as the last part of every group of writes, in the same transaction. */
  beforeCommit(action: () => void): void {
    this.#beforeCommit = action
  }

  /** Has `action` run whenever writes were undone: what was kept in memory of them is out of date. */
  onUndone(action: () => void): void {
    this.#onUndone.push(action)
  }

  /** @param onTheWay How many requests are on their way to a signature, so that their writes may share a commit. */
  expectWritesOf(onTheWay: () => number): void {
    this.#onTheWay = onTheWay
  }

  /** Whether the disk answers a write that changes nothing: it took it, or it is full. */
  async answers(): Promise<boolean> {
    try {
      await this.write(() => this.sqlite.exec(PROBE))
      return true
    } catch (error) {
      return error instanceof CongkyError && error.code === 'ERR_STORE_FULL'
    }
  }

  /** Groups of writes that were committed since it was opened. */
  get commits(): number {
    return this.#commits
  }

  /** Why nothing can be written now, or null. */
  get problem(): CongkyError | null {
    return this.#log.failure ?? this.#fullDisk
  }

  /** Resolves with ERR_STORE_FAILED when the disk did not confirm a write: whoever runs the gateway ends it then. */
  get failed(): Promise<CongkyError> {
    return this.#log.failed
  }

  /**
   * Resolves when everything that can be read now is durable.
   *
   * @throws {CongkyError} ERR_STORE_FAILED: some of it may never be.
   */
  durable(): Promise<void> {
    return this.#log.durable()
  }

  /** Commits and syncs what is pending, and closes the file. */
  close(): void {
    this.#checkpoints.close()
    this.#commitGroup()
    this.#isClosed = true
    this.#log.close()
    this.sqlite.close()
    this.#lock.close()
  }

  #commitGroup(): void {
    this.#timing.onGroup()
    if (this.#pending.length === 0 || this.#checkpoints.holdWrites) return
    const group = this.#pending
    this.#pending = []
    let outcomes: readonly Outcome[]
    try {
      outcomes = this.#group.run(group.map(({ run }) => run))
    } catch (error) {
      const failure = isDiskError(error) ? this.#onFullDisk(error) : error
      for (const { reject } of group) reject(failure)
      return
    }
    this.#commits++
    this.#log.add(group.map((write, at) => settleOf(write, outcomes[at])))
    this.#checkpoints.onCommit()
    for (const [at, { onCommitted }] of group.entries()) {
      const outcome = outcomes[at]
      if (onCommitted && outcome && 'value' in outcome) onCommitted(outcome.value as never)
    }
  }

  #forget(): void {
    for (const action of this.#onUndone) action()
  }

  #onFullDisk(cause: unknown): CongkyError {
    if (this.#fullDisk === null) this.#probeLater()
    this.#fullDisk ??= new CongkyError('ERR_STORE_FULL', {}, { cause })
    return this.#fullDisk
  }

  #probeLater(): void {
    setTimeout(() => void this.#probe(), PROBE_MS).unref()
  }

  /** A page may find room on a disk that is full for everything else, so free space is looked at first. */
  async #probe(): Promise<void> {
    if (this.#isClosed || this.#log.failure) return
    try {
      if (freeBytes(dirname(this.sqlite.name)) < ROOM_BYTES) return this.#probeLater()
      await this.#enqueue(() => this.sqlite.exec(PROBE), {})
      this.#fullDisk = null
    } catch {
      this.#probeLater()
    }
  }
}

/** Writes a page without changing anything. */
const PROBE = 'UPDATE gateway SET id = id'

/** Room for the user that we run as. */
function freeBytes(folder: string): number {
  const { bavail, bsize } = statfsSync(folder)
  return bavail * bsize
}

/** How the promise of a write is settled after the sync. */
function settleOf({ onDurable, reject }: PendingWrite, outcome: Outcome | undefined): Settle {
  if (outcome === undefined || 'error' in outcome) return () => reject(outcome?.error)
  return toSettle(() => onDurable(outcome.value as never), reject)
}
