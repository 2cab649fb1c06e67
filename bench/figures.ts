/** What a run of the benchmark found: printed for people part by part, and kept in a file for programs. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { machine, versions } from './machine.ts'
import { RESULTS_FILE, ROUNDS, SEED } from './options.ts'
import { printFigures, printSpreads } from './print-figures.ts'

/** Something measured that has no bar: it tells about the machine, or explains a figure that has one. */
export interface Told {
  readonly id: string
  readonly what: string
  readonly value: number
  readonly unit: string
}

/** Something measured, and what it has to be. */
export interface Figure extends Told {
  /** Such as `≥ 0.9`. */
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
export interface SpreadTable {
  readonly title: string
  readonly rows: Readonly<Record<string, Readonly<Record<string, Spread>>>>
}

export class Figures {
  readonly #startedMs = performance.now()
  readonly #figures: (Figure | Told)[] = []
  readonly #tables: SpreadTable[] = []
  readonly #failures: { readonly part: string; readonly message: string }[] = []

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
    this.#figures.push({ id, what, value, unit })
  }

  /** What is told in a table of its own: a figure each would hide what belongs together. */
  spreads(title: string, rows: SpreadTable['rows']): void {
    this.#tables.push({ title, rows })
  }

  progress(text: string): void {
    if (process.stderr.isTTY) process.stderr.write(`\r\u001b[K${text}…`)
  }

  begin(): void {
    const { processor, cores, memoryGb } = machine()
    console.log(`${processor}, ${cores} cores, ${memoryGb} GB, rounds: ${ROUNDS}, seed: ${SEED}`)
    const found = Object.entries(versions()).map(([name, version]) => `${name} ${version}`)
    console.log(found.join(', '))
  }

  /** Measures one part and prints what it found. One that fails says so; the others are measured all the same. */
  async measure(part: string, run: (figures: Figures) => Promise<void>): Promise<void> {
    const [figures, tables] = [this.#figures.length, this.#tables.length]
    const startedMs = performance.now()
    let failure = ''
    try {
      await run(this)
    } catch (error) {
      failure = error instanceof Error ? error.message : String(error)
      this.#failures.push({ part, message: failure })
    }
    if (process.stderr.isTTY) process.stderr.write('\r\u001b[K')
    console.log(`\n${part}, ${((performance.now() - startedMs) / 1_000).toFixed(0)} s`)
    printFigures(this.#figures.slice(figures))
    for (const table of this.#tables.slice(tables)) printSpreads(table)
    if (failure !== '') console.log(`    failed: ${failure}`)
  }

  /** Says which bars were missed, and writes everything down. @returns Whether every part was measured. */
  end(): boolean {
    const bars = this.#figures.filter((figure) => 'bar' in figure)
    const missed = bars.filter(({ met }) => !met)
    console.log(
      `\n${bars.length - missed.length} of ${bars.length} bars met. Missed:${missed.length === 0 ? ' none' : ''}`,
    )
    printFigures(missed)
    for (const { part, message } of this.#failures) console.log(`Not measured: ${part} (${message})`)
    this.#write(bars)
    return this.#failures.length === 0
  }

  #write(bars: readonly Figure[]): void {
    mkdirSync(dirname(RESULTS_FILE), { recursive: true })
    const run = {
      at: new Date().toISOString(),
      seconds: Math.round((performance.now() - this.#startedMs) / 1_000),
      machine: machine(),
      versions: versions(),
      rounds: ROUNDS,
      seed: SEED,
    }
    const told = this.#figures.filter((figure) => !('bar' in figure))
    const results = { ...run, results: bars, told, tables: this.#tables, failures: this.#failures }
    writeFileSync(RESULTS_FILE, `${JSON.stringify(results, null, 2)}\n`)
    console.log(`Written to ${RESULTS_FILE}`)
  }
}
