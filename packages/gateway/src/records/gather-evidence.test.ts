import { afterEach, beforeEach, expect, test } from 'vitest'
import { type ApprovalPipeline, createApprovalPipeline } from '../../../../test/support/approval-pipeline.ts'
import { SearchRows } from '../store/search-rows.ts'
import { gatherEvidence } from './gather-evidence.ts'

let office: ApprovalPipeline
beforeEach(async () => {
  office = await createApprovalPipeline()
})
afterEach(() => office.pipeline.close())

test('a request that was tried again and again before it was signed is proved like any other', async () => {
  const { store, folder, unlock, reached } = office.pipeline
  await unlock()
  const job = await office.submit()
  const look = { kind: 'account', requester: 'mai', jobId: job.id, note: 'read the document' } as const
  await Promise.all(Array.from({ length: 600 }, () => store.history.append(look)))
  await office.approve(job)
  await reached(job.id, 'signed')
  const rows = new SearchRows(folder)
  const found = gatherEvidence(rows, job.id)
  rows.close()
  expect(found).toHaveProperty('records')
})
