/** What a run of the benchmark found, as a table for people and a file for programs. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { cpus, totalmem } from 'node:os'
import { dirname } from 'node:path'
import { RESULTS_FILE, ROUNDS, SEED } from './options.ts'

interface Figure {
  readonly id: string
  readonly what: string
  readonly value: number
  readonly unit: string
  /** Such as `≥ 0.9`; empty for what only tells about the machine. */
  readonly bar: string
  readonly met: boolean
}

/** How one thing spreads over many requests, and which part of their whole it is. */
export interface Spread {
  readonly medianMs: number
  readonly p99Ms: number
  /** From 0 to 1. */
  readonly share: number
}

/** Spreads under a heading, by the name of their row and of their column. */
interface SpreadTable {
  readonly title: string
  readonly rows: Readonly<Record<string, Readonly<Record<string, Spread>>>>
}

export class Figures {
  readonly #figures: Figure[] = []
  readonly #tables: SpreadTable[] = []

  add(
    id: string,
    what: string,
    value: number,
    unit: string,
    bar: number,
    direction: 'at least' | 'at most' = 'at least',
  ): void {
    const met = direction === 'at least' ? value >= bar : value <= bar
    this.#figures.push({ id, what, value, unit, bar: `${direction === 'at least' ? '≥' : '≤'} ${bar}`, met })
  }

  /** A figure that another machine would not repeat, and that has no bar therefore. */
  tell(id: string, what: string, value: number, unit: string): void {
    this.#figures.push({ id, what, value, unit, bar: '', met: true })
  }

  /** What is told in a table of its own: a figure each would hide what belongs together. */
  spreads(title: string, rows: SpreadTable['rows']): void {
    this.#tables.push({ title, rows })
  }

  progress(text: string): void {
    if (process.stderr.isTTY) process.stderr.write(`\r\u001b[K${text}…`)
  }

  report(): void {
    if (process.stderr.isTTY) process.stderr.write('\r\u001b[K')
    const width = Math.max(...this.#figures.map(({ what }) => what.length))
    const { processor, cores, memoryGb } = machine()
    console.log(`${processor}, ${cores} cores, ${memoryGb} GB, Node ${process.version}, ${ROUNDS} rounds, seed ${SEED}`)
    for (const { id, what, value, unit, bar, met } of this.#figures) {
      const verdict = bar === '' ? '' : met ? '✓' : '–'
      console.log(
        `${id}  ${what.padEnd(width)}  ${value.toFixed(2).padStart(7)} ${unit.padEnd(4)}  ${bar.padEnd(7)} ${verdict}`,
      )
    }
    for (const table of this.#tables) printTable(table)
    this.#write(RESULTS_FILE)
  }

  #write(file: string): void {
    mkdirSync(dirname(file), { recursive: true })
    const { node, openssl, v8 } = process.versions
    const run = {
      at: new Date().toISOString(),
      machine: machine(),
      versions: { node, openssl, v8 },
      rounds: ROUNDS,
      seed: SEED,
    }
    const results = { ...run, results: this.#figures, tables: this.#tables }
    writeFileSync(file, `${JSON.stringify(results, null, 2)}\n`)
    console.log(`Written to ${file}`)
  }
}

function printTable({ title, rows }: SpreadTable): void {
  const names = Object.keys(rows)
  const width = Math.max(title.length, ...names.map((name) => name.length))
  const columns = Object.keys(Object.values(rows)[0] ?? {})
  const head = columns.map((column) => `${column}: median`.padStart(COLUMN) + 'p99'.padStart(9) + 'share'.padStart(8))
  console.log(`\n${title.padEnd(width)}${head.join('')}`)
  for (const name of names) {
    const cells = columns.map((column) => cellOf(rows[name]?.[column]))
    console.log(`${name.padEnd(width)}${cells.join('')}`)
  }
  console.log('')
}

/** Wide enough for the name of a column before `median`. */
const COLUMN = 24

function cellOf(spread: Spread | undefined): string {
  if (spread === undefined) return ' '.repeat(COLUMN + 17)
  const { medianMs, p99Ms, share } = spread
  return (
    `${medianMs.toFixed(2)} ms`.padStart(COLUMN) +
    p99Ms.toFixed(2).padStart(9) +
    `${(share * 100).toFixed(1)} %`.padStart(8)
  )
}

function machine() {
  const processors = cpus()
  return {
    processor: processors[0]?.model ?? 'unknown processor',
    cores: processors.length,
    memoryGb: Math.round(totalmem() / 1e9),
  }
}
