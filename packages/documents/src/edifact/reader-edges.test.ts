/** Edges of reading that random input found (test/edifact/); each is small here. */
import { expect, test } from 'vitest'
import { InterchangeReader } from './interchange-reader.ts'
import { readInterchange } from './read-interchange.ts'

const HEADER = "UNB+UNOC:4+A+B+20081216:1503+1'UNH+1+ORDERS:D:04B:UN'"
const TRAILER = "UNT+3+1'UNZ+1+1'"

const read = (text: string) => readInterchange(Buffer.from(text, 'latin1'))
const found = (text: string) => read(text).findings.map(({ rule, place }) => [rule, place?.offset, place?.element])

test('two running heads of a printed page in one segment are both left out', () => {
  const note = ' Formatted: English (U.S.) '
  const text = `${HEADER}FTX+AFM+1++2${note}QCVN : 2008/BCT 42${note}QCVN : 2008/BCT 43 32352'${TRAILER}`
  const { interchange, findings } = read(text)
  expect(interchange?.messages[0]?.body[0]?.elements[3]).toEqual([['232352']])
  expect(findings.map(({ rule }) => rule)).toEqual(['print', 'print'])
})

test('a running head stays where the segment would not end without it', () => {
  const { interchange } = read(`${HEADER}FTX+AFM+1++2?QCVN : 2008/BCT 42'${TRAILER}`)
  expect(interchange?.messages[0]?.body[0]?.elements[3]).toEqual([['2QCVN', '2008/BCT 42']])
})

test('a release character before a letter with a mark is needless as before any other', () => {
  expect(found(`${HEADER}FTX+caf?\xe9'${TRAILER}`)).toEqual([['release', HEADER.length + 7, 1]])
})

test('blanks before the interchange are told, and blanks between segments belong to no element; once is enough', () => {
  const body = `BGM+1+2' FTX+1'\r\n${TRAILER.replace('+3', '+4')}`
  expect(found(`\r\n${HEADER}${body}`)).toEqual([['between', 0, null]])
  expect(found(`${HEADER}${body}`)).toEqual([['between', HEADER.length + 8, null]])
})

test.each([
  ['text', "123 QCVN : 2008/BCT 43' x+y'", 'text-after'],
  ['another interchange', `${HEADER}${TRAILER}`, 'further-interchange'],
  ['a service string', "UNA:+.? 'UNB+UNOA:1", 'further-interchange'],
  ['what would be wrong inside', "\n?'+'a'::", 'text-after'],
])('what stands behind the end is one finding, however the bytes come: %s', (_, behind, rule) => {
  const text = `${HEADER}BGM+1'${TRAILER}${behind}`
  const reader = new InterchangeReader()
  const parts = [...Buffer.from(text, 'latin1')].flatMap((byte) => reader.push(Uint8Array.of(byte)))
  expect([...parts, ...reader.end()]).toHaveLength(3)
  expect(reader.findings.map((finding) => finding.rule)).toEqual([rule])
  expect(read(text).findings).toEqual(reader.findings)
})

test('a segment that is too long ends where any other would, however the bytes come', () => {
  const text = `UNB+UNOA:1+A+B+081216:1503+1'UNH+1+ORDERS:D:04B:UN'FTX+${'A'.repeat(200)}\u0092BGM+1'${TRAILER}`
  const limits = { segmentBytesMax: 80 }
  const whole = readInterchange(Buffer.from(text, 'latin1'), limits)
  const reader = new InterchangeReader(limits)
  for (const byte of Buffer.from(text, 'latin1')) reader.push(Uint8Array.of(byte))
  reader.end()
  expect(whole.interchange?.messages[0]?.body.map(({ tag }) => tag)).toEqual(['BGM'])
  expect(reader.findings).toEqual(whole.findings)
})

test('a header that is cut off is no further interchange', () => {
  expect(found('UNB+UNOA:1+A+B+').map(([rule]) => rule)).toEqual(['unterminated', 'no-header'])
})

test('an interchange that ends in the middle of another is told to lack its own end', () => {
  const rules = found(`${HEADER}BGM+1'${HEADER}`).map(([rule]) => rule)
  expect(rules).toEqual(['no-trailer', 'no-trailer', 'further-interchange'])
})
