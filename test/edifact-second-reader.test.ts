/** What we write is read the same by another program. */
import { readdirSync, readFileSync } from 'node:fs'
import { type Interchange, readInterchange, type Segment, writeInterchange } from '@congky/documents'
import { expect, test } from 'vitest'
import { randomInterchange } from './edifact/random-interchange.ts'
import { readSecond } from './edifact/second-reader.ts'
import { Random } from './support/random.ts'

/** Text as each repertoire of it is encoded. */
const CHARSETS: Readonly<Record<string, string>> = {
  UNOC: 'latin1',
  UNOD: 'iso-8859-2',
  UNOE: 'iso-8859-5',
  UNOF: 'iso-8859-7',
}
const GOLDEN = new URL('../packages/documents/src/co/golden/', import.meta.url)

const decoded = (bytes: Uint8Array, { syntax }: Interchange) =>
  new TextDecoder(CHARSETS[syntax.identifier] ?? 'utf-8').decode(bytes)

function segmentsOf(interchange: Interchange): readonly Segment[] {
  const { header, security, groups, messages, trailer } = interchange
  const inMessage = (each: (typeof messages)[number]) => [each.header, ...each.body, each.trailer]
  const inGroup = (group: (typeof groups)[number]) => [
    ...[group.header, ...group.messages.flatMap(inMessage), group.trailer],
  ]
  const all = [header, ...security.headers, ...groups.flatMap(inGroup), ...messages.flatMap(inMessage)]
  return [...all, ...security.trailers, trailer].filter((each) => each !== null)
}

/** Without what an empty end of a list says nothing about. */
const plain = ({ tag, elements }: Segment) => ({
  tag,
  elements: elements.map(([composite]) => [...(composite ?? [''])]),
})

function expectSame(bytes: Uint8Array): number {
  const { interchange, findings } = readInterchange(bytes)
  if (interchange === null) throw new Error(JSON.stringify(findings))
  const second = readSecond(decoded(bytes, interchange))
  const ours = segmentsOf(interchange).map(plain)
  expect(second).toEqual(ours)
  return ours.length
}

test('generated interchanges of versions 1 to 3', () => {
  let segments = 0
  for (let seed = 1; seed <= 300; seed++) {
    const version = ([1, 2, 3] as const)[seed % 3] ?? 1
    segments += expectSame(writeInterchange(randomInterchange(new Random(seed), { version, mode: 'batch' })))
  }
  expect(segments).toBeGreaterThan(3_000)
})

test.each(readdirSync(GOLDEN).filter((name) => name.endsWith('.edi')))('the sample %s', (name) => {
  expect(expectSame(readFileSync(new URL(name, GOLDEN)))).toBeGreaterThan(10)
})
