import { Readable } from 'node:stream'
import { expect, test } from 'vitest'
import { HiddenLine } from './hidden-line.ts'
import { readSecretFrom } from './prompt.ts'

function typed(...chunks: (string | Buffer)[]) {
  const line = new HiddenLine()
  const ends = chunks.map((chunk) => line.type(Buffer.from(chunk)))
  return { end: ends.at(-1), text: line.take().toString('utf8') }
}

test('letters come one by one or pasted, and Enter ends the line', () => {
  expect(typed('1', '2', '34\r')).toEqual({ end: 'done', text: '1234' })
  expect(typed('1234\nrest')).toEqual({ end: 'done', text: '1234' })
  expect(typed('12')).toEqual({ end: 'more', text: '12' })
})

test('Backspace takes a whole letter back, Ctrl+U the line, Ctrl+C everything', () => {
  expect(typed('mậ\u007ft\u0008\u0008\u0008x\r')).toEqual({ end: 'done', text: 'x' })
  expect(typed('đú\u007fng\r').text).toBe('đng')
  expect(typed('wrong\u0015right\r').text).toBe('right')
  expect(typed('123\u0003').end).toBe('cancelled')
})

test('a letter whose bytes arrive apart stays one letter', () => {
  const bytes = Buffer.from('ậ')
  expect(typed(bytes.subarray(0, 1), bytes.subarray(1), 'x\u007f\u007f\r').text).toBe('')
})

test('what is handed over is forgotten here', () => {
  const line = new HiddenLine()
  line.type(Buffer.from('1234\r'))
  expect([line.take().toString(), line.take().toString()]).toEqual(['1234', ''])
})

test('a secret from a pipe loses the line end that echo added, and nothing else', async () => {
  const read = async (...chunks: string[]) => (await readSecretFrom(Readable.from(chunks))).toString()
  expect(await read('mật ', 'khẩu \r\n')).toBe('mật khẩu ')
  await expect(read('')).rejects.toThrow('ERR_USAGE')
  await expect(read('\n')).rejects.toThrow('ERR_USAGE')
  await expect(read('x'.repeat(5000))).rejects.toThrow('ERR_USAGE')
})
