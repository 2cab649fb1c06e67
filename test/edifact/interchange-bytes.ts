/**
 * A second writer, plain enough to be seen through, against which the real one is held: every service character in
 * a value is released, nothing else is done.
 */
import type { Interchange, Segment, ServiceCharacters } from '@congky/documents'

/** ISO 9735-1:2002, annex A, and ISO 8859; all others are Unicode. */
const ENCODINGS: Readonly<Record<string, string>> = {
  UNOA: 'ascii',
  UNOB: 'ascii',
  UNOC: 'iso-8859-1',
  UNOD: 'iso-8859-2',
  UNOE: 'iso-8859-5',
  UNOF: 'iso-8859-7',
}

/** @param between Stands behind every segment, such as a line break. */
export function interchangeBytes(interchange: Interchange, between = ''): Buffer {
  return encode(interchangeText(interchange, between), interchange.syntax.identifier)
}

/** @param between Stands behind every segment, such as a line break. */
export function interchangeText(interchange: Interchange, between = ''): string {
  const { characters, hasServiceString } = interchange
  const { component, element, decimal, release, repetition, terminator } = characters
  const serviceString = `UNA${component}${element}${decimal}${release}${repetition}${terminator}`
  const texts = segmentsOf(interchange).map((segment) => segmentText(segment, characters) + between)
  return (hasServiceString ? serviceString + between : '') + texts.join('')
}

/** All of them, in their order. */
export function segmentsOf<S extends Segment>(interchange: Interchange<S>): S[] {
  const messages = (list: Interchange<S>['messages']) =>
    list.flatMap(({ header, body, trailer }) => [header, ...body, ...present(trailer)])
  const { header, security, groups, trailer } = interchange
  return [
    header,
    ...security.headers,
    ...groups.flatMap((group) => [group.header, ...messages(group.messages), ...present(group.trailer)]),
    ...messages(interchange.messages),
    ...security.trailers,
    ...present(trailer),
  ]
}

function present<S>(trailer: S | null): S[] {
  return trailer === null ? [] : [trailer]
}

function segmentText({ tag, elements }: Segment, characters: ServiceCharacters): string {
  const written = elements.map((repetitions) =>
    repetitions
      .map((values) => values.map((value) => released(value, characters)).join(characters.component))
      .join(characters.repetition),
  )
  return [tag, ...written].join(characters.element) + characters.terminator
}

function released(value: string, { component, element, release, repetition, terminator }: ServiceCharacters): string {
  const special = [component, element, release, terminator, ...(repetition === ' ' ? [] : [repetition])]
  return [...value].map((character) => (special.includes(character) ? release + character : character)).join('')
}

function encode(text: string, identifier: string): Buffer {
  const encoding = ENCODINGS[identifier]
  if (encoding === undefined) return Buffer.from(text, 'utf8')
  const table = bytesOf(encoding)
  return Buffer.from([...text].map((character) => table.get(character) ?? 0x3f))
}

const tables = new Map<string, ReadonlyMap<string, number>>()

/** Decoding every byte tells which byte a character is. */
function bytesOf(encoding: string): ReadonlyMap<string, number> {
  const known = tables.get(encoding)
  if (known) return known
  const bytes = Array.from({ length: 256 }, (_, byte) => byte)
  // TextDecoder takes iso-8859-1 for windows-1252, which differs from 0x80 to 0x9f; nothing of ours stands there.
  const characters = [...new TextDecoder(encoding).decode(Uint8Array.from(bytes))]
  const table = new Map(characters.map((character, byte) => [character, byte]))
  tables.set(encoding, table)
  return table
}
