import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import {
  type ApprovalPipeline,
  createApprovalPipeline,
  ruleOf,
  shown,
} from '../../../../test/support/approval-pipeline.ts'
import { HOST_ACTOR } from '../domain/account.ts'
import { useApproval } from '../domain/approval/decide.ts'
import type { Job } from '../domain/job.ts'

let office: ApprovalPipeline
beforeEach(async () => {
  office = await createApprovalPipeline()
})
afterEach(() => office.pipeline.close())

const approvalOf = (job: Job) => office.pipeline.approvals.of(office.now(job))
const subjectOf = ({ request: { documentSha256, taxCode, profile } }: Job) => ({ documentSha256, taxCode, profile })

describe('a document that somebody has to approve', () => {
  test('waits although every token is unlocked, and is signed once it was approved', async () => {
    await office.pipeline.unlock()
    const job = await office.submit()
    expect(job.state).toBe('awaiting-approval')
    expect(await office.approve(job)).toMatchObject({ state: 'received' })
    await office.pipeline.reached(job.id, 'signed')
    expect(approvalOf(job)).toMatchObject({ state: 'used', decisions: [{ account: 'mai' }] })
    expect(await office.story(job)).toEqual([
      'received',
      'approval asked',
      'approval approved',
      'intent used',
      'signed',
    ])
  })

  test('is rejected with the reason for which it was returned, approved before or not', async () => {
    for (const isApproved of [false, true]) {
      const job = await office.submit({ externalId: String(isApproved) })
      if (isApproved) await office.approve(job)
      const reason = { code: 'ERR_APPROVAL_RETURNED', details: { by: 'Mai', reason: 'Sai số lượng' } }
      expect(await office.giveBack(job)).toMatchObject({ state: 'rejected', reason })
      expect((await office.story(job)).slice(-2)).toEqual(['approval returned', 'rejected'])
      expect((await office.records(job)).find(({ approval }) => approval?.event === 'returned')).toMatchObject({
        ...{ requester: 'mai', origin: 'test', documentSha256: job.request.documentSha256 },
        approval: { rule: 'moi-chung-tu', step: 1, proof: 'password', reason: 'Sai số lượng' },
      })
    }
  })

  test('waits for every step', async () => {
    office.askFor(ruleOf({ steps: ['hung', 'mai'].map((name) => ({ name, approvers: [name], need: 1 })) }))
    const job = await office.submit()
    await expect(office.approve(job, 'mai')).rejects.toMatchObject({ code: 'ERR_APPROVER_FORBIDDEN' })
    expect(await office.approve(job, 'hung')).toMatchObject({ state: 'awaiting-approval' })
    expect(office.pipeline.desk.approvalOf(office.now(job))).toMatchObject({ step: 2, steps: 2, stepName: 'mai' })
    expect(await office.approve(job, 'mai')).toMatchObject({ state: 'received' })
  })

  test('ends with its request, and then nobody can approve it', async () => {
    const job = await office.submit()
    await office.pipeline.desk.cancel(job.id)
    expect(approvalOf(job)?.state).toBe('withdrawn')
    await expect(office.approve(job)).rejects.toMatchObject({ code: 'ERR_APPROVAL_CLOSED' })
    expect(await office.story(job)).toEqual(['received', 'approval asked', 'approval withdrawn', 'rejected'])
  })

  test('is not signed when it is withdrawn after it was approved', async () => {
    await office.pipeline.unlock()
    office.pipeline.signing.pause()
    const job = await office.submit()
    await office.approve(job)
    await office.pipeline.desk.cancel(job.id)
    office.pipeline.signing.resume()
    expect(office.now(job)).toMatchObject({ state: 'rejected', intentAt: null })
    expect(approvalOf(job)?.state).toBe('withdrawn')
  })

  test('is decided as it was shown, or not at all', async () => {
    const job = await office.submit()
    const others = [{ documentSha256: '0'.repeat(64) }, { approvalId: 'another' }]
    for (const other of others) {
      const item = { ...shown(job), ...other }
      const deciding = office.pipeline.approvals.approve(item, { account: 'mai', proof: 'password', origin: 'test' })
      await expect(deciding).rejects.toMatchObject({ code: 'ERR_APPROVAL_OUTDATED' })
    }
    expect(office.now(job).state).toBe('awaiting-approval')
  })
})

test('a right that is taken away a moment before counts no more', async () => {
  const job = await office.submit()
  const { accounts } = office.pipeline.store
  const [, approved] = await Promise.allSettled([accounts.disable('mai', HOST_ACTOR), office.approve(job)])
  expect(approved).toMatchObject({ status: 'rejected', reason: { code: 'ERR_APPROVER_FORBIDDEN' } })
  expect(approvalOf(job)).toMatchObject({ state: 'open', decisions: [] })
})

test('of two decisions at once the first stands', async () => {
  office.askFor(ruleOf({ steps: [{ name: 'Giám đốc', approvers: ['mai', 'hung'], need: 1 }] }))
  const job = await office.submit()
  const [returned, approved] = await Promise.allSettled([office.giveBack(job, 'hung'), office.approve(job, 'mai')])
  expect(returned.status).toBe('fulfilled')
  expect(approved).toMatchObject({ status: 'rejected', reason: { code: 'ERR_APPROVAL_CLOSED' } })
  expect(office.now(job).state).toBe('rejected')
})

test('a signature that a crash interrupted is made with the approval that it used', async () => {
  const { pipeline } = office
  await pipeline.unlock()
  pipeline.signing.pause()
  const job = await office.submit()
  await office.approve(job)
  // As a crash leaves it: the intent is durable, and nothing came of it.
  await pipeline.keeper.decide(job.id, (now) => {
    const approval = useApproval(pipeline.approvals.of(now), job.id, subjectOf(job))
    return { change: { intentAt: new Date(), approval }, entries: [] }
  })
  pipeline.signing.resume()
  await pipeline.reached(job.id, 'signed')
  expect(approvalOf(job)?.state).toBe('used')
  expect((await office.story(job)).slice(-2)).toEqual(['intent used', 'signed'])
})

describe('the store itself refuses', () => {
  beforeEach(() => office.pipeline.signing.pause())

  test('that a job goes on without its approval', async () => {
    const job = await office.submit()
    const goOn = office.pipeline.keeper.change(job, ['awaiting-approval'], { state: 'received' }, 'released')
    await expect(goOn).rejects.toThrow('a job goes on only with its approval')
  })

  test('an intent that does not use its approval', async () => {
    const job = await office.submit()
    await office.approve(job)
    const intend = office.pipeline.keeper.change(job, ['received'], { intentAt: new Date() }, 'intent')
    await expect(intend).rejects.toThrow('nothing is signed without its approval')
  })

  test('what waits to become another document', async () => {
    const job = await office.submit()
    await office.approve(job)
    const wishes = { ...job.request, profile: 'customs-1543' }
    const change = office.pipeline.keeper.change(job, ['received'], { wishes }, null)
    await expect(change).rejects.toThrow('a job goes on only with its approval')
  })
})

describe('a document that nobody decides on in time', () => {
  const soon = 0.3 / 3600
  let stop: () => Promise<void>
  beforeEach(() => {
    stop = office.pipeline.approvals.start()
  })
  afterEach(() => stop())

  test('is rejected, or held until a person submits it anew, as the policy says', async () => {
    office.askFor(ruleOf({ expiresAfterHours: soon }))
    const returned = await office.submit()
    office.askFor(ruleOf({ expiresAfterHours: soon, atExpiry: 'hold' }))
    const held = await office.submit({ externalId: '2' })

    await office.pipeline.reached(returned.id, 'rejected')
    expect(await office.story(returned)).toEqual(['received', 'approval asked', 'approval expired', 'rejected'])
    await office.pipeline.reached(held.id, 'held')
    expect(office.now(held).reason?.code).toBe('ERR_APPROVAL_EXPIRED')
    office.pipeline.signing.reconsider()
    office.pipeline.signing.releaseHeld()
    const again = await office.pipeline.desk.retry(held.id, 'quan')
    expect(again).toMatchObject({ state: 'awaiting-approval', reason: null })
    expect(again?.approvalId).not.toBe(held.approvalId)
    expect((await office.story(held)).slice(-4)).toEqual(['approval expired', 'held', 'released', 'approval asked'])
  })
})
