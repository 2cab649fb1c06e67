/**
 * The gateway's own SQLite database: opened, migrated, and written in groups.
 *
 * The writes that come together share a transaction, and the transactions that come while the disk is busy
 * share one sync. SQLite itself does not wait for the disk (`synchronous=NORMAL` in WAL mode writes the log
 * without syncing it); we sync the log on a thread of Node's pool instead, so that the main thread goes on,
 * and tell nobody of a write before its sync is done. That is as durable as `synchronous=FULL`, which would
 * block everything for the time of every sync. A write that throws undoes only itself.
 */
import { chmodSync, closeSync, fdatasync, fdatasyncSync, mkdirSync, openSync, statfsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { CongkyError } from '@congky/shared'
import Database from 'better-sqlite3'
import { syncFolder } from '../sync-folder.ts'
import { migrate } from './migrate.ts'
import { lockStateDir } from './state-lock.ts'

export const DATABASE_FILE = 'congky.sqlite'
/** How often a full disk is tried again. */
const PROBE_MS = 1_000
/**
 * Room that a disk must have once it was full: for the intents of all tokens and the signatures that follow them.
 * With less, an intent would fit and its signature would not, and every second a token would sign in vain.
 */
const ROOM_BYTES = 16 * 1024 * 1024

interface PendingWrite {
  readonly run: () => unknown
  readonly resolve: (value: never) => void
  readonly reject: (error: unknown) => void
}

/** Ends a write's promise: well, or with the failure that nobody can call durable. */
type Settle = (failure: CongkyError | null) => void

export class StateDatabase {
  readonly sqlite: Database.Database
  readonly #lock: Database.Database
  /** The write-ahead log, for syncing only. SQLite keeps no locks on this file that closing ours could drop. */
  readonly #logFile: number
  #pending: PendingWrite[] = []
  #scheduled = false
  /** Committed writes, in order, to be told of the next sync. */
  #unsynced: Settle[] = []
  #syncing: Promise<void> | null = null
  /**
   * Set once the disk refused a sync: what it holds is unknown then, so nothing is written any more until the
   * next start reads from the disk what is really there.
   */
  #failure: CongkyError | null = null
  /** Resolves with ERR_STORE_FAILED when that happens: whoever runs the gateway should end it then. */
  readonly failed: Promise<CongkyError>
  #onFailed: (failure: CongkyError) => void = () => {}
  /** Set while the disk is full: nothing is written then, until it is found to have room again. */
  #fullDisk: CongkyError | null = null
  #isClosed = false
  #beforeCommit: () => void = () => {}
  #commits = 0
  #savepoint: Database.Statement
  #release: Database.Statement
  #rollback: Database.Statement

  private constructor(sqlite: Database.Database, lock: Database.Database) {
    this.sqlite = sqlite
    this.#lock = lock
    this.failed = new Promise((resolve) => (this.#onFailed = resolve))
    this.#logFile = openSync(`${sqlite.name}-wal`, 'r+')
    this.#savepoint = sqlite.prepare('SAVEPOINT one_write')
    this.#release = sqlite.prepare('RELEASE one_write')
    this.#rollback = sqlite.prepare('ROLLBACK TO one_write')
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
    sqlite.pragma('journal_mode = WAL')
    sqlite.pragma('synchronous = NORMAL')
    sqlite.pragma(`wal_autocheckpoint = ${CHECKPOINT_PAGES}`)
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
    fdatasyncSync(database.#logFile)
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
   * Runs `change` in the next group commit.
   *
   * @returns What `change` returned, once it is durable.
   * @throws {CongkyError} ERR_STORE_FULL: the disk is full; nothing of the group was written. ERR_STORE_FAILED:
   * nobody knows whether it was.
   */
  write<T>(change: () => T): Promise<T> {
    const { problem } = this
    return problem ? Promise.reject(problem) : this.#enqueue(change)
  }

  #enqueue<T>(change: () => T): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      this.#pending.push({ run: change, resolve: resolve as (value: never) => void, reject })
      if (this.#scheduled) return
      this.#scheduled = true
      // One turn of the event loop gathers the writes that arrive together.
      setImmediate(() => this.#commitGroup())
    })
  }

  /**
   * Runs `change` at once and waits for the disk: for the start, when there is nothing to be kept waiting yet.
   *
   * @throws {CongkyError} ERR_STORE_FULL
   */
  writeNow(change: () => void): void {
    try {
      this.sqlite.transaction(() => {
        change()
        this.#beforeCommit()
      })()
      fdatasyncSync(this.#logFile)
    } catch (error) {
      throw isDiskError(error) ? new CongkyError('ERR_STORE_FULL', {}, { cause: error }) : error
    }
  }

  /** Has `action` run as the last part of every group of writes, in the same transaction. */
  beforeCommit(action: () => void): void {
    this.#beforeCommit = action
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
    return this.#failure ?? this.#fullDisk
  }

  /**
   * Resolves when everything that can be read now is durable.
   *
   * @throws {CongkyError} ERR_STORE_FAILED: some of it may never be.
   */
  async durable(): Promise<void> {
    // The sync under way may have begun before the newest commit; the next one has not.
    if (this.#syncing) await new Promise<void>((resolve, reject) => this.#unsynced.push(toSettle(resolve, reject)))
    else if (this.#failure) throw this.#failure
  }

  /** Commits and syncs what is pending, and closes the file. */
  close(): void {
    this.#commitGroup()
    this.#isClosed = true
    if (!this.#failure) fdatasyncSync(this.#logFile)
    for (const settle of this.#unsynced.splice(0)) settle(this.#failure)
    closeSync(this.#logFile)
    this.sqlite.close()
    this.#lock.close()
  }

  #commitGroup(): void {
    this.#scheduled = false
    const group = this.#pending
    this.#pending = []
    if (group.length === 0) return
    const settle: Settle[] = []
    try {
      this.sqlite.exec('BEGIN IMMEDIATE')
      for (const write of group) settle.push(this.#runOne(write))
      this.#beforeCommit()
      this.sqlite.exec('COMMIT')
      this.#commits++
    } catch (error) {
      if (this.sqlite.open && this.sqlite.inTransaction) this.sqlite.exec('ROLLBACK')
      const failure = isDiskError(error) ? this.#onFullDisk(error) : error
      for (const write of group) write.reject(failure)
      return
    }
    this.#unsynced.push(...settle)
    this.#syncing ??= this.#syncAll()
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
    if (this.#isClosed || this.#failure) return
    try {
      if (freeBytes(dirname(this.sqlite.name)) < ROOM_BYTES) return this.#probeLater()
      await this.#enqueue(() => this.sqlite.exec(PROBE))
      this.#fullDisk = null
    } catch {
      this.#probeLater()
    }
  }

  /** Syncs until nothing is left; what is committed meanwhile goes with the next sync. */
  async #syncAll(): Promise<void> {
    while (this.#unsynced.length > 0) {
      const batch = this.#unsynced
      this.#unsynced = []
      await syncFile(this.#logFile).catch((cause: unknown) => {
        // Closing has synced everything itself, and has taken the file away under this call.
        if (!this.#isClosed) this.#onSyncFailure(cause)
      })
      for (const settle of batch) settle(this.#failure)
    }
    this.#syncing = null
  }

  #onSyncFailure(cause: unknown): void {
    this.#failure ??= new CongkyError('ERR_STORE_FAILED', {}, { cause })
    this.#onFailed(this.#failure)
  }

  /** Runs one write in a savepoint of its own; says how to settle its promise after the sync. */
  #runOne(write: PendingWrite): Settle {
    this.#savepoint.run()
    try {
      const value = write.run()
      this.#release.run()
      return toSettle(() => write.resolve(value as never), write.reject)
    } catch (error) {
      // A full disk has already ended the whole transaction: nothing is left to undo here.
      if (!this.sqlite.inTransaction || isDiskError(error)) throw error
      this.#rollback.run()
      this.#release.run()
      return () => write.reject(error)
    }
  }
}

/** Pages of 4 KB in the log before they are moved into the database, which blocks: seldom, then. */
const CHECKPOINT_PAGES = 8_192

const syncFile = promisify(fdatasync)

/** Writes a page without changing anything. */
const PROBE = 'UPDATE gateway SET id = id'

/** Room for the user that we run as. */
function freeBytes(folder: string): number {
  const { bavail, bsize } = statfsSync(folder)
  return bavail * bsize
}

function toSettle(resolve: () => void, reject: (failure: CongkyError) => void): Settle {
  return (failure) => (failure ? reject(failure) : resolve())
}

function isDiskError(error: unknown): boolean {
  return error instanceof Database.SqliteError && /^SQLITE_(FULL|IOERR)/.test(error.code)
}
