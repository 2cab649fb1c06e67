/** The results for programs: those of every part, each from the last time it was measured on this machine. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import type { Figure, PartRun, SpreadTable, Told } from './figures.ts'
import { machine, versions } from './machine.ts'

export interface Results {
  readonly runs: readonly PartRun[]
  /** An entry for each bar. */
  readonly results: readonly Figure[]
  readonly told: readonly Told[]
  readonly tables: readonly SpreadTable[]
}

/** Replaces what the file has of the parts that were measured now; what it has of other machines or versions goes. */
export function keepResults(file: string, now: Results): void {
  const origin = { machine: machine(), versions: versions() }
  const before = readSame(file, origin)
  const measured = new Set(now.runs.map(({ part }) => part))
  const merge = <T extends { readonly part: string }>(old: readonly T[], fresh: readonly T[]) => [
    ...old.filter(({ part }) => !measured.has(part)),
    ...fresh,
  ]
  const merged = {
    ...origin,
    runs: merge(before.runs, now.runs),
    results: merge(before.results, now.results),
    told: merge(before.told, now.told),
    tables: merge(before.tables, now.tables),
  }
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, `${JSON.stringify(merged, null, 2)}\n`)
}

/** What the file has, if it is of the same machine and versions. */
function readSame(file: string, origin: object): Results {
  const none = { runs: [], results: [], told: [], tables: [] }
  if (!existsSync(file)) return none
  const { runs, results, told, tables, ...found } = JSON.parse(readFileSync(file, 'utf8'))
  return JSON.stringify(found) === JSON.stringify(origin) ? { runs, results, told, tables } : none
}
