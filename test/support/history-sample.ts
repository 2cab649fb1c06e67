/** What a history can be made to be by somebody who has the file: each change, to be found by the verifier. */
import { sealRecord } from '../../packages/gateway/src/domain/history-record.ts'

export interface ExportedLine {
  readonly hash: string
  readonly text: string
}

/** The lines of an export, without their line feeds. */
export function linesOf(bytes: Uint8Array): string[] {
  return Buffer.from(bytes).toString('utf8').split('\n').slice(0, -1)
}

export function fileOf(lines: readonly string[]): Buffer {
  return Buffer.from(lines.map((line) => `${line}\n`).join(''))
}

export function parseLine(line: string | undefined): ExportedLine {
  return JSON.parse(line ?? '') as ExportedLine
}

/** A small random number generator with a seed (mulberry32), so that a run can be repeated. */
export function seeded(seed: number): (below: number) => number {
  let state = seed
  return (below) => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below
  }
}

/**
 * Edits a record and seals it and all that follow anew, so that every hash fits: what a forger does who
 * understands the chain but has no key.
 */
export function resealFrom(records: readonly ExportedLine[], index: number): ExportedLine[] {
  const forged = records.slice(0, index)
  let prev = forged.at(-1)?.hash ?? '0'.repeat(64)
  for (const [offset, { text }] of records.slice(index).entries()) {
    const { seq, at, prev: _, ...entry } = JSON.parse(text)
    const edited = offset === 0 ? { ...entry, requester: 'nobody' } : entry
    const sealed = sealRecord(edited, seq, prev, new Date(at))
    forged.push(sealed)
    prev = sealed.hash
  }
  return forged
}
