/** A column of names that repeat (sources, tax codes, states): each name once, and a number in every row. */
import { foldText } from './fold-text.ts'
import { GrowingColumn } from './growing-column.ts'

export class NameColumn {
  readonly #codes = new GrowingColumn('integers')
  readonly #byName = new Map<string | null, number>()
  readonly #names: (string | null)[] = []
  readonly #folded: string[] = []

  push(name: string | null): void {
    this.#codes.push(this.#codeOf(name))
  }

  set(row: number, name: string | null): void {
    this.#codes.set(row, this.#codeOf(name))
  }

  /** The number of each row's name. */
  get codes(): ArrayLike<number> {
    return this.#codes.values
  }

  /** Every name that a row has, or once had. */
  names(): string[] {
    return this.#names.filter((name) => name !== null)
  }

  /** For each number, whether its name is one of these. */
  allow(names: readonly string[]): Uint8Array {
    const allowed = new Uint8Array(this.#names.length)
    for (const name of names) {
      const code = this.#byName.get(name)
      if (code !== undefined) allowed[code] = 1
    }
    return allowed
  }

  /** For each number, whether its name holds the word or is one of these; null when none does. */
  match(word: string, also: readonly string[]): Uint8Array | null {
    const matched = this.allow(also)
    for (const [code, name] of this.#folded.entries()) if (name.includes(word)) matched[code] = 1
    return matched.includes(1) ? matched : null
  }

  #codeOf(name: string | null): number {
    const known = this.#byName.get(name)
    if (known !== undefined) return known
    const code = this.#names.length
    this.#byName.set(name, code)
    this.#names.push(name)
    this.#folded.push(name === null ? '' : foldText(name))
    return code
  }
}
