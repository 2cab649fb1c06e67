/**
 * The long form of the EDIFACT fuzz: spoilt interchanges for an hour, each read, written back and read again in every
 * way (test/edifact/edifact-fuzz.ts says what is checked). Memory in use is looked at after each batch of inputs; it
 * must not grow. Run by `npm run test:soak -- edifact`; environment:
 *
 * | variable            | default | meaning                                       |
 * |---------------------|---------|-----------------------------------------------|
 * | CONGKY_FUZZ_SECONDS | 3600    | how long                                      |
 * | CONGKY_SEED         | by time | number of the first input; the others follow  |
 */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fuzzEdifact, fuzzInput } from '../edifact/edifact-fuzz.ts'
import { bytesInUse } from '../support/collect-garbage.ts'
import { makeFolder } from '../support/folder.ts'

const seconds = Number(process.env.CONGKY_FUZZ_SECONDS ?? 3_600)
const firstSeed = Number(process.env.CONGKY_SEED ?? Date.now() % 1_000_000_000)
const BATCH = 1_000
/** Code that was compiled and caches that were filled meanwhile are no growth. */
const WARM_UP_BATCHES = 5
/** What one window may have more than another without growing: what the engine keeps at that moment. */
const NOISE_BYTES = 3_000_000
const LINE_EVERY_MS = 15_000

const startedAt = Date.now()
const memory: number[] = []
let seed = firstSeed
let bytes = 0
let slowestMs = 0
let slowestSeed = seed
let lastLineAt = 0

function report(): void {
  const took = (Date.now() - startedAt) / 1_000
  const count = seed - firstSeed
  console.log(
    `${count} inputs, ${(bytes / 1e6).toFixed(1)} MB, ${Math.round(count / took)}/s · ${Math.round(took)} s of ${seconds} s · ` +
      `in use ${((memory.at(-1) ?? 0) / 1e6).toFixed(1)} MB · slowest ${slowestMs.toFixed(0)} ms (seed ${slowestSeed})`,
  )
}

function runBatch(): void {
  for (let left = BATCH; left > 0; left--) {
    const began = performance.now()
    bytes += fuzzEdifact(seed)
    const took = performance.now() - began
    if (took > slowestMs) [slowestMs, slowestSeed] = [took, seed]
    seed++
  }
  memory.push(bytesInUse())
}

/** @returns Bytes by which the middle of the last third is above that of the first, after warming up. */
function growth(): number {
  const settled = memory.slice(WARM_UP_BATCHES)
  const third = Math.ceil(settled.length / 3)
  return median(settled.slice(-third)) - median(settled.slice(0, third))
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0
}

try {
  while (Date.now() < startedAt + seconds * 1_000) {
    runBatch()
    if (Date.now() - lastLineAt < LINE_EVERY_MS) continue
    lastLineAt = Date.now()
    report()
  }
  report()
  const grown = growth()
  const isSteady = grown < NOISE_BYTES
  console.log(
    `${isSteady ? '✔' : '✘'} memory in use grew by ${(grown / 1e6).toFixed(2)} MB over ${memory.length} batches`,
  )
  process.exitCode = isSteady ? 0 : 1
} catch (error) {
  const file = join(makeFolder('edifact-fuzz'), `input-${seed}.edi`)
  writeFileSync(file, fuzzInput(seed))
  console.error(error instanceof Error ? error.stack : String(error))
  console.error(`Seed ${seed}; the input is left in ${file}`)
  process.exitCode = 1
}
