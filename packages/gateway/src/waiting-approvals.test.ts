import { afterEach, beforeEach, expect, test } from 'vitest'
import { type ApprovalPipeline, createApprovalPipeline } from '../../../test/support/approval-pipeline.ts'
import { silent } from '../../../test/support/pipeline.ts'
import { waitingApprovals } from './waiting-approvals.ts'

let office: ApprovalPipeline
beforeEach(async () => {
  office = await createApprovalPipeline()
})
afterEach(() => office.pipeline.close())

test('each document is told to who may decide it, and others have their turn after each', async () => {
  const { pipeline } = office
  const person = (name: string) => ({ requesters: [], workstations: [], certificate: null, accounts: [name] })
  const people = ['mai', 'hung'].map((name) => ({ ...person(name), email: `${name}@van-phong.test` }))
  pipeline.config = { ...pipeline.config, approval: { ...pipeline.config.approval, people } }
  for (const externalId of ['1', '2', '3']) await office.submit({ externalId })
  let turns = 0
  const count = () => {
    turns++
    turn = setImmediate(count)
  }
  let turn = setImmediate(count)
  const { shown, more } = await waitingApprovals(
    { config: () => pipeline.config, keeper: pipeline.keeper, store: pipeline.store, log: silent },
    pipeline.approvals,
  )
  clearImmediate(turn)
  expect(shown.map(({ deciders }) => deciders)).toEqual(shown.map(() => ['mai@van-phong.test']))
  expect([shown.length, more]).toEqual([3, 0])
  expect(turns).toBeGreaterThanOrEqual(2)
})
