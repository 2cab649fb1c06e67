/**
 * DER, read without building objects (X.690, 8.1 and 10.1): lists of revoked certificates have hundreds of thousands
 * of entries, for each of which a parser of trees makes dozens.
 */

export interface DerValue {
  /** The identifier octet, such as 0x30 for a SEQUENCE. */
  readonly tag: number
  /** Where tag, content and end stand in the bytes that were read from. */
  readonly at: number
  readonly start: number
  readonly end: number
}

/** The tags that are looked for: X.690, 8.1.2, with RFC 5280, 5.1 for the tagged one. */
export const DER = {
  boolean: 0x01,
  integer: 0x02,
  bitString: 0x03,
  octetString: 0x04,
  oid: 0x06,
  enumerated: 0x0a,
  utcTime: 0x17,
  generalizedTime: 0x18,
  sequence: 0x30,
  explicit0: 0xa0,
} as const

/** @throws {Error} What stands there is not one whole DER value that ends by `limit`. */
export function readDer(bytes: Uint8Array, at: number, limit: number = bytes.length): DerValue {
  const tag = bytes[at]
  const first = bytes[at + 1]
  if (tag === undefined || first === undefined || at + 2 > limit) throw new Error('DER: cut off')
  if ((tag & 0x1f) === 0x1f) throw new Error('DER: a long tag')
  if (first < 0x80) return within({ tag, at, start: at + 2, end: at + 2 + first }, limit)
  const lengthBytes = first & 0x7f
  if (lengthBytes === 0 || lengthBytes > 4) throw new Error('DER: a length that is not accepted')
  const start = at + 2 + lengthBytes
  let length = 0
  for (let index = at + 2; index < start; index++) length = length * 256 + (bytes[index] ?? 0)
  return within({ tag, at, start, end: start + length }, limit)
}

function within(value: DerValue, limit: number): DerValue {
  if (value.end > limit) throw new Error('DER: longer than what holds it')
  return value
}

/** @throws {Error} Another tag. */
export function readTagged(bytes: Uint8Array, tag: number, at: number, limit?: number): DerValue {
  const value = readDer(bytes, at, limit)
  if (value.tag !== tag) throw new Error(`DER: tag ${value.tag} where ${tag} belongs`)
  return value
}

/** The values inside one. @throws {Error} */
export function readChildren(bytes: Uint8Array, parent: DerValue, countMax: number): DerValue[] {
  const children: DerValue[] = []
  for (let at = parent.start; at < parent.end; ) {
    if (children.length === countMax) throw new Error('DER: too many values')
    const child = readDer(bytes, at, parent.end)
    children.push(child)
    at = child.end
  }
  return children
}

export const contentOf = (bytes: Uint8Array, { start, end }: DerValue) => bytes.subarray(start, end)
export const wholeOf = (bytes: Uint8Array, { at, end }: DerValue) => bytes.subarray(at, end)

/** An object identifier with dots. @throws {Error} */
export function readOid(bytes: Uint8Array, value: DerValue): string {
  if (value.tag !== DER.oid || value.end === value.start) throw new Error('DER: no object identifier')
  const arcs: number[] = []
  let arc = 0
  for (const byte of contentOf(bytes, value)) {
    arc = arc * 128 + (byte & 0x7f)
    if (byte >= 0x80) continue
    arcs.push(arc)
    arc = 0
  }
  const [first = 0, ...rest] = arcs
  const top = Math.min(Math.floor(first / 40), 2)
  return [top, first - top * 40, ...rest].join('.')
}

/** UTCTime or GeneralizedTime as RFC 5280, 4.1.2.5 has them: with seconds, in UTC, without fractions. @throws {Error} */
export function readTime(bytes: Uint8Array, value: DerValue): Date {
  const text = Buffer.from(contentOf(bytes, value)).toString('latin1')
  const digits = value.tag === DER.utcTime ? `${Number(text.slice(0, 2)) < 50 ? '20' : '19'}${text}` : text
  const isTime = value.tag === DER.utcTime || value.tag === DER.generalizedTime
  const parts = isTime ? /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)Z$/.exec(digits) : null
  if (parts === null) throw new Error('DER: no time')
  const [, year, month, day, hour, minute, second] = parts
  const time = new Date(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`)
  if (Number.isNaN(time.getTime())) throw new Error('DER: no time')
  return time
}
