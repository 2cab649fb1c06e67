import Fastify from 'fastify'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type ApprovalPipeline, createApprovalPipeline, shown } from '../../../../test/support/approval-pipeline.ts'
import { silent } from '../../../../test/support/pipeline.ts'
import { gatherEvidence } from '../records/gather-evidence.ts'
import { SearchRows } from '../store/search-rows.ts'
import { type ApprovalDecisionParts, approveBody, decideAll } from './approval-decisions.ts'
import { admitHost } from './operator.ts'

let office: ApprovalPipeline
beforeEach(async () => {
  office = await createApprovalPipeline()
})
afterEach(() => office.pipeline.close())

test('whoever names another hash is on record, and the request can be proved as before', async () => {
  const { store, approvals: approvalDesk, folder } = office.pipeline
  const { accounts, history } = store
  const proofs = { password: { check: async () => {} }, passkey: null }
  const approve = approver({ approvalDesk, accounts, proofs, history, log: silent })
  const job = await office.submit()
  const { outcomes } = await approve({ ...shown(job), documentSha256: 'f'.repeat(64) })
  expect(outcomes).toMatchObject([{ id: job.id, error: { code: 'ERR_APPROVAL_OUTDATED' } }])
  const refused = (await office.records(job)).at(-1)
  expect(refused).toMatchObject({ requester: 'mai', code: 'ERR_APPROVAL_OUTDATED', note: 'approval refused' })
  const rows = new SearchRows(folder)
  expect(gatherEvidence(rows, job.id)).toHaveProperty('records')
  rows.close()
})

/** Decides as `mai`, whose password is right. */
function approver(parts: ApprovalDecisionParts) {
  const app = Fastify()
  admitHost(app)
  app.post('/approve', async (request) => {
    const { items, proof } = approveBody.parse(request.body)
    return { outcomes: await decideAll(parts, request, { decision: 'approve', items }, proof) }
  })
  const proof = { kind: 'password', account: 'mai', password: 'right' }
  return async (item: object) =>
    (await app.inject({ method: 'POST', url: '/approve', payload: { items: [item], proof } })).json()
}
