import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type ApprovalPipeline, createApprovalPipeline } from '../../../../test/support/approval-pipeline.ts'

let office: ApprovalPipeline
beforeEach(async () => {
  office = await createApprovalPipeline()
})
afterEach(() => office.pipeline.close())

const CORRECTED = '<ToKhai><So>2</So></ToKhai>'

describe('a workstation that replaces its request', () => {
  const replace = (replaces: string, more: object = {}) =>
    office.submit({ externalId: 'corrected', document: CORRECTED, replaces, ...more })

  test('ends the earlier one, which nobody can approve then', async () => {
    const job = await office.submit()
    const newer = await replace(job.id)
    expect(newer).toMatchObject({ state: 'awaiting-approval', request: { replaces: job.id } })
    expect(office.now(job)).toMatchObject({ state: 'rejected', reason: { code: 'ERR_REPLACED' } })
    expect(await office.story(job)).toEqual(['received', 'approval asked', 'approval withdrawn', 'rejected'])
    await expect(office.approve(job)).rejects.toMatchObject({ code: 'ERR_APPROVAL_CLOSED' })
  })

  test('may do so once the earlier one was returned', async () => {
    const job = await office.submit()
    await office.giveBack(job)
    expect(await replace(job.id)).toMatchObject({ state: 'awaiting-approval', request: { replaces: job.id } })
    expect(office.now(job).reason?.code).toBe('ERR_APPROVAL_RETURNED')
  })

  test('cannot replace what is signed, what is another’s, or what is not there', async () => {
    await office.pipeline.unlock()
    const signed = await office.submit()
    await office.approve(signed)
    await office.pipeline.reached(signed.id, 'signed')
    const others = await office.submit({ workstationId: 'w2' })
    const row = await office.submit({ source: 'kho', workstationId: null })
    for (const id of [signed.id, others.id, row.id, 'none']) {
      await expect(replace(id)).rejects.toMatchObject({ code: 'ERR_REPLACES_SIGNED' })
    }
    expect(office.now(others).state).toBe('awaiting-approval')
    expect(office.now(row).state).toBe('awaiting-approval')
  })

  test('leaves the earlier one where the newer can never be signed', async () => {
    const job = await office.submit()
    expect(await replace(job.id, { document: 'no XML' })).toMatchObject({ state: 'rejected' })
    expect(office.now(job).state).toBe('awaiting-approval')
  })

  test('gets the same answer when it sends the newer one again', async () => {
    const job = await office.submit()
    const newer = await replace(job.id)
    expect((await replace(job.id)).id).toBe(newer.id)
  })
})

describe('a row that was corrected', () => {
  const row = (document: string, more: object = {}) =>
    office.submit({ source: 'kho', workstationId: null, requester: 'lan', document, ...more })
  const FIRST = '<ToKhai><So>1</So></ToKhai>'

  test('is the next version: the one before ends, without a word to the row', async () => {
    const job = await row(FIRST)
    const newer = await row(CORRECTED, { claim: { claimToken: 'b' } })
    expect(newer).toMatchObject({ state: 'awaiting-approval', request: { replaces: job.id } })
    expect(office.now(job)).toMatchObject({ state: 'rejected', reason: { code: 'ERR_REPLACED' } })
    expect(office.now(job).deliveredAt).not.toBeNull()
  })

  test('and corrected back waits anew as it was first', async () => {
    const job = await row(FIRST)
    const newer = await row(CORRECTED)
    const again = await row(FIRST)
    expect(again).toMatchObject({ id: job.id, state: 'awaiting-approval', request: { replaces: newer.id } })
    expect(again.approvalId).not.toBe(job.approvalId)
    expect(office.now(newer).state).toBe('rejected')
  })

  test('to another tax code waits anew: what was shown is out of date', async () => {
    const job = await row(FIRST, { taxCode: '0301519977' })
    const again = await row(FIRST, { taxCode: '0101300842' })
    expect(again).toMatchObject({ id: job.id, state: 'awaiting-approval', request: { taxCode: '0101300842' } })
    await expect(office.approve(job)).rejects.toMatchObject({ code: 'ERR_APPROVAL_OUTDATED' })
  })

  test('while nothing else of it changed keeps its approval', async () => {
    const job = await row(FIRST)
    const again = await row(FIRST, { claim: { claimToken: 'b' } })
    expect(again).toMatchObject({ id: job.id, approvalId: job.approvalId, state: 'awaiting-approval' })
  })

  test('does not end rows of other keys, whose names begin alike', async () => {
    const job = await row(FIRST, { externalId: '1' })
    await row(CORRECTED, { externalId: '11' })
    expect(office.now(job).state).toBe('awaiting-approval')
  })
})

test('what the host signs under one name twice is not one document in two versions', async () => {
  const host = { source: 'host', workstationId: null, externalId: 'x', claim: null } as const
  const job = await office.submit(host)
  await office.submit({ ...host, document: CORRECTED })
  expect(office.now(job).state).toBe('awaiting-approval')
})
