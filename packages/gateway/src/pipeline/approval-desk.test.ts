import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createPipeline, incoming, type Pipeline } from '../../../../test/support/pipeline.ts'
import { HOST_ACTOR } from '../domain/account.ts'
import { useApproval } from '../domain/approval/decide.ts'
import type { ApprovalRule } from '../domain/approval/policy.ts'
import type { Job } from '../domain/job.ts'
import { openStoreReader } from '../store/store-reader.ts'

let pipeline: Pipeline
beforeEach(async () => {
  pipeline = await createPipeline()
  const { accounts } = pipeline.store
  for (const [name, role] of [
    ['mai', 'approver'],
    ['hung', 'approver'],
    ['quan', 'admin'],
  ] as const) {
    await accounts.add({ name, displayName: name.toUpperCase(), role, passwordHash: 'scrypt$x' }, HOST_ACTOR)
  }
  askFor(rule())
})
afterEach(() => pipeline.close())

function rule(more: Partial<ApprovalRule> = {}): ApprovalRule {
  const when = { taxCodes: [], sources: [], profiles: [], kinds: [], requesters: [], values: [] }
  const steps = [{ name: 'Giám đốc', approvers: ['mai'], need: 1 }]
  const rest = { exempt: false, signWith: 'enterprise', expiresAfterHours: 72, atExpiry: 'return' } as const
  return { name: 'moi', when, steps, ...rest, anonymousRequester: 'refuse', ...more }
}
function askFor(...rules: readonly ApprovalRule[]): void {
  pipeline.config = { ...pipeline.config, approval: { rules, people: [] } }
}
const call = { source: 'http', workstationId: 'w1', claim: null, requester: 'may-1' }
const submit = (more: Parameters<typeof incoming>[0] = {}) => pipeline.intake.submit(incoming({ ...call, ...more }))
const by = (account: string) => ({ account, proof: 'password', origin: 'test' }) as const
function shown({ id, approvalId, request }: Job) {
  return { id, approvalId: approvalId ?? '', documentSha256: request.documentSha256 }
}
const approve = (job: Job, account = 'mai') => pipeline.approvals.approve(shown(job), by(account))
const giveBack = (job: Job, account = 'mai') =>
  pipeline.approvals.giveBack(shown(job), 'Sai số lượng', by(account), 'Mai')
/** Kinds of the records of a job, with the event of each that is about its approval. */
async function story({ id }: Job): Promise<string[]> {
  const reader = openStoreReader(pipeline.folder)
  const records = (await reader.history({ limit: 100, jobId: id })).map(({ text }) => JSON.parse(text)).reverse()
  reader.close()
  return records.map(({ kind, approval }) => (approval ? `${kind} ${approval.event}` : kind))
}

describe('a document that somebody has to approve', () => {
  test('waits although every token is unlocked, and is signed once it was approved', async () => {
    await pipeline.unlock()
    const job = await submit()
    expect(job).toMatchObject({ state: 'awaiting-approval' })
    expect(await approve(job)).toMatchObject({ state: 'received' })
    const signed = await pipeline.reached(job.id, 'signed')
    expect(pipeline.approvals.of(signed)).toMatchObject({ state: 'used', decisions: [{ account: 'mai' }] })
    expect(await story(job)).toEqual(['received', 'approval asked', 'approval approved', 'intent used', 'signed'])
  })

  test('is rejected with the reason for which it was returned, approved before or not', async () => {
    for (const isApproved of [false, true]) {
      const job = await submit({ externalId: String(isApproved) })
      if (isApproved) await approve(job)
      const reason = { code: 'ERR_APPROVAL_RETURNED', details: { by: 'Mai', reason: 'Sai số lượng' } }
      expect(await giveBack(job)).toMatchObject({ state: 'rejected', reason })
      expect((await story(job)).slice(-2)).toEqual(['approval returned', 'rejected'])
    }
  })
})

test('a signature that a crash interrupted is made with the approval that it used', async () => {
  const { signing, keeper, approvals } = pipeline
  await pipeline.unlock()
  signing.pause()
  const job = await submit()
  await approve(job)
  // As a crash leaves it: the intent is durable, and nothing came of it.
  await keeper.decide(job.id, (now) => {
    const subject = { documentSha256: job.request.documentSha256, taxCode: null, profile: job.request.profile }
    const approval = useApproval(approvals.of(now), job.id, subject)
    return { change: { intentAt: new Date(), approval }, entries: [] }
  })
  signing.resume()
  expect(approvals.of(await pipeline.reached(job.id, 'signed'))?.state).toBe('used')
  expect(await story(job)).toEqual(['received', 'approval asked', 'approval approved', 'intent used', 'signed'])
})
