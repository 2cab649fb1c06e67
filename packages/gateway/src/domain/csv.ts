/**
 * Comma-separated values (RFC 4180) as Excel writes them: with a byte order mark, and with semicolons where
 * the system's language uses the comma in numbers, as Vietnamese does.
 */
import { CongkyError } from '@congky/shared'

export interface CsvRow {
  /** Line of the file where the row begins, counted from 1. */
  readonly line: number
  readonly cells: readonly string[]
}

export interface Csv {
  /** Rows that are not blank; cells trimmed. */
  readonly rows: readonly CsvRow[]
  /** Line of a quotation mark that is never closed, so that all behind it became one cell; else null. */
  readonly openQuoteLine: number | null
}

/**
 * The text of a file: UTF-8, or UTF-16 with its byte order mark, which is Excel's “Unicode Text”. Older code
 * pages cannot be told from each other, and guessing would spoil names without anyone seeing it.
 *
 * @throws {CongkyError} ERR_LIST_ENCODING
 */
export function decodeCsv(bytes: Uint8Array): string {
  const [first, second] = bytes
  const encoding =
    first === 0xff && second === 0xfe ? 'utf-16le' : first === 0xfe && second === 0xff ? 'utf-16be' : 'utf-8'
  try {
    const text = new TextDecoder(encoding, { fatal: true }).decode(bytes)
    if (!text.includes('\0')) return text
  } catch (cause) {
    throw new CongkyError('ERR_LIST_ENCODING', {}, { cause })
  }
  throw new CongkyError('ERR_LIST_ENCODING')
}

export function parseCsv(text: string): Csv {
  const content = text.replace(/^\ufeff/, '')
  const separator = chooseSeparator(content)
  const rows: CsvRow[] = []
  let cells: string[] = []
  let cell = ''
  let quoteLine: number | null = null
  let line = 1
  let startLine = 1
  const endCell = () => {
    cells.push(cell.trim())
    cell = ''
  }
  const endRow = () => {
    endCell()
    if (cells.some((value) => value !== '')) rows.push({ line: startLine, cells })
    cells = []
    startLine = line
  }
  for (let at = 0; at < content.length; at++) {
    const letter = content[at]
    if (letter === '\n') line++
    if (quoteLine !== null) {
      if (letter !== '"') cell += letter
      else if (content[at + 1] === '"') cell += content[++at]
      else quoteLine = null
    } else if (letter === '"' && cell.trim() === '') {
      cell = ''
      quoteLine = line
    } else if (letter === separator) endCell()
    else if (letter === '\n') endRow()
    else if (letter !== '\r') cell += letter
  }
  endRow()
  return { rows, openQuoteLine: quoteLine }
}

/** The one that stands most often in the first line. */
function chooseSeparator(content: string): string {
  const first = content.split('\n', 1)[0] ?? ''
  const count = (separator: string) => first.split(separator).length
  return [';', '\t'].reduce((best, next) => (count(next) > count(best) ? next : best), ',')
}

/**
 * One row for a spreadsheet. A cell that begins like a formula gets an apostrophe before it: Excel would
 * run it (CSV injection), and what stands there may come from outside. One that begins with apostrophes
 * before such a sign gets one more, so that `unescapeCell` finds the same text again.
 */
export function csvLine(cells: readonly string[]): string {
  const quote = (cell: string) => {
    const safe = /^'*[=+\-@\t\r]/.test(cell) ? `'${cell}` : cell
    return /[",;\n\r]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
  }
  return cells.map(quote).join(',')
}

/** The text of a cell that `csvLine` may have disarmed. */
export function unescapeCell(cell: string): string {
  return /^'+[=+\-@\t\r]/.test(cell) ? cell.slice(1) : cell
}

/** Tells Excel that the file is UTF-8. */
export const CSV_START = '\ufeff'
