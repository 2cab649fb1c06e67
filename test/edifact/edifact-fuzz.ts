/**
 * One input of the EDIFACT fuzz by its number, and everything that must hold of it: reading never throws, pieces of
 * any size read as the whole does, what was read stands in the bytes where it says, and what can be written strictly
 * reads without a fault.
 */
import { isDeepStrictEqual } from 'node:util'
import {
  composeInterchange,
  type InterchangePart,
  InterchangeReader,
  type ReadInterchange,
  type ReadLimits,
  type ReadSegment,
  readInterchange,
  type SyntaxFinding,
} from '@congky/documents'
import { Random } from '../support/random.ts'
import { randomBytes, spoil } from './edifact-faults.ts'
import { interchangeBytes, segmentsOf } from './interchange-bytes.ts'
import { randomInterchange } from './random-interchange.ts'

/** Of one rule so many findings are listed; no rule may make a list endless. */
const LISTED_MAX = 100
const FINDINGS_MAX = 5_000

/** So narrow that many inputs exceed them. */
const NARROW = {
  segmentBytesMax: 80,
  elementsMax: 4,
  repetitionsMax: 2,
  componentsMax: 3,
  messageSegmentsMax: 5,
} satisfies Partial<ReadLimits>

/** The bytes of one input; the same number gives the same. */
export function fuzzInput(seed: number): Buffer {
  return inputOf(new Random(seed))
}

/**
 * @returns Bytes of the input.
 * @throws {Error} Something does not hold.
 */
export function fuzzEdifact(seed: number): number {
  const random = new Random(seed)
  const bytes = inputOf(random)
  const limits = random.chance(0.2) ? NARROW : {}
  const { interchange, findings } = readInterchange(bytes, limits)
  checkFindings(findings, bytes)
  if (interchange !== null) {
    checkPlaces(segmentsOf(interchange), bytes)
    checkWriting(interchange, bytes, findings.length === 0)
  }
  checkPieces(bytes, limits, random)
  return bytes.length
}

function inputOf(random: Random): Buffer {
  if (random.chance(0.1)) return randomBytes(random)
  const valid = interchangeBytes(randomInterchange(random), random.pick(['', '', '\r\n', '\n']))
  return random.chance(0.9) ? spoil(valid, random) : valid
}

function checkFindings(findings: readonly SyntaxFinding[], bytes: Buffer): void {
  expect(findings.length <= FINDINGS_MAX, 'a list of findings that has an end', findings.length)
  for (const { place, vi, en } of findings) {
    const offset = place?.offset ?? 0
    expect(offset >= 0 && offset <= bytes.length, 'findings inside the bytes', place)
    expect(!/[{}]/.test(vi.replace(/“.*”/gs, '') + en.replace(/“.*”/gs, '')), 'words without gaps', en)
  }
}

function checkPlaces(segments: readonly ReadSegment[], bytes: Buffer): void {
  let [end, number] = [0, 0]
  // Groups stand before messages in the data, whatever their order was.
  for (const segment of segments.toSorted((a, b) => a.start - b.start)) {
    expect(segment.start >= end && segment.end > segment.start, 'segments one behind another', segment)
    expect(segment.number > number && segment.end <= bytes.length, 'segments in order', segment)
    ;({ end, number } = segment)
  }
}

/** @param isFaultless Nothing was found, so that strict writing changes nothing. */
function checkWriting(interchange: ReadInterchange, bytes: Buffer, isFaultless: boolean): void {
  const written = composeInterchange(interchange)
  if (written.bytes === null) {
    expect(written.findings.length > 0, 'a reason why it cannot be written', written)
    expect(!isFaultless, 'what has no fault can be written', written.findings)
    return
  }
  expect(
    !isFaultless || bytes.equals(written.bytes),
    'what has no fault is written as it was',
    bytes.toString('latin1'),
  )
  const again = readInterchange(written.bytes)
  const faults = again.findings.filter(({ severity }) => severity !== 'notice')
  expect(faults.length === 0 && again.interchange !== null, 'what was written strictly has no fault', faults)
  if (again.interchange === null) return
  const same = composeInterchange(again.interchange)
  expect(isDeepStrictEqual(same, written), 'what was read of it is written the same', same)
}

function checkPieces(bytes: Buffer, limits: Partial<ReadLimits>, random: Random): void {
  const whole = partsOf([bytes], limits)
  const inPieces = partsOf(cut(bytes, random), limits)
  const at = whole.findIndex((part, index) => !isDeepStrictEqual(part, inPieces[index]))
  expect(at < 0 && whole.length === inPieces.length, 'pieces read as the whole', [whole[at], inPieces[at]])
}

/**
 * Findings come in the order of their places; of those at one place, in any. Where a rule has more than are listed,
 * which ones are listed depends on the pieces, their number does not.
 */
function partsOf(pieces: readonly Buffer[], limits: Partial<ReadLimits>): readonly (InterchangePart | string)[] {
  const reader = new InterchangeReader(limits)
  const parts = [...pieces.flatMap((piece) => reader.push(piece)), ...reader.end()]
  const { findings } = reader
  const isWhole = (rule: string) => findings.filter((finding) => finding.rule === rule).length < LISTED_MAX
  const rules = new Set(findings.map(({ rule }) => rule).filter(isWhole))
  const listed = findings.filter(({ rule }) => rules.has(rule))
  return [...parts, ...listed.map((finding) => JSON.stringify(finding)).sort()]
}

/** Pieces of a byte each at times, else a few that end anywhere. */
function cut(bytes: Buffer, random: Random): Buffer[] {
  if (bytes.length < 2_000 && random.chance(0.2)) return [...bytes].map((byte) => Buffer.of(byte))
  const ends = random.several(12, () => random.below(bytes.length + 1)).sort((a, b) => a - b)
  return [...ends, bytes.length].map((end, index) => bytes.subarray(ends[index - 1] ?? 0, end))
}

function expect(holds: boolean, what: string, found: unknown): void {
  if (!holds) throw new Error(`${what}: ${JSON.stringify(found, null, 1)?.slice(0, 4_000)}`)
}
