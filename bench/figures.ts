/** What a run of the benchmark found: printed for people part by part, and kept in a file for programs. */
import { machine, versions } from './machine.ts'
import { RESULTS_FILE, ROUNDS, SEED } from './options.ts'
import { printFigures, printSpreads } from './print-figures.ts'
import { keepResults } from './results-file.ts'

/** Something measured that has no bar: it tells about the machine, or explains a figure that has one. */
export interface Told {
  /** Of the benchmark, where it was measured. */
  readonly part: string
  readonly id: string
  readonly what: string
  /** NaN, which a file of JSON has as null: it could not be measured. */
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
  readonly part: string
  readonly title: string
  readonly rows: Readonly<Record<string, Readonly<Record<string, Spread>>>>
}

/** When a part was measured, and how. */
export interface PartRun {
  readonly part: string
  readonly at: string
  readonly seconds: number
  readonly rounds: number
  readonly seed: number
  /** Why it could not be measured to its end, or null. */
  readonly failure: string | null
}

export class Figures {
  readonly #figures: (Figure | Told)[] = []
  readonly #tables: SpreadTable[] = []
  readonly #runs: PartRun[] = []
  /** Why figures are not there. */
  readonly #missing: string[] = []
  #part = ''

  add(
    id: string,
    what: string,
    value: number,
    unit: string,
    bar: number,
    direction: 'at least' | 'at most' = 'at least',
  ): void {
    const met = direction === 'at least' ? value >= bar : value <= bar
    const found = { part: this.#part, id, what, value, unit }
    this.#figures.push({ ...found, bar: `${direction === 'at least' ? '≥' : '≤'} ${bar}`, met })
  }

  /** A figure that another machine would not repeat, and that has no bar therefore. */
  tell(id: string, what: string, value: number, unit: string): void {
    this.#figures.push({ part: this.#part, id, what, value, unit })
  }

  /** A bar that was not measured, and why: it is not met, and in the file all the same. */
  miss(id: string, what: string, bar: number, direction: 'at least' | 'at most', why: string): void {
    this.add(id, what, Number.NaN, '', bar, direction)
    this.#missing.push(`${id} ${what}: ${why}`)
  }

  /** What is told in a table of its own: a figure each would hide what belongs together. */
  spreads(title: string, rows: SpreadTable['rows']): void {
    this.#tables.push({ part: this.#part, title, rows })
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
    this.#part = part
    let failure: string | null = null
    try {
      await run(this)
    } catch (error) {
      failure = error instanceof Error ? error.message : String(error)
    }
    const seconds = Math.round((performance.now() - startedMs) / 1_000)
    this.#runs.push({ part, at: new Date().toISOString(), seconds, rounds: ROUNDS, seed: SEED, failure })
    if (process.stderr.isTTY) process.stderr.write('\r\u001b[K')
    console.log(`\n${part}, ${seconds} s`)
    printFigures(this.#figures.slice(figures))
    for (const table of this.#tables.slice(tables)) printSpreads(table)
    if (failure !== null) console.log(`  failed: ${failure}`)
  }

  /** Says which bars were missed, and writes everything down. @returns Whether every part was measured. */
  end(): boolean {
    const bars = this.#figures.filter((figure) => 'bar' in figure)
    const missed = bars.filter(({ met }) => !met)
    console.log(`\n${bars.length - missed.length} of ${bars.length} bars met.${missed.length > 0 ? ' Missed:' : ''}`)
    printFigures(missed)
    const failed = this.#runs.filter(({ failure }) => failure !== null)
    const failures = failed.map(({ part, failure }) => `the rest of ${part}: ${failure}`)
    for (const reason of [...this.#missing, ...failures]) console.log(`Not measured: ${reason}`)
    const told = this.#figures.filter((figure) => !('bar' in figure))
    keepResults(RESULTS_FILE, { runs: this.#runs, results: bars, told, tables: this.#tables })
    console.log(`Written to ${RESULTS_FILE}`)
    return failed.length === 0
  }
}
