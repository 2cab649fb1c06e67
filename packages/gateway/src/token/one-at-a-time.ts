/** Runs pieces of work one after the other, in the order they came. One that fails does not stop the next. */
export class OneAtATime {
  #last: Promise<unknown> = Promise.resolve()

  run<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#last.then(work)
    this.#last = done.catch(() => {})
    return done
  }

  /** Resolves when everything asked for until now has ended. */
  async idle(): Promise<void> {
    await this.#last
  }
}
