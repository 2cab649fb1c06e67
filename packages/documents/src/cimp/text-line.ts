/** One line of the text and its fields, with where they stand. */
import type { CimpPlace } from './cimp-finding.ts'

export interface LineField extends CimpPlace {
  readonly text: string
}

export interface TextLine {
  readonly text: string
  readonly line: number
  /** What stands between slants, the first field first. */
  readonly fields: readonly LineField[]
  readonly start: LineField
}

/** The lines that hold something; CR, LF and CRLF end one, blanks at its end do not count. */
export function linesOf(text: string): TextLine[] {
  return text.split(/\r\n|\r|\n/).flatMap((raw, index) => {
    const shown = raw.trimEnd()
    return shown === '' ? [] : [toLine(shown, index + 1)]
  })
}

function toLine(text: string, line: number): TextLine {
  let column = 1
  const fields = text.split('/').map((field) => {
    const place = { text: field, line, column }
    column += field.length + 1
    return place
  })
  return { text, line, fields, start: { text: fields[0]?.text ?? '', line, column: 1 } }
}
