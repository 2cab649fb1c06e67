/**
 * Interchanges spoilt as senders, networks and attackers do it: counters, order, service characters, encodings, quotes
 * and line breaks of word processors, and bytes changed at random. Repeatable by seed.
 */
import { mutate } from '../support/mutations.ts'
import type { Random } from '../support/random.ts'

/** Pieces that change the meaning of what stands around them. */
const SPLINTERS = [
  ...["'", '+', ':', '?', '*', '??', "?'", "''", '++', '::', '?', ' ', '\r\n', '\0', '\x1a', '\ufeff', '’', '‘', '´'],
  ...["UNA:+.? '", "UNA:+.?*'", 'UNA', "UNA+++++++'", "UNB+UNOA:1'", "UNZ+1+1'", "UNH+1+ORDERS:D:04B:UN'", "UNT+2+1'"],
  ...["UIB+UNOA:4'", "UIZ'", "UNG+'", "UNE+1+'", "USH+7+1'", "UST+1+1'", "UNO+1'", "UNP+1'", 'UNS+S', 'une', 'B'],
]
const SERVICE_STRINGS = [
  "UNA:+.? '",
  "UNA:+,?*'",
  "UNA''''''",
  'UNAABCD E',
  'UNA:+.?',
  'UNA:+.? \n',
  'UNA\0\0\0\0\0\0',
  'UNA      ',
]
const SYNTAXES = [
  'UNOA:1',
  'UNOB:2',
  'UNOC:3',
  'UNOD:4',
  'UNOW:4',
  'UNOX:4',
  'UNOY:4',
  'UNOK:4',
  'KECA:1',
  'UNOA:9',
  '',
  ':',
]
const COUNTS = ['0', '-1', '1e9', '99999999999999999999', '007', ' 3', '', '٣', 'NaN']
const NOISE = [' ', '\r\n', '\n', ' Formatted: English (U.S.) QCVN : 2008/BCT 42 ', '\t', '\x00', 'x']
/** How long one piece is made at most: large enough to show what does not grow evenly. */
const MANY = 3_000
/** Inputs are cut there: many inputs find more than large ones. */
const INPUT_BYTES_MAX = 100_000

type Fault = (pieces: readonly string[], random: Random) => readonly string[]

/** Each takes and gives what stands between terminators. */
const FAULTS: readonly Fault[] = [
  (pieces, random) => pieces.toSpliced(random.below(pieces.length), 1),
  (pieces, random) => pieces.toSpliced(random.below(pieces.length), 0, random.pick(pieces)),
  (pieces, random) => pieces.with(random.below(pieces.length), random.pick(pieces)),
  (pieces, random) => pieces.slice(0, 1 + random.below(pieces.length)),
  (pieces, random) => pieces.slice(random.below(pieces.length)),
  (pieces, random) => pieces.toReversed().slice(random.below(2)),
  // Counters and references.
  (pieces, random) => pieces.map((piece) => piece.replace(/^(U[NI][TEZ]\+)[^+]*/, `$1${random.pick(COUNTS)}`)),
  (pieces, random) => pieces.map((piece) => (/^U[NI][TEZ]/.test(piece) ? `${piece}${random.below(10)}` : piece)),
  (pieces, random) => pieces.map((piece) => piece.replace(/^(U[NI]B\+)[^+]*/, `$1${random.pick(SYNTAXES)}`)),
  // What people and word processors do.
  (pieces, random) => pieces.map((piece) => (random.chance(0.2) ? piece.toLowerCase() : piece)),
  (pieces, random) => pieces.map((piece) => random.pick(['', '', ...NOISE]) + piece),
  (pieces) => pieces.map((piece) => piece.replaceAll(/.{70}/gs, '$&\r\n')),
  (pieces, random) => pieces.map((piece) => piece.replaceAll('?', () => random.pick(['?', '', '??', '? ']))),
  (pieces, random) => pieces.map((piece) => piece.replace(/\+?$/, () => '+'.repeat(random.below(4)))),
  (pieces, random) => [random.pick(SERVICE_STRINGS) + (pieces[0] ?? ''), ...pieces.slice(1)],
  // Much of one thing.
  (pieces, random) => stretched(pieces, random, random.pick(['+', ':', '*', '?', ' ', 'A', '+:*', "'", '\n', '1:'])),
  (pieces, random) => pieces.toSpliced(random.below(pieces.length), 0, ...Array(MANY).fill(random.pick(pieces))),
]

function stretched(pieces: readonly string[], random: Random, much: string): readonly string[] {
  const at = random.below(pieces.length)
  const piece = pieces[at] ?? ''
  const cut = random.below(piece.length + 1)
  return pieces.with(at, piece.slice(0, cut) + much.repeat(1 + random.below(MANY)) + piece.slice(cut))
}

/** What may stand for `'` once a text went through an office. */
const QUOTES = ['\u2019', '\u2018', '\u00b4', '`', '"']
type Encoding = 'utf8' | 'latin1' | 'utf16le'

/** @returns One to three faults away from the interchange. */
export function spoil(interchange: Buffer, random: Random): Buffer {
  if (random.chance(0.35)) return mutate(interchange, String(random.next()), SPLINTERS)
  if (random.chance(0.1)) return reencoded(interchange, random)
  let pieces: readonly string[] = interchange.toString('latin1').split("'")
  for (let left = 1 + random.below(3); left > 0 && pieces.length > 0; left--) {
    pieces = cutOff(random.pick(FAULTS)(pieces, random))
  }
  return Buffer.from(pieces.join("'"), 'latin1')
}

function cutOff(pieces: readonly string[]): readonly string[] {
  let size = 0
  const end = pieces.findIndex((piece) => {
    size += piece.length + 1
    return size > INPUT_BYTES_MAX
  })
  return end < 0 ? pieces : pieces.slice(0, end)
}

function reencoded(interchange: Buffer, random: Random): Buffer {
  const quote = random.pick(QUOTES)
  const text = interchange.toString(random.pick<Encoding>(['utf8', 'latin1']))
  const curly = text.replaceAll("'", () => (random.chance(0.7) ? quote : "'"))
  return Buffer.from(random.pick(['\ufeff', '']) + curly, random.pick<Encoding>(['utf8', 'utf8', 'latin1', 'utf16le']))
}

/** Bytes without any order, many of them service characters. */
export function randomBytes(random: Random): Buffer {
  const common = Buffer.from("UNABHTZ+:?*'\r\n 1")
  const start = random.pick(['', '', 'UNB+UNOA:1', "UNA:+.? '", "UNB+UNOC:4+A+B+1:1+1'", 'UIB+UNOA:4'])
  const bytes = random.several(600, () =>
    random.chance(0.6) ? (common[random.below(common.length)] ?? 0) : random.below(256),
  )
  return Buffer.concat([Buffer.from(start), Buffer.from(bytes)])
}
