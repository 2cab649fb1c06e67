import { afterEach, beforeEach, expect, test } from 'vitest'
import { createPipeline, incoming, type Pipeline } from '../../../../test/support/pipeline.ts'
import { type HistoryRecord, parseRecord } from '../domain/history-record.ts'
import type { StageTimes } from '../domain/stage-times.ts'
import { openStoreReader } from '../store/store-reader.ts'
import { StageClock } from './stage-clock.ts'

let pipeline: Pipeline
let told: StageTimes[]
beforeEach(async () => {
  pipeline = await createPipeline()
  told = []
  pipeline.keeper.clock.onDelivered((times) => told.push(times))
})
afterEach(() => pipeline.close())

async function recordOf(jobId: string, kind: HistoryRecord['kind']): Promise<HistoryRecord | null> {
  const reader = openStoreReader(pipeline.folder)
  try {
    return parseRecord((await reader.history({ jobId, kind, limit: 1 }))[0]?.text ?? '')
  } finally {
    reader.close()
  }
}

test('the records of a request say where its time went, and nothing is kept once it is delivered', async () => {
  await pipeline.unlock()
  const arrivedMs = performance.now() - 5_000
  const { id } = await pipeline.intake.submit(incoming({ arrivedMs }))
  const job = await pipeline.reached(id, 'signed')
  await pipeline.desk.markDelivered(job, 7.126)
  const signed = (await recordOf(id, 'signed'))?.times
  const delivered = (await recordOf(id, 'delivered'))?.times
  expect(signed).toMatchObject({ queue: expect.any(Number), sign: expect.any(Number), store: expect.any(Number) })
  expect(signed?.receive).toBeGreaterThanOrEqual(5_000)
  expect(signed?.deliver).toBeUndefined()
  expect(delivered).toEqual({ store: expect.any(Number), deliver: 7.13 })
  expect(delivered?.store).toBeGreaterThan(signed?.store ?? Number.POSITIVE_INFINITY)
  expect(told).toHaveLength(1)
  expect(told[0]?.deliver).toBe(7.126)
  expect((await recordOf(id, 'received'))?.times).toBeUndefined()
  expect(pipeline.keeper.clock.recorded(id, 'signed')).toEqual({})
})

test('what is rejected leaves nothing behind and is told to nobody', async () => {
  const waiting = await pipeline.intake.submit(incoming())
  await pipeline.signing.cancel(waiting.id)
  const refused = await pipeline.intake.submit(incoming({ externalId: '2', document: 'no XML' }))
  expect(refused.state).toBe('rejected')
  for (const { id } of [waiting, refused]) expect(pipeline.keeper.clock.recorded(id, 'signed')).toEqual({})
  expect(told).toEqual([])
})

test('a request that was on its way through a restart is told with what is known', async () => {
  const clock = new StageClock()
  clock.add('1', 'deliver', 2)
  expect(clock.recorded('1', 'delivered')).toEqual({ times: { deliver: 2 } })
  expect(clock.recorded('2', 'delivered')).toEqual({})
})

test('however many requests wait, the memory for their times is bounded: the oldest go', () => {
  const clock = new StageClock()
  for (let i = 0; i <= 10_000; i++) clock.add(String(i), 'receive', 1)
  expect(clock.recorded('0', 'signed')).toEqual({})
  expect(clock.recorded('1', 'signed')).toEqual({ times: { receive: 1 } })
})

test('a stage adds up, and clocks that disagree take nothing away', () => {
  const clock = new StageClock()
  clock.addAll('1', { queue: 1.001, sign: 3 })
  clock.add('1', 'queue', 1.006)
  clock.add('1', 'sign', -1)
  expect(clock.recorded('1', 'signed')).toEqual({ times: { queue: 2.01, sign: 3 } })
})
