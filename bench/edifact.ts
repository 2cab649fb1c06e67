/**
 * How fast interchanges are read and written, and in how much memory. The yardstick is the registry's `edifact` parser on
 * an interchange that both read, each building the same segments: it gets the text, ours the bytes, which it decodes
 * and checks as well.
 */
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { InterchangeReader, readInterchange, Tokenizer, writeInterchange } from '@congky/documents'
import { longInterchange, segmentCount } from '../test/edifact/long-interchange.ts'
import { readSecond } from '../test/edifact/second-reader.ts'
import type { Figures } from './figures.ts'
import { ROUNDS } from './options.ts'
import { median } from './statistics.ts'

/** Certificates of 50 goods, as they come; about 5 MB. */
const [MESSAGES, GOODS] = [230, 50]
const STREAMED_MB = 50

export async function measureEdifact(figures: Figures): Promise<void> {
  const pieces = [...longInterchange(MESSAGES, GOODS)]
  const bytes = Buffer.concat(pieces)
  const text = bytes.toString('latin1')
  const runs = {
    theirs: () => readSecond(text).length,
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
  const ratios = (name: keyof typeof runs) =>
    of(name).map((speed, round) => speed / (of('theirs')[round] ?? Number.NaN))
  figures.add('E1', 'segments of an interchange, MB/s ÷ registry’s edifact parser', median(ratios('tokens')), '×', 1)
  figures.add('E1', 'the same read in messages, counts and references checked', median(ratios('reading')), '×', 1)
  figures.tell('E1', 'the three in MB/s: edifact', median(of('theirs')), 'MB/s')
  figures.tell('E1', '  our segments', median(of('tokens')), 'MB/s')
  figures.tell('E1', '  our messages', median(of('reading')), 'MB/s')
  figures.add('E2', 'written strictly and read back, MB/s ÷ edifact parser', median(ratios('writing')), '×', 0.25)
  figures.add('E3', `memory for ${STREAMED_MB} MB read in pieces ÷ its size`, await memoryRatio(), '×', 0.5, 'at most')
}

function megabytesPerSecond(size: number, run: () => number): number {
  const started = performance.now()
  if (run() !== segmentCount(MESSAGES, GOODS)) throw new Error('not every segment was read')
  return size / 1_000 / (performance.now() - started)
}

function tokenize(pieces: readonly Buffer[]): number {
  const tokenizer = new Tokenizer()
  const segments = [...pieces.flatMap((piece) => tokenizer.push(piece)), ...tokenizer.end().segments]
  return segments.length
}

function readInPieces(pieces: readonly Buffer[]): number {
  const reader = new InterchangeReader()
  const parts = [...pieces.flatMap((piece) => reader.push(piece)), ...reader.end()]
  if (reader.findings.length > 0) throw new Error('the interchange has a fault')
  return parts.reduce((sum, part) => sum + (part.kind === 'message' ? part.message.body.length + 2 : 1), 0)
}

let read: ReturnType<typeof readInterchange>['interchange'] = null

/** Of what was read once. */
function write(bytes: Buffer): number {
  read ??= readInterchange(bytes).interchange
  if (read === null || !bytes.equals(writeInterchange(read))) throw new Error('it was written otherwise')
  return segmentCount(MESSAGES, GOODS)
}

/** Peak memory of a process that reads it in pieces, less that of one that makes the same pieces only. */
async function memoryRatio(): Promise<number> {
  const [idle, reading] = [await peakBytes('make'), await peakBytes('read')]
  return (reading - idle) / (STREAMED_MB * 1e6)
}

async function peakBytes(what: 'make' | 'read'): Promise<number> {
  const child = fork(fileURLToPath(new URL('./edifact-memory.js', import.meta.url)), [what, String(STREAMED_MB)])
  const failed = once(child, 'exit').then(([code]) => Promise.reject(new Error(`the reader ended with ${code}`)))
  const [bytes] = (await Promise.race([once(child, 'message'), failed])) as [number]
  failed.catch(() => {}) // from now on it ends by itself
  return bytes
}
