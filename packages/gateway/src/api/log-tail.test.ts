import { pino } from 'pino'
import { beforeEach, expect, test } from 'vitest'
import { LogTail } from './log-tail.ts'

const everything = { level: 'debug', after: 0, search: '', limit: 500 } as const
let tail: LogTail
let log: ReturnType<typeof pino>
beforeEach(() => {
  tail = new LogTail()
  log = pino({ base: null, timestamp: pino.stdTimeFunctions.isoTime }, { write: (line: string) => tail.add(line) })
})

test('a line is told apart: when, how bad, what, and what else', () => {
  log.info({ url: 'https://a', count: 2, list: ['x'] }, 'gateway is running')
  const [line] = tail.read(everything).lines
  expect(line).toMatchObject({
    ...{
      seq: 1,
      level: 'info',
      message: 'gateway is running',
      details: 'url=https://a count=2 list=["x"]',
      stack: null,
    },
  })
  expect(Date.parse(line?.at ?? '')).toBeGreaterThan(0)
})

test('an error shows its message, and where it came from apart', () => {
  log.error({ err: new Error('no route to host'), code: 'ERR_X' }, 'call failed')
  const [line] = tail.read(everything).lines
  expect(line).toMatchObject({ level: 'error', details: 'code=ERR_X err=no route to host' })
  expect(line?.stack).toContain('log-tail.test.ts')
})

test('level, text and number filter; the newest are shown, oldest first', () => {
  for (let at = 1; at <= 10; at++) log[at % 2 === 0 ? 'warn' : 'info']({ at }, `line ${at}`)
  const seqs = (filter: Partial<Parameters<LogTail['read']>[0]>) =>
    tail.read({ ...everything, ...filter }).lines.map(({ seq }) => seq)
  expect(seqs({ limit: 3 })).toEqual([8, 9, 10])
  expect(seqs({ level: 'warn' })).toEqual([2, 4, 6, 8, 10])
  expect(seqs({ search: 'LINE 1' })).toEqual([1, 10])
  expect(seqs({ after: 8 })).toEqual([9, 10])
  expect(tail.read({ ...everything, search: 'nothing' })).toMatchObject({ newest: 10, lines: [] })
})

test('it keeps the newest of many lines, and of long ones', () => {
  for (let at = 1; at <= 3_000; at++) log.info({}, `line ${at}`)
  const { lines, newest } = tail.read({ ...everything, limit: 3_000 })
  expect([lines.length, lines[0]?.seq, newest]).toEqual([2_000, 1_001, 3_000])
  for (let at = 0; at < 100; at++) log.info({ filler: 'x'.repeat(50_000) }, 'long')
  const long = tail.read({ ...everything, limit: 3_000 }).lines
  expect(long.length).toBeLessThan(100)
  expect(long.reduce((sum, { message }) => sum + message.length, 0)).toBeLessThanOrEqual(1_000_000)
})

test('what is no line of ours is shown as it is', () => {
  tail.add('plain words\n')
  tail.add('[1]\n')
  expect(tail.read(everything).lines.map(({ message, at }) => [message, at])).toEqual([
    ['plain words', null],
    ['[1]', null],
  ])
})
