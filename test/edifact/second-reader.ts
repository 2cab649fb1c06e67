/** An independent reader of syntax versions 1 to 3: the parser of the registry's `edifact`, which knows no repetition. */
import { Parser } from 'edifact'

export interface SecondReading {
  readonly tag: string
  /** Elements, each a list of components. */
  readonly elements: readonly (readonly string[])[]
}

/** @throws {Error} It cannot read this. */
export function readSecond(text: string): SecondReading[] {
  const segments: { tag: string; elements: string[][] }[] = []
  const parser = new Parser()
  // Wide enough for every repertoire: which characters are allowed is not its part here.
  parser.encoding('UNOY')
  parser.onopensegment = (tag) => segments.push({ tag, elements: [] })
  parser.onelement = () => segments.at(-1)?.elements.push([])
  parser.oncomponent = (value) => segments.at(-1)?.elements.at(-1)?.push(value)
  parser.onclosesegment = () => {}
  parser.write(text)
  parser.end()
  return segments
}
