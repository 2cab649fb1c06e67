import { expect, test } from 'vitest'
import { decodeBase64 } from './base64.ts'

const decode = (text: string) => decodeBase64(text)?.toString() ?? null

test('base64 is read with blanks between its characters, and in no other way', () => {
  expect(decode(' VOG7\r\n\tnSBr aGFp ')).toBe('Tờ khai')
  const others = ['', '   ', 'QQ', 'QQ=', 'QR==', 'Q===', 'QQ==QQ==', 'QQ-_', 'QQ\u00a0==', 'QQ==\u0085', '%']
  expect(others.filter((text) => decode(text) !== null)).toEqual([])
})

test('blanks without end take no more time than other text', () => {
  expect(decode(`QQ${' '.repeat(4_000_000)}!`)).toBeNull()
  expect(decode(`QQ${' \n'.repeat(2_000_000)}==`)).toBe('A')
})
