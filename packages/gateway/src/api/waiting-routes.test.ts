import Fastify from 'fastify'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createPipeline, incoming, OWN, type Pipeline } from '../../../../test/support/pipeline.ts'
import { waitingRoutes } from './waiting-routes.ts'

let pipeline: Pipeline
beforeEach(async () => {
  pipeline = await createPipeline()
})
afterEach(() => pipeline.close())

test('who waits is told oldest first with the place in the queue, without what is held for a person', async () => {
  const { intake, keeper, signing } = pipeline
  const app = Fastify()
  waitingRoutes(app, { openJobs: () => keeper.openJobs(), queuePosition: (job) => signing.queuePosition(job) })
  const look = async () => (await app.inject('/waiting')).json()
  const held = await intake.submit(incoming({ externalId: 'held', taxCode: OWN }))
  await pipeline.reached(held.id, 'held')
  expect(await look()).toEqual({ count: 0, requests: [] })

  signing.pause()
  for (let at = 1; at <= 25; at++)
    await intake.submit(incoming({ externalId: `${at}`, document: `<a><b>${at}</b></a>` }))
  const { count, requests } = await look()
  expect([count, requests.length]).toEqual([25, 20])
  expect(requests[0]).toMatchObject({ state: 'received', source: 'kho', taxCode: null, position: 0 })
  expect(requests.map(({ position }: { position: number }) => position)).toEqual([...Array(20).keys()])
})
