import type { GuardedDatabase } from './guarded-database.ts'

/** What is open, with its connections. */
export interface WithDatabase {
  readonly database: Pick<GuardedDatabase, 'close'>
}

/**
 * An open table with several users at once. When it is given up it takes no new ones, and its connections
 * are closed after the last has left: a driver may leave those waiting for a closed pool without an answer.
 */
export class SharedTable<Open extends WithDatabase> {
  readonly #opening: Promise<Open>
  #users = 0
  #givenUp: { readonly done: () => void; readonly closed: Promise<void> } | null = null

  constructor(opening: Promise<Open>) {
    this.#opening = opening
    // Whoever enters hears of a failure; when nobody does, there is nobody to hear.
    opening.catch(() => {})
  }

  /** Each call is followed by one of `leave`, also when it rejects. */
  enter(): Promise<Open> {
    this.#users++
    return this.#opening
  }

  leave(): void {
    this.#users--
    if (this.#users === 0) this.#givenUp?.done()
  }

  /** Resolves when the connections are closed. Giving up twice is fine. */
  giveUp(): Promise<void> {
    if (this.#givenUp === null) {
      let done = () => {}
      const unused = new Promise<void>((resolve) => {
        done = resolve
      })
      const closed = unused.then(async () => (await this.#opening).database.close()).catch(() => {})
      this.#givenUp = { done, closed }
      if (this.#users === 0) done()
    }
    return this.#givenUp.closed
  }
}
