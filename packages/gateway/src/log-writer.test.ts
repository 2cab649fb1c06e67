import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { pino } from 'pino'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { makeFolder, removeFolder } from '../../../test/support/folder.ts'
import { eventually } from '../../../test/support/gateway.ts'
import { LogWriter } from './log-writer.ts'

let folder: string
let file: string
let writes: number
let log: ReturnType<typeof pino>
let writer: LogWriter
const tailed: string[] = []
beforeEach(async () => {
  folder = makeFolder('log-writer')
  file = join(folder, 'congky.log')
  writes = 0
  const destination = pino.destination({ dest: file, sync: false })
  await new Promise((resolve) => destination.once('ready', resolve))
  const counted = {
    write: (text: string) => {
      writes++
      destination.write(text)
    },
    flushSync: () => destination.flushSync(),
  }
  writer = new LogWriter(counted, { add: (line) => tailed.push(line) })
  log = pino({ base: null }, writer)
})
afterEach(() => {
  tailed.length = 0
  removeFolder(folder)
})

const written = () =>
  readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line).msg)

test('lines leave together after a moment, and the console has each at once', async () => {
  for (const text of ['a', 'b', 'c']) log.info({}, text)
  expect([writes, tailed.length]).toEqual([0, 3])
  await eventually(() => written().length === 3)
  expect([written(), writes]).toEqual([['a', 'b', 'c'], 1])
})

test('a warning waits for nothing, and takes what came before along', async () => {
  log.info({}, 'a')
  log.warn({}, 'b')
  expect(writes).toBe(1)
  await eventually(() => written().join() === 'a,b')
})

test('many lines wait for no clock', () => {
  for (let at = 0; at < 100; at++) log.info({ filler: 'x'.repeat(1_000) }, 'long')
  expect(writes).toBe(1)
})

test('nothing is lost at the end, and nothing written twice', () => {
  log.info({}, 'a')
  writer.flush()
  expect(written()).toEqual(['a'])
  writer.flush()
  expect(written()).toEqual(['a'])
})
