/**
 * What a printed page leaves in data that was copied from it: the running head and the notes of a word processor, as
 * they stand inside the example of the draft regulation QCVN:2008/BCT, annex 4, step 4
 * (`FTX+AFM+1++2 Formatted: English (U.S.) QCVN : 2008/BCT 42 32352'`).
 */
import type { ByteText } from './value-reader.ts'

const HEAD = 'QCVN : 2008/BCT'
const NOTE = 'Formatted:'
/** Notes stand at most so far before the head. */
const NOTES_LENGTH_MAX = 400

/** A quick look: most texts have nothing of it. */
export function mayHavePrint(text: string): boolean {
  return text.includes(HEAD)
}

export interface Cut {
  readonly start: number
  readonly end: number
}

/** The parts of a segment that are no data, blanks and line breaks around them included. */
export function printedParts(segment: string): readonly Cut[] {
  const cuts: Cut[] = []
  for (let at = segment.indexOf(HEAD); at >= 0; at = segment.indexOf(HEAD, at + HEAD.length)) {
    const before = cuts.at(-1)?.end ?? 0
    const rest = /^\s{0,9}\d{0,3}\s{0,99}/.exec(segment.slice(at + HEAD.length, at + HEAD.length + 120))
    cuts.push({ start: Math.max(before, startOfNotes(segment, at)), end: at + HEAD.length + (rest?.[0].length ?? 0) })
  }
  return cuts
}

function startOfNotes(segment: string, head: number): number {
  const before = segment.slice(Math.max(0, head - NOTES_LENGTH_MAX), head)
  const value = before.slice(Math.max(before.lastIndexOf('+'), before.lastIndexOf("'")) + 1)
  const note = value.indexOf(NOTE)
  const lead = note < 0 ? value : value.slice(0, note)
  return head - value.length + lead.trimEnd().length
}

/** A segment without those parts. */
export function withoutParts({ bytes, text }: ByteText, start: number, end: number, cuts: readonly Cut[]): ByteText {
  const kept = new Uint8Array(end - start)
  let length = 0
  let keptText = ''
  let from = start
  for (const cut of [...cuts, { start: end - start, end: end - start }]) {
    kept.set(bytes.subarray(from, start + cut.start), length)
    keptText += text.slice(from, start + cut.start)
    length += start + cut.start - from
    from = start + cut.end
  }
  return { bytes: kept.subarray(0, length), text: keptText }
}
