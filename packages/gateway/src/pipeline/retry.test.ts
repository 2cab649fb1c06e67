import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type ApprovalPipeline, createApprovalPipeline, ruleOf } from '../../../../test/support/approval-pipeline.ts'
import { orderInterchange } from '../../../../test/support/interchanges.ts'

let office: ApprovalPipeline
beforeEach(async () => {
  office = await createApprovalPipeline()
})
afterEach(() => office.pipeline.close())

const retry = (id: string) => office.pipeline.desk.retry(id, 'quan')

describe('a rejected request of a workstation that a person tries again', () => {
  test('needs the approval that the policy asks for by now', async () => {
    office.askFor()
    const job = await office.submit()
    await office.pipeline.desk.cancel(job.id)
    office.askFor(ruleOf())
    await office.pipeline.unlock()
    expect(await retry(job.id)).toMatchObject({ state: 'awaiting-approval' })
    expect((await office.story(job)).slice(-2)).toEqual(['released', 'approval asked'])
    await office.approve(office.now(job))
    await office.pipeline.reached(job.id, 'signed')
  })

  test('needs another approval than the one it was returned with', async () => {
    const job = await office.submit()
    await office.giveBack(job)
    const again = await retry(job.id)
    expect(again).toMatchObject({ state: 'awaiting-approval', reason: null })
    expect(again?.approvalId).not.toBe(job.approvalId)
    await expect(office.approve(job)).rejects.toMatchObject({ code: 'ERR_APPROVAL_OUTDATED' })
  })

  test('that was refused for what it says is looked at again, and refused again', async () => {
    const job = await office.submit({ document: orderInterchange({ exporter: 'X' }), profile: 'edifact-secured' })
    expect(job).toMatchObject({ state: 'rejected', reason: { code: 'ERR_CO_INVALID' } })
    expect(office.pipeline.store.jobs.document(job.id)).not.toBeNull()
    expect(await retry(job.id)).toMatchObject({ state: 'rejected', reason: { code: 'ERR_CO_INVALID' } })
    expect(await office.story(job)).toEqual(['received', 'rejected', 'rejected'])
  })

  test('stays rejected when it came in a row, which is set to pending in its table instead', async () => {
    const job = await office.submit({
      source: 'kho',
      workstationId: null,
      claim: { claimToken: 'a' },
      requester: 'lan',
    })
    await office.giveBack(job)
    expect(await retry(job.id)).toMatchObject({ state: 'rejected' })
  })
})

describe('a held request that a person tries again', () => {
  test('keeps the approval that it has', async () => {
    const job = await office.submit()
    await office.approve(job)
    await office.pipeline.reached(job.id, 'held')
    expect(await retry(job.id)).toMatchObject({ state: 'received', approvalId: job.approvalId })
    await office.pipeline.unlock()
    await office.pipeline.reached(job.id, 'signed')
  })

  test('asks again, by its old plan, for an approval that is of something else', async () => {
    const { pipeline } = office
    pipeline.signing.pause()
    const job = await office.submit()
    await office.approve(job)
    // Whatever changed what is to be signed below the code that takes requests in.
    const other = { ...job.request, profile: 'customs-1543' }
    const reason = { code: 'ERR_APPROVAL_MISSING', details: {} } as const
    await pipeline.keeper.change(job, ['received'], { state: 'held', reason, wishes: other }, 'held')
    office.askFor()
    pipeline.signing.reconsider()
    const again = await retry(job.id)
    expect(again).toMatchObject({ state: 'awaiting-approval' })
    expect(again && pipeline.approvals.of(again)).toMatchObject({
      subject: { profile: 'customs-1543' },
      plan: { rule: 'moi-chung-tu' },
    })
  })
})
