import { afterEach, beforeEach, expect, test } from 'vitest'
import { AGENT, createPipeline, incoming, OWN, type Pipeline } from '../../../../test/support/pipeline.ts'
import { JobKeeper } from './job-keeper.ts'

let pipeline: Pipeline
beforeEach(async () => {
  pipeline = await createPipeline()
})
afterEach(() => pipeline.close())

test('held jobs are grouped by their reason while they come and go, and after a restart', async () => {
  const { intake, keeper, store, tokens } = pipeline
  const submit = async (externalId: string, taxCode: string) => {
    const { id } = await intake.submit(incoming({ externalId, taxCode, document: `<a><b>${externalId}</b></a>` }))
    return pipeline.reached(id, 'held')
  }
  expect(keeper.heldGroups).toEqual([])
  await submit('1', AGENT)
  const own = [await submit('2', OWN), await submit('3', OWN)]
  const groups = [
    { reason: { code: 'ERR_TOKEN_LOCKED', details: { token: 'own' } }, count: 2 },
    { reason: { code: 'ERR_TOKEN_LOCKED', details: { token: 'agent' } }, count: 1 },
  ]
  expect(keeper.heldGroups).toEqual(groups)
  const next = new JobKeeper(store.jobs, { debug() {}, info() {}, warn() {}, error() {} })
  next.load()
  expect(next.heldGroups).toEqual(groups)

  await tokens.unlock('own', Buffer.from('Canary-PIN-1234'))
  for (const { id } of own) await pipeline.reached(id, 'signed')
  expect(keeper.heldGroups).toEqual(groups.slice(1))
})
