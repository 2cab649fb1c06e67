/** Figures and tables in columns. */
import type { Figure, Spread, SpreadTable, Told } from './figures.ts'

/** No line is wider than a terminal of 120 columns. */
const WHAT_MAX = 80
/** Wide enough for the name of a column before `median`. */
const COLUMN = 24

export function printFigures(figures: readonly (Figure | Told)[]): void {
  const width = Math.min(WHAT_MAX, Math.max(...figures.map(({ what }) => what.length)))
  for (const figure of figures) {
    const { id, what, value, unit } = figure
    const verdict = 'bar' in figure ? `${figure.bar.padEnd(7)} ${figure.met ? '✓' : '✗'}` : ''
    const number = Math.abs(value) >= 1_000 ? value.toFixed(0) : value.toFixed(2)
    console.log(
      `  ${id.padEnd(2)}  ${what.padEnd(width)}  ${number.padStart(7)} ${unit.padEnd(4)}  ${verdict}`.trimEnd(),
    )
  }
}

export function printSpreads({ title, rows }: SpreadTable): void {
  const names = Object.keys(rows)
  const width = Math.max(title.length, ...names.map((name) => name.length))
  const columns = Object.keys(Object.values(rows)[0] ?? {})
  const head = columns.map((column) => `${column}: median`.padStart(COLUMN) + 'p99'.padStart(9) + 'share'.padStart(8))
  console.log(`\n  ${title.padEnd(width)}${head.join('')}`)
  for (const name of names) {
    const cells = columns.map((column) => cellOf(rows[name]?.[column]))
    console.log(`  ${name.padEnd(width)}${cells.join('')}`)
  }
}

function cellOf(spread: Spread | undefined): string {
  if (spread === undefined) return ' '.repeat(COLUMN + 17)
  const { medianMs, p99Ms, share } = spread
  return (
    `${medianMs.toFixed(2)} ms`.padStart(COLUMN) +
    p99Ms.toFixed(2).padStart(9) +
    `${(share * 100).toFixed(1)} %`.padStart(8)
  )
}
