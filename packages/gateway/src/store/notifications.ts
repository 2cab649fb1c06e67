import type { Message, Remembered } from '../domain/notification.ts'
import type { StateDatabase } from './database.ts'

/** A message on its way through one channel. */
export interface QueuedMessage {
  readonly channel: string
  readonly message: Message
  /** Milliseconds since 1970. */
  readonly createdAt: number
  readonly attempts: number
}

export interface NotificationState {
  readonly memory: readonly Remembered[]
  /** The oldest first. */
  readonly queue: readonly QueuedMessage[]
}

interface MessageRow {
  readonly channel: string
  readonly message: string
  readonly created_at: number
  readonly attempts: number
}

/**
 * What people were told and what is on its way to them; written together, so that a crash repeats a message at
 * worst and loses none. Also how the last run of the gateway ended.
 */
export class NotificationStore {
  readonly #database: StateDatabase

  constructor(database: StateDatabase) {
    this.#database = database
  }

  load(): NotificationState {
    const { sqlite } = this.#database
    const memory = sqlite.prepare<[], string>('SELECT remembered FROM notification_memory').pluck().all()
    const queue = sqlite
      .prepare<[], MessageRow>(
        'SELECT channel, message, created_at, attempts FROM notification_message ORDER BY created_at, rowid',
      )
      .all()
    return {
      memory: memory.map((text) => JSON.parse(text) as Remembered),
      queue: queue.map(({ channel, message, created_at, attempts }) => ({
        ...{ channel, attempts, createdAt: created_at },
        message: JSON.parse(message) as Message,
      })),
    }
  }

  /** Replaces what is there; both are short. @throws {CongkyError} ERR_STORE_FULL, ERR_STORE_FAILED */
  async save({ memory, queue }: NotificationState): Promise<void> {
    await this.#database.write(() => {
      const { sqlite } = this.#database
      sqlite.exec('DELETE FROM notification_memory; DELETE FROM notification_message')
      const remember = sqlite.prepare('INSERT INTO notification_memory (key, remembered) VALUES (?, ?)')
      for (const row of memory) remember.run(row.key, JSON.stringify(row))
      const enqueue = sqlite.prepare(
        'INSERT INTO notification_message (id, channel, message, created_at, attempts) VALUES (?, ?, ?, ?, ?)',
      )
      for (const { channel, message, createdAt, attempts } of queue) {
        enqueue.run(message.id, channel, JSON.stringify(message), createdAt, attempts)
      }
    })
  }

  /**
   * Notes that the gateway runs from now on.
   *
   * @returns When the run before had started, if it ended without being stopped; else null.
   * @throws {CongkyError} ERR_STORE_FULL, ERR_STORE_FAILED
   */
  async beginRun(now: Date): Promise<Date | null> {
    return this.#database.write(() => {
      const { sqlite } = this.#database
      const before = sqlite
        .prepare<[], number>('SELECT started_at FROM gateway_run WHERE stopped_at IS NULL')
        .pluck()
        .get()
      sqlite
        .prepare('INSERT OR REPLACE INTO gateway_run (only, started_at, stopped_at) VALUES (1, ?, NULL)')
        .run(now.getTime())
      return before === undefined ? null : new Date(before)
    })
  }

  /** Notes that the gateway was stopped in order. @throws {CongkyError} ERR_STORE_FULL, ERR_STORE_FAILED */
  async endRun(now: Date): Promise<void> {
    await this.#database.write(() =>
      this.#database.sqlite.prepare('UPDATE gateway_run SET stopped_at = ?').run(now.getTime()),
    )
  }
}
