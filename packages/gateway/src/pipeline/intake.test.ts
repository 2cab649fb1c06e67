import { CongkyError, parseTaxCode } from '@congky/shared'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { AGENT, createPipeline, incoming, OWN, PIN, type Pipeline } from '../../../../test/support/pipeline.ts'

let pipeline: Pipeline
beforeEach(async () => {
  pipeline = await createPipeline()
})
afterEach(() => pipeline.close())

const submit = (more: Parameters<typeof incoming>[0]) => pipeline.intake.submit(incoming(more))

describe('a row that comes in again', () => {
  test('with a corrected tax code is signed as it asks now, not as it was rejected', async () => {
    await pipeline.unlock()
    const first = await submit({ taxCode: 'none' })
    expect(first).toMatchObject({ state: 'rejected', reason: { code: 'ERR_TAX_CODE_INVALID' } })
    const again = await submit({ taxCode: OWN, claim: { claimToken: 'b' } })
    expect(again.id).toBe(first.id)
    const signed = await pipeline.reached(first.id, 'signed')
    expect(signed).toMatchObject({ request: { taxCode: OWN, claim: { claimToken: 'b' } }, deliveredAt: null })
    expect(signed.certificate?.subject).toContain(OWN)
  })

  test('with a corrected profile is signed', async () => {
    await pipeline.unlock()
    const first = await submit({ profile: 'ky-nhanh' })
    expect(first.reason?.code).toBe('ERR_PROFILE_UNKNOWN')
    await submit({ profile: 'xmldsig-enveloped' })
    expect((await pipeline.reached(first.id, 'signed')).request.profile).toBe('xmldsig-enveloped')
  })

  test('as broken as before is rejected and answered again', async () => {
    const first = await submit({ taxCode: 'none' })
    await pipeline.desk.markDelivered(first)
    expect(await submit({ taxCode: 'none' })).toMatchObject({ id: first.id, state: 'rejected', deliveredAt: null })
  })

  test('with another tax code while it is held is never signed for the old one', async () => {
    await pipeline.tokens.unlock('agent', Buffer.from(PIN))
    const { id } = await submit({ taxCode: OWN })
    await pipeline.reached(id, 'held')
    await submit({ taxCode: AGENT, claim: { claimToken: 'b' } })
    const signed = await pipeline.reached(id, 'signed')
    expect(signed.request.taxCode).toBe(AGENT)
    expect(signed.certificate?.subject).toContain(AGENT)
  })

  test('unchanged while it is in hand keeps its place, under the new claim', async () => {
    const { id } = await submit({})
    await pipeline.reached(id, 'held')
    expect(await submit({ claim: { claimToken: 'b' } })).toMatchObject({ id, state: 'held' })
    expect(pipeline.keeper.find(id)?.request.claim).toEqual({ claimToken: 'b' })
  })

  test('after it was signed is delivered again, and not signed again', async () => {
    await pipeline.unlock()
    const { id } = await submit({})
    const signed = await pipeline.reached(id, 'signed')
    await pipeline.desk.markDelivered(signed)
    const again = await submit({ claim: { claimToken: 'b' } })
    expect(again).toMatchObject({ id, state: 'signed', deliveredAt: null, signedSha256: signed.signedSha256 })
  })
})

describe('a row that was signed and is set to pending again', () => {
  test('with another tax code is signed for that enterprise, and never gets the other’s signature', async () => {
    await pipeline.unlock()
    const first = await submit({ taxCode: AGENT })
    const signed = await pipeline.reached(first.id, 'signed')
    await pipeline.desk.markDelivered(signed)
    const second = await submit({ taxCode: OWN, claim: { claimToken: 'b' } })
    expect(second.id).not.toBe(first.id)
    const again = await pipeline.reached(second.id, 'signed')
    expect(again).toMatchObject({ request: { taxCode: OWN, claim: { claimToken: 'b' } }, deliveredAt: null })
    expect(again.certificate?.subject).toContain(OWN)
    expect(pipeline.keeper.find(first.id)?.deliveredAt).not.toBeNull()
  })

  test('with the first tax code once more gets the first signature, and nothing is signed anew', async () => {
    await pipeline.unlock()
    const first = await submit({ taxCode: AGENT })
    await pipeline.reached(first.id, 'signed')
    const other = await submit({ taxCode: OWN })
    await pipeline.reached(other.id, 'signed')
    expect(await submit({ taxCode: AGENT })).toMatchObject({ id: first.id, state: 'signed', deliveredAt: null })
    expect(await submit({ taxCode: OWN })).toMatchObject({ id: other.id, state: 'signed', deliveredAt: null })
  })

  test('with a tax code that is none is rejected for it', async () => {
    await pipeline.unlock()
    const first = await submit({ taxCode: AGENT })
    await pipeline.reached(first.id, 'signed')
    for (const _ of ['at first', 'and again']) {
      expect(await submit({ taxCode: 'none' })).toMatchObject({
        state: 'rejected',
        reason: { code: 'ERR_TAX_CODE_INVALID' },
        deliveredAt: null,
      })
    }
  })
})

describe('an idempotency key', () => {
  const call = { source: 'http', externalId: 'key', workstationId: 'w1', claim: null }

  test('used a hundred times at once makes one job', async () => {
    const jobs = await Promise.all(Array.from({ length: 100 }, () => submit(call)))
    expect(new Set(jobs.map(({ id }) => id)).size).toBe(1)
  })

  test('with another document, tax code or profile is a conflict', async () => {
    await submit({ ...call, taxCode: OWN })
    for (const other of [{ document: '<b/>' }, { taxCode: AGENT }, { taxCode: OWN, profile: 'customs-1543' }]) {
      await expect(submit({ ...call, ...other })).rejects.toMatchObject({ code: 'ERR_IDEMPOTENCY_CONFLICT' })
    }
    expect(await submit({ ...call, taxCode: OWN })).toMatchObject({ request: { taxCode: OWN } })
  })
})

test('a workstation gets the same answer for an enterprise it may not use and for one that nobody knows', async () => {
  const limited = { workstationId: 'w1', enterprises: [parseTaxCode(OWN)], document: 'no XML at all' }
  const forbidden = await submit({ ...limited, externalId: 'a', taxCode: AGENT })
  const unknown = await submit({ ...limited, externalId: 'b', taxCode: '0100109106' })
  expect(forbidden.reason).toEqual({ code: 'ERR_ENTERPRISE_FORBIDDEN', details: {} })
  expect(unknown.reason).toEqual(forbidden.reason)
})

test('a restored gateway that nobody confirmed takes nothing in and withdraws nothing', async () => {
  const { id } = await submit({ source: 'http', workstationId: 'w1', claim: null })
  await pipeline.reached(id, 'held')
  pipeline.refusal = () => new CongkyError('ERR_RESTORE_UNCONFIRMED')
  await expect(submit({ externalId: '2' })).rejects.toMatchObject({ code: 'ERR_RESTORE_UNCONFIRMED' })
  await expect(pipeline.desk.cancel(id)).rejects.toMatchObject({ code: 'ERR_RESTORE_UNCONFIRMED' })
  expect(pipeline.desk.find(id)).toMatchObject({ state: 'held' })
})
