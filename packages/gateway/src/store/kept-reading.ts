/** What was read of the database, kept until it is written: asked for with every request and every decision. */
import type { StateDatabase } from './database.ts'

export class KeptReading<T extends object> {
  readonly #database: Pick<StateDatabase, 'write'>
  readonly #read: () => T
  #kept: T | null = null

  constructor(database: Pick<StateDatabase, 'write'>, read: () => T) {
    this.#database = database
    this.#read = read
  }

  /** The same object until the next change. */
  get now(): T {
    this.#kept ??= this.#read()
    return this.#kept
  }

  /** Makes a change in the next group of writes; those after it in the group read anew. */
  write<U>(change: () => U): Promise<U> {
    const written = this.#database.write(() => {
      try {
        return change()
      } finally {
        this.#kept = null
      }
    })
    // What was read of it in the same group was undone with it.
    written.catch(() => {
      this.#kept = null
    })
    return written
  }
}
