/**
 * The text of many rows in one piece of memory, so that a word is found among a million rows by the machine's
 * own search over bytes. Rows end with a line feed, which no word of a search holds.
 */
import { GrowingColumn } from './growing-column.ts'

const LINE_FEED = 10
/** What of a row can be searched, in characters: more than numbers and names of documents have. */
const ROW_LENGTH_MAX = 400

export class TextColumn {
  #bytes = Buffer.alloc(64 * 1024)
  #end = 0
  readonly #starts = new GrowingColumn('integers')
  /** Rows whose text changed since; there are few. */
  readonly #changed = new Map<number, string>()

  push(text: string): void {
    const line = toLine(text)
    // UTF-8 takes at most three bytes for one UTF-16 unit.
    if (this.#end + line.length * 3 > this.#bytes.length) this.#grow()
    this.#starts.push(this.#end)
    this.#end += this.#bytes.write(line, this.#end)
  }

  set(row: number, text: string): void {
    const line = toLine(text)
    if (this.#changed.has(row) || this.#written(row) !== line) this.#changed.set(row, line)
  }

  includes(row: number, word: string): boolean {
    const changed = this.#changed.get(row)
    if (changed !== undefined) return changed.includes(word)
    return this.#bytes.subarray(this.#starts.get(row), this.#endOf(row)).includes(word)
  }

  /** Marks, from `first` to before `last`, the rows that hold a word: `hits[row - first]` becomes 1. */
  mark(first: number, last: number, word: string, hits: Uint8Array): void {
    const start = this.#starts.get(first)
    const block = this.#bytes.subarray(start, this.#endOf(last - 1))
    let row = first
    for (let at = block.indexOf(word); at >= 0; ) {
      while (row + 1 < last && this.#starts.get(row + 1) <= start + at) row++
      hits[row - first] = 1
      const next = this.#endOf(row) - start
      at = next < block.length ? block.indexOf(word, next) : -1
    }
    for (const [changed, line] of this.#changed) {
      if (changed >= first && changed < last) hits[changed - first] = line.includes(word) ? 1 : 0
    }
  }

  #written(row: number): string {
    return this.#bytes.toString('utf8', this.#starts.get(row), this.#endOf(row))
  }

  #endOf(row: number): number {
    return row + 1 < this.#starts.count ? this.#starts.get(row + 1) : this.#end
  }

  #grow(): void {
    const larger = Buffer.alloc(this.#bytes.length * 2)
    this.#bytes.copy(larger, 0, 0, this.#end)
    this.#bytes = larger
  }
}

function toLine(text: string): string {
  return `${text.slice(0, ROW_LENGTH_MAX).replaceAll(NEW_LINE, ' ')}${NEW_LINE}`
}

const NEW_LINE = String.fromCharCode(LINE_FEED)
