/**
 * Documents to be signed, by size and by seed: customs messages as declarants send them, and the shapes that
 * break others. The same seed gives the same documents.
 */
import { customsEnvelope } from '../test/support/customs-envelopes.ts'
import { AGENT } from '../test/support/office.ts'
import { Random } from '../test/support/random.ts'
import { SEED } from './options.ts'

export const KB = 1_000
export const MB = 1_000_000

/** What one lot of goods adds to a message, about. */
const LOT_BYTES = 790

/** A customs message of about so many bytes, at least 2 KB; the profile `customs-1543` signs it. */
export function customsDocument(bytes: number, serial = 0): string {
  const lots = Math.max(1, Math.round((bytes - 900) / LOT_BYTES))
  const { taxCode, name } = AGENT
  return customsEnvelope({ taxCode, enterprise: name, lots, signature: 'empty', seed: SEED + serial })
}

/** Customs messages of one size, none like another, made once and numbered anew each time. */
export class CustomsDocuments {
  readonly #before: string
  readonly #after: string
  #serial = 0

  constructor(bytes: number) {
    const document = customsDocument(bytes)
    const at = document.indexOf('<reference>') + '<reference>'.length
    this.#before = document.slice(0, at)
    this.#after = document.slice(at)
  }

  next(): string {
    return `${this.#before}${++this.#serial}-${this.#after}`
  }
}

type Shape = (random: Random, bytes: number) => string

/** Content of about so many bytes, each in the way that some reader or signer is slow on. */
const shapes = {
  wide: (random, bytes) => repeat(bytes, (n) => `<Muc so="${n}">${random.below(1_000)}</Muc>`),
  deep: (random, bytes) =>
    repeat(bytes, (n) => `${'<Cap>'.repeat(180)}${n}/${random.below(100)}${'</Cap>'.repeat(180)}`),
  comments: (random, bytes) => repeat(bytes, (n) => `<!-- kiện ${n}: ${random.below(1_000)} -->`),
  // All of them in force at each element: inclusive canonicalization asks for each of them there.
  namespaces: (random, bytes) => {
    const declared = Array.from({ length: 60 }, (_, n) => ` xmlns:a${n}="urn:congky:bench:${n}"`).join('')
    return `<Muc${declared}>${repeat(bytes, (n) => `<a${n % 60}:Muc>${random.below(100)}</a${n % 60}:Muc>`)}</Muc>`
  },
  attributes: (random, bytes) =>
    repeat(
      bytes,
      () => `<Muc ${Array.from({ length: 40 }, (_, n) => `z${40 - n}="${random.below(1_000)}"`).join(' ')}/>`,
    ),
  cdata: (random, bytes) => repeat(bytes, (n) => `<Muc><![CDATA[Hàng < ${n} & ${random.below(1_000)}]]></Muc>`),
  base64: (random, bytes) =>
    repeat(
      bytes,
      () => `<Tep>${Buffer.from(Array.from({ length: 30_000 }, () => random.below(256))).toString('base64')}</Tep>`,
    ),
} as const satisfies Readonly<Record<string, Shape>>

export type ShapeName = keyof typeof shapes
export const SHAPES = Object.keys(shapes) as readonly ShapeName[]

/** A document of one shape; the profile `customs-1543` signs it. */
export function shapedDocument(shape: ShapeName, bytes: number): string {
  const content = shapes[shape](new Random(SEED), bytes)
  return `<?xml version="1.0" encoding="UTF-8"?>\n<Envelope><Header><Reference>${shape}</Reference></Header><Body><Content>${content}</Content><Signature/></Body></Envelope>\n`
}

function repeat(bytes: number, piece: (index: number) => string): string {
  const pieces: string[] = []
  let length = 0
  for (let index = 0; length < bytes; index++) {
    const text = piece(index)
    pieces.push(text)
    length += Buffer.byteLength(text)
  }
  return pieces.join('')
}
