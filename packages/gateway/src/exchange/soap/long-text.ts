/**
 * The message inside a SOAP message is one run of megabytes of base64, which a parser of XML walks through letter by
 * letter for a second. No letter of such a run can begin or end anything in XML, so the run is exchanged for a mark
 * before parsing and put back into the text in which the mark is found.
 */
import { randomUUID } from 'node:crypto'

/** Where a run of letters of base64 and blanks begins, right behind a tag. */
const BEGINNING = />[A-Za-z0-9+/= \t\r\n]{4096}/
const OTHER_LETTER = /[^A-Za-z0-9+/= \t\r\n]/

export interface Shortened {
  readonly xml: string
  /** Puts the run back into text that came out of the parser. */
  readonly restore: (text: string) => string
}

export function shortenLongRun(xml: string): Shortened {
  const from = xml.search(BEGINNING) + 1
  const letters = from === 0 ? '' : xml.slice(from, xml.indexOf('<', from))
  if (letters === '' || OTHER_LETTER.test(letters)) return { xml, restore: (text) => text }
  const mark = randomUUID()
  // A parser reads every end of a line as \n (XML 1.0, 2.11).
  const read = letters.replace(/\r\n?/g, '\n')
  return {
    xml: xml.slice(0, from) + mark + xml.slice(from + letters.length),
    restore: (text) => (text.includes(mark) ? text.replace(mark, read) : text),
  }
}
