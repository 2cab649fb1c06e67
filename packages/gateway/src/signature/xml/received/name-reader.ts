/** Reads names of elements and attributes, with a prefix or without. */
import { COLON, isName, isNcName } from './characters.ts'
import { NotOrdinary } from './not-ordinary.ts'

export class NameReader {
  /** Offset of the colon in the name that was read last; -1: it has none. */
  colon = -1
  readonly #bytes: Buffer

  constructor(bytes: Buffer) {
    this.#bytes = bytes
  }

  /** @returns Where the name ends. */
  read(from: number): number {
    const bytes = this.#bytes
    let at = from
    let colon = -1
    let isAscii = true
    for (; ; at++) {
      const code = bytes[at] ?? 0
      if (isName[code] === 0) break
      if (code > 0x7f) isAscii = false
      if (code !== COLON) continue
      if (colon >= 0) throw new NotOrdinary()
      colon = at
    }
    this.colon = colon
    if (!isAscii || !isAsciiStart(bytes[from]) || (colon >= 0 && !isAsciiStart(bytes[colon + 1]))) {
      const parts = bytes.toString('latin1', from, at).split(':')
      if (!parts.every(isNcName)) throw new NotOrdinary()
    }
    return at
  }
}

function isAsciiStart(code = 0): boolean {
  const letter = code | 0x20
  return (letter >= 0x61 && letter <= 0x7a) || code === 0x5f
}
