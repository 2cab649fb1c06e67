/**
 * Writing ASN.1 in DER (X.690, 10): the same values give the same octets always. Parts are octets that are put in
 * as they are, so certificates and names of issuers stay byte for byte what their authority wrote.
 */
import { contextTag, TAG } from './read-ber.ts'

export function tagged(tag: number, ...parts: readonly Uint8Array[]): Buffer {
  const length = parts.reduce((sum, part) => sum + part.length, 0)
  return Buffer.concat([Buffer.of(tag), lengthOctets(length), ...parts])
}

function lengthOctets(length: number): Buffer {
  if (length < 0x80) return Buffer.of(length)
  const octets = bigEndian(length)
  return Buffer.concat([Buffer.of(0x80 | octets.length), octets])
}

export const sequence = (...parts: readonly Uint8Array[]): Buffer => tagged(TAG.sequence, ...parts)

/** A SET OF: its parts in the order of their octets (X.690, 11.6). */
export const setOf = (parts: readonly Uint8Array[], tag: number = TAG.set): Buffer => tagged(tag, ...inDerOrder(parts))

export const inDerOrder = (parts: readonly Uint8Array[]): readonly Uint8Array[] => [...parts].sort(Buffer.compare)

/** `[number]` around a value (EXPLICIT). */
export const wrapped = (number: number, ...parts: readonly Uint8Array[]): Buffer => tagged(contextTag(number), ...parts)

export const octetString = (octets: Uint8Array): Buffer => tagged(TAG.octetString, octets)

export const derNull = (): Buffer => tagged(TAG.null)

export const derTrue = (): Buffer => tagged(TAG.boolean, Buffer.of(0xff))

/** A number from 0 on; bytes are read as big-endian and unsigned. */
export function integer(value: number | Uint8Array): Buffer {
  const octets = typeof value === 'number' ? bigEndian(value) : Buffer.from(value)
  let start = 0
  while (start < octets.length - 1 && octets[start] === 0) start++
  const short = octets.subarray(start)
  return tagged(TAG.integer, ...((short[0] ?? 0) & 0x80 ? [Buffer.of(0)] : []), short)
}

export function oid(dotted: string): Buffer {
  const [first = 0, second = 0, ...rest] = dotted.split('.').map(Number)
  return tagged(TAG.oid, ...[first * 40 + second, ...rest].map(base128))
}

/** UTCTime through 2049, GeneralizedTime after (RFC 5652, 11.3); whole seconds. */
export function time(date: Date): Buffer {
  const digits = date.toISOString().slice(0, 19).replace(/[-:T]/g, '')
  return date.getUTCFullYear() < 2050
    ? tagged(TAG.utcTime, Buffer.from(`${digits.slice(2)}Z`))
    : tagged(TAG.generalizedTime, Buffer.from(`${digits}Z`))
}

function bigEndian(value: number): Buffer {
  const hex = value.toString(16)
  return Buffer.from(hex.length % 2 === 0 ? hex : `0${hex}`, 'hex')
}

function base128(arc: number): Buffer {
  const octets = [arc % 128]
  for (let rest = Math.floor(arc / 128); rest > 0; rest = Math.floor(rest / 128)) octets.unshift(0x80 | (rest % 128))
  return Buffer.from(octets)
}
