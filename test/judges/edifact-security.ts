/**
 * A second reader of security groups in UN/EDIFACT, written from the standard's words and apart from ours: it cuts raw
 * segments at terminators, takes what the scope covers, and lets openssl say whether the certificate's key signed that.
 * Knows one signature over an interchange or message, hexadecimal values, and enclosed certificates.
 */
import { createHash } from 'node:crypto'
import { judgeWithOpensslDgst } from './openssl-dgst.ts'
import type { Verdict } from './verdict.ts'

/** A segment as it stands: every byte as one character. */
export interface RawSegment {
  readonly tag: string
  /** With its terminator, without what stands before it. */
  readonly text: string
  readonly start: number
}

/** Default separators only, or those of UNA. */
export function rawSegments(bytes: Uint8Array): RawSegment[] {
  const text = Buffer.from(bytes).toString('latin1')
  const service = /^UNA(.{6})/s.exec(text)?.[1] ?? ":+.? '"
  const [, , , release = '?', , terminator = "'"] = service
  const segments: RawSegment[] = []
  let start = text.startsWith('UNA') ? 9 : 0
  for (let at = start; at < text.length; at++) {
    if (text[at] === release) at++
    else if (text[at] === terminator) {
      const raw = text.slice(start, at + 1)
      const blanks = raw.length - raw.trimStart().length
      const own = raw.slice(blanks)
      segments.push({ tag: own.slice(0, 3), text: own, start: start + blanks })
      start = at + 1
    }
  }
  return segments
}

/** What a signature is over, and its value, taken from the text alone. */
export interface RawSecurity {
  readonly octets: Buffer
  readonly value: Buffer
  readonly certificateDer: Buffer
  readonly digest: 'sha1' | 'sha256'
}

/** @param at Which USH, of those in the whole file. */
export function extractSecurity(bytes: Uint8Array, at = 0): RawSecurity {
  const text = Buffer.from(bytes).toString('latin1')
  const segments = rawSegments(bytes)
  const first = segments.flatMap(({ tag }, index) => (tag === 'USH' ? [index] : []))[at] ?? -1
  const [, , reference = '', scope = ''] = segments[first]?.text.split('+') ?? []
  const last = segments.findIndex(({ text: own }) => own.startsWith(`UST+${reference}+`))
  const result = segments[last + 1]?.text ?? ''
  const group = segments
    .slice(first, last)
    .filter(({ tag }, index, all) => all.slice(0, index + 1).every((each) => /^US[HAC]$/.test(each.tag)) && tag)
  const before = segments[first - 1]
  const isMessage = before?.tag === 'UNH'
  const opening = isMessage ? before.start : 0
  const trailer = segments.slice(last).find(({ tag }) => tag === (isMessage ? 'UNT' : 'UNZ'))
  const closing = (trailer?.start ?? 0) + (trailer?.text.length ?? 0)
  const header = segments[first]?.start ?? 0
  const end = segments[last - 1]
  const bodyEnd = (end?.start ?? 0) + (end?.text.length ?? 0)
  const covered = scope === '3' ? text.slice(opening, closing).replace(result, '') : text.slice(header, bodyEnd)
  const [hashing = '', ...signing] = group.filter(({ tag }) => tag === 'USA').map((each) => each.text)
  const certificate = signing
    .map((each) => [...each.matchAll(/ZZZ:([0-9A-F]+)/g)].map(([, hex]) => hex).join(''))
    .join('')
  const values = [...result.matchAll(/[123]:([0-9A-F]+)/g)].map(([, hex = '']) => hex)
  return {
    octets: Buffer.from(covered, 'latin1'),
    value: values.length === 2 ? derOf(values) : Buffer.from(values[0] ?? '', 'hex'),
    certificateDer: Buffer.from(certificate, 'hex'),
    digest: hashing.startsWith('USA+1:::16:1') ? 'sha1' : 'sha256',
  }
}

export function judgeEdifactSecurity(bytes: Uint8Array, at = 0): Promise<Verdict> {
  return judgeWithOpensslDgst(extractSecurity(bytes, at))
}

/** Digests in USY, in order, and what a document's octets have. */
export function rawDigests(bytes: Uint8Array): string[] {
  return rawSegments(bytes).flatMap(({ text }) => /^USY\+\d+\+1:([0-9A-F]+)/.exec(text)?.[1] ?? [])
}

export function rawDigest(octets: Uint8Array): string {
  return createHash('sha256').update(octets).digest('hex').toUpperCase()
}

/** ECDSA-Sig-Value of RFC 3279, as openssl wants it. */
function derOf(hex: readonly string[]): Buffer {
  const integers = hex.map((each) => {
    const bytes = Buffer.from(each.replace(/^(?:00)+/, ''), 'hex')
    const positive = (bytes[0] ?? 0) >= 0x80 ? Buffer.concat([Buffer.of(0), bytes]) : bytes
    return Buffer.concat([Buffer.of(2, positive.length), positive])
  })
  const contents = Buffer.concat(integers)
  return Buffer.concat([Buffer.of(0x30, contents.length), contents])
}
