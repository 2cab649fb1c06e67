/**
 * How fast interchanges are read and written, and in how much memory. The yardstick is the registry's `edifact` parser on
 * an interchange that both read in the same pieces, each building the same segments: it gets text, ours bytes, which it
 * decodes and checks as well. Both let go of the segments of a piece, and garbage is collected before each run: with
 * 84,000 segments kept, what was measured was mostly V8 moving them, those of the run before among them. Writing is of an
 * interchange that is kept, so its yardstick keeps one.
 */
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { InterchangeReader, readInterchange, Tokenizer, writeInterchange } from '@congky/documents'
import { longInterchange, segmentCount } from '../test/edifact/long-interchange.ts'
import { readSecond, SecondReader } from '../test/edifact/second-reader.ts'
import { bytesInUse } from '../test/support/collect-garbage.ts'
import type { Figures } from './figures.ts'
import { ROUNDS } from './options.ts'
import { median } from './statistics.ts'

/** Certificates of 50 goods, as they come; about 5 MB. */
const [MESSAGES, GOODS] = [230, 50]
/** A reader that has read the first of them has all the code and the young generation that it ever needs. */
const STREAMED_MB = [5, 50] as const
/** How often in a row each reads: one pass takes less than a tenth of a second. */
const PASSES = 3

export async function measureEdifact(figures: Figures): Promise<void> {
  const pieces = [...longInterchange(MESSAGES, GOODS)]
  const bytes = Buffer.concat(pieces)
  const text = bytes.toString('latin1')
  const texts = pieces.map((piece) => piece.toString('latin1'))
  const runs = {
    theirs: () => readTheirs(texts),
    theirsKept: () => readSecond(text).length,
    tokens: () => tokenize(pieces),
    reading: () => readInPieces(pieces),
    writing: () => write(bytes),
  }
  const speeds = new Map<string, number[]>(Object.keys(runs).map((name) => [name, []]))
  // One round more, whose figures are those of code not yet compiled.
  for (let round = 0; round <= ROUNDS; round++) {
    figures.progress(`E1 reading, round ${round} of ${ROUNDS}`)
    for (const [name, run] of Object.entries(runs)) {
      const speed = megabytesPerSecond(bytes.length, run)
      if (round > 0) speeds.get(name)?.push(speed)
    }
  }
  const of = (name: keyof typeof runs) => speeds.get(name) ?? []
  const ratios = (name: keyof typeof runs, yardstick: keyof typeof runs = 'theirs') =>
    of(name).map((speed, round) => speed / (of(yardstick)[round] ?? Number.NaN))
  figures.add('E1', 'segments of an interchange, MB/s ÷ registry’s edifact parser', median(ratios('tokens')), '×', 1)
  figures.add('E1', 'the same read in messages, counts and references checked', median(ratios('reading')), '×', 1)
  figures.tell('E1', 'the three in MB/s: edifact', median(of('theirs')), 'MB/s')
  figures.tell('E1', '  our segments', median(of('tokens')), 'MB/s')
  figures.tell('E1', '  our messages', median(of('reading')), 'MB/s')
  figures.add(
    'E2',
    'written strictly and read back, MB/s ÷ edifact parser',
    median(ratios('writing', 'theirsKept')),
    '×',
    0.25,
  )
  await measureMemory(figures)
}

function megabytesPerSecond(size: number, run: () => number): number {
  bytesInUse()
  const startedMs = performance.now()
  for (let pass = 1; pass <= PASSES; pass++)
    if (run() !== segmentCount(MESSAGES, GOODS)) throw new Error('not every segment was read')
  return (size * PASSES) / (performance.now() - startedMs) / 1_000
}

function readTheirs(texts: readonly string[]): number {
  const reader = new SecondReader()
  let count = 0
  for (const text of texts) count += reader.push(text).length
  return count + reader.end().length
}

function tokenize(pieces: readonly Buffer[]): number {
  const tokenizer = new Tokenizer()
  let count = 0
  for (const piece of pieces) count += tokenizer.push(piece).length
  return count + tokenizer.end().segments.length
}

function readInPieces(pieces: readonly Buffer[]): number {
  const reader = new InterchangeReader()
  let count = 0
  for (const piece of pieces) count += segmentsOf(reader.push(piece))
  count += segmentsOf(reader.end())
  if (reader.findings.length > 0) throw new Error('the interchange has a fault')
  return count
}

function segmentsOf(parts: ReturnType<InterchangeReader['push']>): number {
  return parts.reduce((sum, part) => sum + (part.kind === 'message' ? part.message.body.length + 2 : 1), 0)
}

let read: ReturnType<typeof readInterchange>['interchange'] = null

/** Of what was read once. */
function write(bytes: Buffer): number {
  read ??= readInterchange(bytes).interchange
  if (read === null || !bytes.equals(writeInterchange(read))) throw new Error('it was written otherwise')
  return segmentCount(MESSAGES, GOODS)
}

/** Peak memory of processes that read in pieces; what grows with the interchange is told from what a reader takes at all. */
async function measureMemory(figures: Figures): Promise<void> {
  const [first, all] = STREAMED_MB
  const idle = await peakBytes('make', first)
  const [warm, done] = [await peakBytes('read', first), await peakBytes('read', all)]
  const growth = (done - warm) / ((all - first) * 1e6)
  figures.add(
    'E3',
    `memory that reading ${all} MB in pieces takes more than ${first} MB ÷ the size`,
    growth,
    '×',
    0.1,
    'at most',
  )
  figures.tell('E3', `memory of a reader, code and young generation, ${first} MB read`, (warm - idle) / 1e6, 'MB')
}

/** @param what To read, or to make the same pieces only. */
async function peakBytes(what: 'make' | 'read', megabytes: number): Promise<number> {
  const child = fork(fileURLToPath(new URL('./edifact-memory.js', import.meta.url)), [what, String(megabytes)])
  const failed = once(child, 'exit').then(([code]) => Promise.reject(new Error(`the reader ended with ${code}`)))
  const [bytes] = (await Promise.race([once(child, 'message'), failed])) as [number]
  failed.catch(() => {}) // from now on it ends by itself
  return bytes
}
