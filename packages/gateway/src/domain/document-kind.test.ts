import { expect, test } from 'vitest'
import { documentKindOf } from './document-kind.ts'

test.each([
  ['<a/>', 'xml'],
  ['\ufeff<?xml version="1.0"?><a/>', 'xml'],
  ['\r\n <a/>', 'xml'],
  ["UNA:+.? '\r\nUNB+UNOB:1+CUSTOMS+X'", 'edifact'],
  ['UNB+UNOC:3+A+B', 'edifact'],
  ['\ufeff\r\nUNB+UNOY:4+A+B', 'edifact'],
  ["UIB+UNOA:4+1'", 'edifact'],
  ['UNB\x1dUNOC\x1f3\x1dA\x1dB', 'edifact'],
  ['UNB:UNOA', 'text'],
  ['%PDF-1.7\n%\u00e2', 'pdf'],
  ['Tờ khai nhập khẩu', 'text'],
  ['', 'text'],
  ['a\0b', 'binary'],
  [Buffer.from('Tờ khai').subarray(0, 3), 'binary'],
  [Buffer.from('504b03041400', 'hex'), 'zip'],
  [Buffer.from('89504e470d0a1a0a', 'hex'), 'png'],
  [Buffer.from('ffd8ffe0', 'hex'), 'jpeg'],
  [Buffer.from('308206', 'hex'), 'der'],
  [Buffer.from('ffffff', 'hex'), 'binary'],
])('%o is %s', (document, name) => {
  expect(documentKindOf(typeof document === 'string' ? Buffer.from(document) : document).name).toBe(name)
})
