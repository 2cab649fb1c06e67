import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createPipeline, incoming, type Pipeline, silent } from '../../../../test/support/pipeline.ts'
import { DATABASE_FILE } from '../store/database.ts'
import { openStoreReader } from '../store/store-reader.ts'
import { Retention } from './retention.ts'

const DAY_MS = 86_400_000
let pipeline: Pipeline
let retention: Retention
beforeEach(async () => {
  pipeline = await createPipeline()
  const { config, store } = pipeline
  retention = new Retention({
    ...{ config: () => config, jobs: store.jobs, messages: store.statements },
    ...{ history: store.history, log: silent },
  })
})
afterEach(() => pipeline.close())

const inDays = (days: number) => new Date(Date.now() + days * DAY_MS)

test('documents go when their outcome went out 30 days ago; what waits keeps them, and history stays', async () => {
  await pipeline.unlock()
  const { jobs } = pipeline.store
  const sign = async (externalId: string, more = {}) => {
    const { id } = await pipeline.intake.submit(incoming({ externalId, ...more }))
    return pipeline.reached(id, 'signed')
  }
  const delivered = await sign('1')
  await pipeline.desk.markDelivered(delivered)
  const undelivered = await sign('2')
  const neverAskedFor = await sign('3', { source: 'http', workstationId: 'w1', claim: null })
  await pipeline.tokens.lock('agent')
  const held = await pipeline.intake.submit(incoming({ externalId: '4' }))

  expect(await retention.purge(inDays(29))).toBe(0)
  expect(await retention.purge(inDays(31))).toBe(2)
  expect([delivered, neverAskedFor].map(({ id }) => jobs.signedDocument(id))).toEqual([null, null])
  expect([undelivered.id, held.id].map((id) => jobs.document(id) !== null)).toEqual([true, true])
  const sqlite = new Database(join(pipeline.folder, DATABASE_FILE), { readonly: true })
  // Of an edit that is left behind, nobody would ever hear.
  expect(sqlite.prepare('SELECT job_id FROM signed_document').pluck().all()).toEqual([undelivered.id])
  sqlite.close()
  expect(jobs.find(delivered.id)).toMatchObject({ state: 'signed', signedSha256: delivered.signedSha256 })

  const reader = openStoreReader(pipeline.folder)
  expect(await reader.verifyHistory()).toMatchObject({ intact: true })
  const [newest] = await reader.history({ limit: 1, kind: 'gateway' })
  reader.close()
  expect(newest?.text).toContain('dropped 2 documents older than 30 days')
})

test('a document that came while the clock was ahead holds up nobody behind it', async () => {
  await pipeline.unlock()
  const { jobs } = pipeline.store
  const ids: string[] = []
  for (const externalId of ['1', '2']) {
    const { id } = await pipeline.intake.submit(incoming({ externalId }))
    await pipeline.desk.markDelivered(await pipeline.reached(id, 'signed'))
    ids.push(id)
  }
  const sqlite = new Database(join(pipeline.folder, DATABASE_FILE))
  const receive = sqlite.prepare(
    'UPDATE job SET received_at = ?, delivered_at = coalesce(?, delivered_at) WHERE id = ?',
  )
  receive.run(inDays(3_650).getTime(), inDays(3_650).getTime(), ids[0])
  receive.run(inDays(-40).getTime(), inDays(-39).getTime(), ids[1])
  sqlite.close()
  expect(await retention.purge(new Date())).toBe(1)
  expect(ids.map((id) => jobs.document(id) !== null)).toEqual([true, false])
})

test('each write looks at few documents, goes on where the last one ended, and ends at the first that is young', async () => {
  await pipeline.unlock()
  const { jobs } = pipeline.store
  const ids: string[] = []
  for (const externalId of ['1', '2', '3']) {
    const { id } = await pipeline.intake.submit(incoming({ externalId }))
    const signed = await pipeline.reached(id, 'signed')
    if (externalId !== '2') await pipeline.desk.markDelivered(signed)
    ids.push(id)
  }
  expect(await jobs.dropDocuments(inDays(-1), 2)).toEqual({ dropped: 0, next: null })
  const first = await jobs.dropDocuments(inDays(1), 2)
  expect(first).toMatchObject({ dropped: 1, next: expect.any(Number) })
  expect(ids.map((id) => jobs.document(id) !== null)).toEqual([false, true, true])
  expect(await jobs.dropDocuments(inDays(1), 2, first.next ?? 0)).toEqual({ dropped: 1, next: null })
  expect(ids.map((id) => jobs.document(id) !== null)).toEqual([false, true, false])
})
