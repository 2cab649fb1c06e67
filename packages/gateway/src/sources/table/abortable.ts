/** What `unlessAborted` answers when the signal was first. */
export const ABORTED = Symbol('aborted')

/** The promise's value, or ABORTED as soon as the signal aborts. The promise itself goes on; the caller sees to it. */
export function unlessAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T | typeof ABORTED> {
  return new Promise((resolve, reject) => {
    const onAbort = () => resolve(ABORTED)
    if (signal.aborted) onAbort()
    signal.addEventListener('abort', onAbort, { once: true })
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', onAbort))
  })
}

/** A sleep that others can cut short. A call to `wake` between two sleeps makes the next one end at once. */
export class WakeableSleep {
  #isAwake = false
  #wake: () => void = () => {}

  readonly wake = (): void => {
    this.#isAwake = true
    this.#wake()
  }

  async sleep(ms: number, signal: AbortSignal): Promise<void> {
    if (!this.#isAwake && !signal.aborted) {
      await new Promise<void>((resolve) => {
        const end = () => {
          clearTimeout(timer)
          signal.removeEventListener('abort', end)
          resolve()
        }
        const timer = setTimeout(end, ms)
        signal.addEventListener('abort', end)
        this.#wake = end
      })
    }
    this.#isAwake = false
  }
}
