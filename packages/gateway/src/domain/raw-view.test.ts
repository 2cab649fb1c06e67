import { expect, test } from 'vitest'
import { rawView } from './raw-view.ts'

test('text is shown as text, up to a limit and never half a character more', () => {
  expect(rawView(Buffer.from('Tờ khai\r\n'))).toEqual({ raw: 'Tờ khai\r\n', isRawCut: false })
  const { raw, isRawCut } = rawView(Buffer.from('ờ'.repeat(400_000)))
  expect([raw.length, isRawCut, raw.includes('\ufffd')]).toEqual([256 * 1024, true, false])
})

test('text is read in the characters that its document names', () => {
  const latin = Buffer.from("UNB+UNOC:3+CAF\xc9'", 'latin1')
  expect(rawView(latin, 'iso-8859-1').raw).toBe("UNB+UNOC:3+CAFÉ'")
  expect(rawView(Buffer.from([0xd1, 0]), 'iso-8859-5').raw).toMatch(/^00000000 {2}d1 00/)
})

test('bytes are shown as their digits, with the letters among them', () => {
  expect(rawView(Buffer.from([0x30, 0x82, 0x41, 0x00, 0xff]))).toEqual({
    raw: '00000000  30 82 41 00 ff                                   0.A..',
    isRawCut: false,
  })
  const { raw, isRawCut } = rawView(Buffer.alloc(5000, 0xff))
  expect([raw.split('\n').length, isRawCut]).toEqual([256, true])
})
