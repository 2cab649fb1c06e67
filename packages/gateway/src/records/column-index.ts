/**
 * A million rows in memory, in columns, so that any combination of filters and words is answered in
 * milliseconds: what filters compare are arrays of numbers, what words are looked for in is one piece of bytes.
 * About 85 bytes a row. Rows are known by a number that grows as they arrive; answers have the newest first.
 *
 * Why not indexes of the database: two filters of which each fits hundreds of thousands of rows, and both
 * together none, would read them all; a full-text index would cost every signature; and counting is as slow
 * as reading. Measured over 1,000,000 requests: at most 8 ms without words, 40 ms with one.
 */
import { GrowingColumn } from './growing-column.ts'
import { NameColumn } from './name-column.ts'
import { TextColumn } from './text-column.ts'

export interface IndexRow<Name extends string> {
  readonly seq: number
  /** Milliseconds since 1970. */
  readonly at: number
  readonly names: Readonly<Record<Name, string | null>>
  /** Folded. */
  readonly text: string
}

/** A word of a search: folded, and names that it means although they do not hold it, such as a tax code by its enterprise. */
export interface SearchTerm<Name extends string> {
  readonly word: string
  readonly also: Readonly<Partial<Record<Name, readonly string[]>>>
}

export interface IndexQuery<Name extends string> {
  readonly from?: number
  /** Not included. */
  readonly to?: number
  /** Only rows after this one. */
  readonly after?: number
  /** Only rows whose name is one of these. */
  readonly names: Readonly<Partial<Record<Name, readonly string[]>>>
  /** All have to be found, each in the text or in a name. */
  readonly terms: readonly SearchTerm<Name>[]
  /** How many to give, from the newest before `before`. */
  readonly limit: number
  readonly before?: number
  /** Where counting ends. */
  readonly countMax: number
}

export interface IndexAnswer {
  readonly seqs: readonly number[]
  /** Of all that fit, whichever page is asked for. */
  readonly total: number
  /** Counting ended before the end. */
  readonly isMore: boolean
}

/** Rows that are looked at together. */
const BLOCK = 4096
/** With fewer candidates in a block, each is looked at by itself. */
const FEW = 96

export class ColumnIndex<Name extends string> {
  readonly #seqs = new GrowingColumn('times')
  readonly #at = new GrowingColumn('times')
  readonly #text = new TextColumn()
  readonly #names: ReadonlyMap<Name, NameColumn>

  readonly #searched: readonly Name[]

  /** @param searched The names that words are looked for in. */
  constructor(names: readonly Name[], searched: readonly Name[]) {
    this.#names = new Map(names.map((name) => [name, new NameColumn()]))
    this.#searched = searched
  }

  get newest(): number {
    return this.#seqs.count === 0 ? 0 : this.#seqs.get(this.#seqs.count - 1)
  }

  get count(): number {
    return this.#seqs.count
  }

  namesOf(name: Name): string[] {
    return this.#names.get(name)?.names() ?? []
  }

  /** Adds a row that is newer than all others, or replaces one. */
  put({ seq, at, names, text }: IndexRow<Name>): void {
    if (seq > this.newest) {
      this.#seqs.push(seq)
      this.#at.push(at)
      for (const [name, column] of this.#names) column.push(names[name])
      this.#text.push(text)
      return
    }
    const row = this.#seqs.find(seq)
    if (row < 0) return
    this.#at.set(row, at)
    for (const [name, column] of this.#names) column.set(row, names[name])
    this.#text.set(row, text)
  }

  find(query: IndexQuery<Name>): IndexAnswer {
    const fits = this.#filter(query)
    const terms = query.terms.map((term) => this.#term(term))
    const { limit, before = Number.POSITIVE_INFINITY, countMax } = query
    const seqs: number[] = []
    let total = 0
    for (let last = this.count; last > 0; last -= BLOCK) {
      const first = Math.max(0, last - BLOCK)
      if (this.#seqs.get(last - 1) <= (query.after ?? 0)) break
      for (const row of this.#candidates(first, last, fits, terms)) {
        const seq = this.#seqs.get(row)
        if (seq < before && seqs.length < limit) seqs.push(seq)
        total++
      }
      if (total > countMax && seqs.length >= limit) return { seqs, total: countMax, isMore: true }
    }
    return { seqs, total, isMore: false }
  }

  /** Rows of a block that fit, newest first. */
  #candidates(first: number, last: number, fits: (row: number) => boolean, terms: readonly TermTest[]): number[] {
    let rows: number[] = []
    for (let row = last - 1; row >= first; row--) if (fits(row)) rows.push(row)
    for (const term of terms) {
      if (rows.length === 0) break
      if (rows.length <= FEW) {
        rows = rows.filter((row) => term.named(row) || this.#text.includes(row, term.word))
        continue
      }
      const hits = new Uint8Array(last - first)
      this.#text.mark(first, last, term.word, hits)
      rows = rows.filter((row) => hits[row - first] === 1 || term.named(row))
    }
    return rows
  }

  #filter({ from, to, after = 0, names }: IndexQuery<Name>): (row: number) => boolean {
    const checks: ((row: number) => boolean)[] = []
    if (after > 0) checks.push((row) => this.#seqs.get(row) > after)
    if (from !== undefined) checks.push((row) => this.#at.get(row) >= from)
    if (to !== undefined) checks.push((row) => this.#at.get(row) < to)
    for (const [name, column] of this.#names) {
      const wanted = names[name]
      if (wanted === undefined) continue
      const allowed = column.allow(wanted)
      checks.push((row) => allowed[column.code(row)] === 1)
    }
    return (row) => {
      for (const check of checks) if (!check(row)) return false
      return true
    }
  }

  #term({ word, also }: SearchTerm<Name>): TermTest {
    const matches = this.#searched.flatMap((name) => {
      const column = this.#names.get(name)
      const matched = column?.match(word, also[name] ?? []) ?? null
      return column === undefined || matched === null ? [] : [{ column, matched }]
    })
    return { word, named: (row) => matches.some(({ column, matched }) => matched[column.code(row)] === 1) }
  }
}

interface TermTest {
  readonly word: string
  /** Whether a name of the row matches. */
  readonly named: (row: number) => boolean
}
