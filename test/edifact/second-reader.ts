/** An independent reader of syntax versions 1 to 3: the parser of the registry's `edifact`, which knows no repetition. */
import { Parser } from 'edifact'

export interface SecondReading {
  readonly tag: string
  /** Elements, each a list of components. */
  readonly elements: readonly (readonly string[])[]
}

/** Reads piece by piece, as it hands out segments: each is built as it comes, and let go of. */
export class SecondReader {
  readonly #parser = new Parser()
  #segments: { tag: string; elements: string[][] }[] = []

  constructor() {
    // Wide enough for every repertoire: which characters are allowed is not its part here.
    this.#parser.encoding('UNOY')
    this.#parser.onopensegment = (tag) => this.#segments.push({ tag, elements: [] })
    this.#parser.onelement = () => this.#segments.at(-1)?.elements.push([])
    this.#parser.oncomponent = (value) => this.#segments.at(-1)?.elements.at(-1)?.push(value)
    this.#parser.onclosesegment = () => {}
  }

  /** @returns Segments that another one follows. @throws {Error} It cannot read this. */
  push(text: string): SecondReading[] {
    this.#parser.write(text)
    return this.#segments.splice(0, this.#segments.length - 1)
  }

  /** @returns What is left. @throws {Error} The text ends within a segment. */
  end(): SecondReading[] {
    this.#parser.end()
    return this.#segments.splice(0)
  }
}

/** @throws {Error} It cannot read this. */
export function readSecond(text: string): SecondReading[] {
  const reader = new SecondReader()
  return [...reader.push(text), ...reader.end()]
}
