/**
 * What text between tags and between quotes means, and how it is written canonically. Text is one character for each
 * byte of UTF-8.
 *
 * Sources: XML 1.0, 2.11 (line ends), 3.3.3 (values of attributes), 4.1 and 4.6 (references); Canonical XML 1.0, 1.1
 * and 2.3 (what is escaped).
 */
import { hasOnlyCharacters, toBytes } from './characters.ts'
import { NotOrdinary } from './not-ordinary.ts'

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }
const REFERENCE = /^&(?:#x([0-9a-fA-F]{1,6})|#([0-9]{1,7})|([a-z]{2,4}));/

export interface Reference {
  /** What it stands for. */
  readonly text: string
  /** How long it is as written. */
  readonly length: number
}

/** @param written Begins with the reference. @throws {NotOrdinary} */
export function readReference(written: string): Reference {
  const [all, hex, decimal, name] = REFERENCE.exec(written) ?? []
  if (all === undefined) throw new NotOrdinary()
  const text =
    name === undefined ? characterOf(hex === undefined ? Number(decimal) : Number.parseInt(hex, 16)) : ENTITIES[name]
  if (text === undefined) throw new NotOrdinary()
  return { text, length: all.length }
}

function characterOf(code: number): string {
  if (code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff)) throw new NotOrdinary()
  const text = toBytes(String.fromCodePoint(code))
  if (!hasOnlyCharacters(text)) throw new NotOrdinary()
  return text
}

/** A value as it stands between its quotes, as XML takes it. @throws {NotOrdinary} */
export function readValue(written: string): string {
  if (!hasOnlyCharacters(written) || written.includes('<')) throw new NotOrdinary()
  const onOneLine = written.replace(/\r\n|[\t\n\r]/g, ' ')
  if (!onOneLine.includes('&')) return onOneLine
  return onOneLine.replace(/&[^;]{0,10};?/g, (reference) => readReference(reference).text)
}

export function withLineEnds(text: string): string {
  return text.includes('\r') ? text.replace(/\r\n?/g, '\n') : text
}

const TEXT_ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '\r': '&#xD;' }
const VALUE_ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '"': '&quot;',
  '\t': '&#x9;',
  '\n': '&#xA;',
  '\r': '&#xD;',
}

export function canonicalText(text: string): string {
  return text.replace(/[&<>\r]/g, (character) => TEXT_ESCAPES[character] ?? character)
}

export function canonicalValue(value: string): string {
  return value.replace(/[&<"\t\n\r]/g, (character) => VALUE_ESCAPES[character] ?? character)
}
