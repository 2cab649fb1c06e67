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

export class Figures {
  readonly #figures: Figure[] = []

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
    const results = { ...run, results: this.#figures }
    writeFileSync(file, `${JSON.stringify(results, null, 2)}\n`)
    console.log(`Written to ${file}`)
  }
}

function machine() {
  const processors = cpus()
  return {
    processor: processors[0]?.model ?? 'unknown processor',
    cores: processors.length,
    memoryGb: Math.round(totalmem() / 1e9),
  }
}
