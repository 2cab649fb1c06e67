/**
 * Comma-separated values (RFC 4180) as Excel writes them: with a byte order mark, and with semicolons where
 * the system's language uses the comma in numbers, as Vietnamese does.
 */
export interface CsvRow {
  /** Line of the file where the row begins, counted from 1. */
  readonly line: number
  readonly cells: readonly string[]
}

/** Rows that are not blank; cells trimmed. */
export function parseCsv(text: string): CsvRow[] {
  const content = text.replace(/^\ufeff/, '')
  const separator = chooseSeparator(content)
  const rows: CsvRow[] = []
  let cells: string[] = []
  let cell = ''
  let isQuoted = false
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
    if (isQuoted) {
      if (letter !== '"') cell += letter
      else if (content[at + 1] === '"') cell += content[++at]
      else isQuoted = false
    } else if (letter === '"' && cell.trim() === '') {
      cell = ''
      isQuoted = true
    } else if (letter === separator) endCell()
    else if (letter === '\n') endRow()
    else if (letter !== '\r') cell += letter
  }
  endRow()
  return rows
}

/** The one that stands most often in the first line. */
function chooseSeparator(content: string): string {
  const first = content.split('\n', 1)[0] ?? ''
  const count = (separator: string) => first.split(separator).length
  return [';', '\t'].reduce((best, next) => (count(next) > count(best) ? next : best), ',')
}

/**
 * One row for a spreadsheet. A cell that begins like a formula gets an apostrophe before it: Excel would
 * run it (CSV injection), and what stands there may come from outside.
 */
export function csvLine(cells: readonly string[]): string {
  const quote = (cell: string) => {
    const safe = /^[=+\-@\t\r]/.test(cell) ? `'${cell}` : cell
    return /[",;\n\r]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
  }
  return cells.map(quote).join(',')
}

/** Tells Excel that the file is UTF-8. */
export const CSV_START = '\ufeff'
