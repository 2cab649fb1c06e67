import type { SignedSoFar } from './token.ts'

/** Adds up what a token signed. */
export class SignTally {
  #value: SignedSoFar = { count: 0, ms: 0 }

  get value(): SignedSoFar {
    return this.#value
  }

  readonly add = (ms: number): void => {
    const { count, ms: before } = this.#value
    this.#value = { count: count + 1, ms: before + ms }
  }
}
