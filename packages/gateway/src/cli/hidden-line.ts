/** Far beyond any PIN or password; more is cut off, so that nothing is read for ever. */
export const SECRET_BYTES_MAX = 4096

/** What a key means, by its byte; a terminal in raw mode leaves that to us. */
const KEYS: Readonly<Record<number, 'done' | 'cancelled' | 'erase' | 'clear'>> = {
  3: 'cancelled', // Ctrl+C
  4: 'done', //      Ctrl+D
  8: 'erase', //     Backspace
  10: 'done', //      Enter
  13: 'done',
  21: 'clear', //     Ctrl+U
  127: 'erase', //     Backspace of most terminals
}

/** A line that is typed without being seen: bytes of UTF-8, with the keys that correct it. */
export class HiddenLine {
  readonly #typed = Buffer.alloc(SECRET_BYTES_MAX)
  #length = 0

  /** Takes what came from the keyboard; what stands behind the end of the line is dropped. */
  type(bytes: Uint8Array): 'more' | 'done' | 'cancelled' {
    for (const byte of bytes) {
      const key = KEYS[byte]
      if (key === 'done' || key === 'cancelled') return key
      if (key === 'clear') this.#length = 0
      else if (key === 'erase') this.#eraseCharacter()
      else if (byte >= 0x20 && this.#length < SECRET_BYTES_MAX) this.#typed[this.#length++] = byte
    }
    return 'more'
  }

  /** Hands the line over and forgets it. The caller zeroes it after use. */
  take(): Buffer {
    const line = Buffer.from(this.#typed.subarray(0, this.#length))
    this.#typed.fill(0)
    this.#length = 0
    return line
  }

  /** One character may be several bytes: those after its first are 10xxxxxx in UTF-8. */
  #eraseCharacter(): void {
    if (this.#length === 0) return
    this.#length--
    while (this.#length > 0 && ((this.#typed[this.#length] ?? 0) & 0xc0) === 0x80) this.#length--
  }
}
