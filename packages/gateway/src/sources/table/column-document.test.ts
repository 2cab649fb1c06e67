import { randomBytes } from 'node:crypto'
import { expect, test } from 'vitest'
import { fromColumn, toColumn } from './column-document.ts'
import type { ColumnInfo } from './dialects/dialect.ts'

const column = (kind: ColumnInfo['kind']) => ({ info: { name: 'C', kind, type: kind, width: null, unicode: true } })
const read = (value: unknown) => fromColumn(value, 'base64', 'C')

test('bytes go through a column of base64 unharmed, with line breaks, blanks and without padding', () => {
  for (let length = 0; length < 70; length++) {
    const bytes = randomBytes(length)
    const text = bytes.toString('base64')
    for (const written of [text, text.replace(/.{1,64}/g, '$&\r\n'), text.replace(/=+$/, ''), Buffer.from(text)]) {
      expect(read(written)).toEqual({ document: bytes, refusal: null })
    }
    for (const kind of ['text', 'binary'] as const) {
      expect(read(toColumn(bytes, 'base64', column(kind))).document).toEqual(bytes)
    }
  }
})

test.each(['<to-khai/>', 'AAAA AAA', 'AAAA=', 'A===', 'AA=A', 'AAAAA', 'QUJ_', 'QUJD\0'])(
  '%o is no base64: the row is refused by what it holds, and known again by it',
  (value) => {
    const { document, refusal } = read(value)
    const isWhole = value === 'AAAA AAA'
    expect(refusal?.code).toBe(isWhole ? undefined : 'ERR_ROW_NOT_BASE64')
    expect(document).toEqual(isWhole ? Buffer.from('AAAAAAA', 'base64') : value)
  },
)

test('what is no text and no bytes is left for whoever judges rows', () => {
  expect([read(null), read(undefined), read(7)].map(({ document }) => document)).toEqual([null, null, 7])
})

test('text goes into a column of text, bytes only where they survive', () => {
  const text = Buffer.from('Tờ khai “số 1”')
  expect(toColumn(text, 'auto', column('text'))).toBe('Tờ khai “số 1”')
  expect(toColumn(text, 'auto', column('binary'))).toEqual(text)
  for (const bytes of [Buffer.from([0x30, 0x82, 0xff]), Buffer.from('a\0b'), Buffer.from('é', 'latin1')]) {
    expect(toColumn(bytes, 'auto', column('text'))).toBeNull()
    expect(toColumn(bytes, 'auto', column('binary'))).toEqual(bytes)
  }
})
