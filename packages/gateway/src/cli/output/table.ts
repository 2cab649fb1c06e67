import { cut, displayWidth, padEnd, printable } from './display-width.ts'
import type { Paint } from './paint.ts'

export interface Column<Row> {
  readonly title: string
  readonly value: (row: Row) => string
  /** Numbers line up at their end. */
  readonly align?: 'end'
  /** May be cut when the terminal is too narrow. */
  readonly shrinks?: boolean
  readonly paint?: (text: string, row: Row, paint: Paint) => string
}

const GAP = '  '
const NARROWEST = 8

/**
 * Lines of a table with aligned columns: the titles, then a line a row. Cells are made printable here; a
 * column with nothing in any row is left out.
 *
 * @param widthMax Columns of the terminal; null writes everything, as for a file.
 */
export function tableLines<Row>(
  allColumns: readonly Column<Row>[],
  rows: readonly Row[],
  options: { readonly widthMax: number | null; readonly paint: Paint },
): string[] {
  const columns = allColumns.filter((column) => rows.some((row) => column.value(row) !== ''))
  const cells = rows.map((row) => columns.map((column) => printable(column.value(row))))
  const widths = columns.map((column, at) =>
    Math.max(displayWidth(column.title), ...cells.map((line) => displayWidth(line[at] ?? ''))),
  )
  if (options.widthMax !== null) shrink(columns, widths, options.widthMax)
  const layout = (texts: readonly string[], finish: (text: string, at: number) => string) =>
    texts
      .map((text, at) => {
        const width = widths[at] ?? 0
        const short = cut(text, width)
        const blanks = ' '.repeat(width - displayWidth(short))
        if (columns[at]?.align === 'end') return blanks + finish(short, at)
        return finish(short, at) + (at === texts.length - 1 ? '' : blanks)
      })
      .join(GAP)
      .trimEnd()
  const head = layout(
    columns.map((column) => column.title),
    (text) => options.paint.dim(text),
  )
  const body = rows.map((row, line) =>
    layout(cells[line] ?? [], (text, at) => columns[at]?.paint?.(text, row, options.paint) ?? text),
  )
  return [head, ...body]
}

/** Takes from the widest of the columns that may be cut, until the line fits. */
function shrink(columns: readonly Column<never>[], widths: number[], widthMax: number): void {
  let excess = widths.reduce((sum, width) => sum + width, 0) + GAP.length * (widths.length - 1) - widthMax
  while (excess > 0) {
    const widest = widths
      .map((width, at) => ({ width, at }))
      .filter(({ width, at }) => columns[at]?.shrinks === true && width > NARROWEST)
      .sort((a, b) => b.width - a.width)[0]
    if (widest === undefined) return
    widths[widest.at] = widest.width - 1
    excess--
  }
}

/** A name and its value a line, the values aligned. */
export function pairLines(pairs: readonly (readonly [string, string | null])[], paint: Paint): string[] {
  const shown = pairs.filter((pair): pair is readonly [string, string] => pair[1] !== null)
  const width = Math.max(0, ...shown.map(([name]) => displayWidth(name)))
  return shown.map(([name, value]) => `${paint.dim(padEnd(name, width))}${GAP}${printable(value)}`)
}
