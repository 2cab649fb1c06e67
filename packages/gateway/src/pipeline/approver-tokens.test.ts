import { CongkyError } from '@congky/shared'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createPipeline, incoming, OWN, PIN, type Pipeline, silent } from '../../../../test/support/pipeline.ts'
import { HOST_ACTOR } from '../domain/account.ts'
import type { ApprovalRule } from '../domain/approval/policy.ts'
import type { Job } from '../domain/job.ts'
import type { HistoryWriter } from '../store/history.ts'
import { ApproverTokens } from './approver-tokens.ts'
import { TokenLocks } from './token-locks.ts'

/** Mai's own certificate is on the token `own`; what enterprises sign with is on `agent`. */
let pipeline: Pipeline
beforeEach(async () => {
  pipeline = await createPipeline()
  const account = { name: 'mai', displayName: 'Mai', role: 'approver', passwordHash: 'scrypt$x' } as const
  await pipeline.store.accounts.add(account, HOST_ACTOR)
  const certificate = pipeline.config.enterprises[0]?.certificate ?? null
  const person = { accounts: ['mai'], requesters: [], workstations: [], certificate, email: null }
  const when = { taxCodes: [], sources: [], profiles: [], kinds: [], requesters: [], values: [] }
  const rule: ApprovalRule = {
    ...{ name: 'moi', when, steps: [{ name: 'Giám đốc', approvers: ['mai'], need: 1 }], exempt: false },
    ...{ signWith: 'approver', expiresAfterHours: 72, atExpiry: 'return', anonymousRequester: 'refuse' },
  }
  pipeline.config = { ...pipeline.config, approval: { rules: [rule], people: [person] } }
})
afterEach(() => pipeline.close())

let count = 0
const submit = () => {
  const call = { source: 'http', workstationId: 'w1', claim: null, requester: 'may-1', taxCode: OWN }
  return pipeline.intake.submit(incoming({ ...call, externalId: `${++count}` }))
}
async function approved(): Promise<Job> {
  const { id, approvalId, request } = await submit()
  const item = { id, approvalId: approvalId ?? '', documentSha256: request.documentSha256 }
  await pipeline.approvals.approve(item, { account: 'mai', proof: 'password', origin: 'test' })
  return pipeline.reached(id, 'held', 'signed')
}
function ownTokens(signMs?: number, history: Pick<HistoryWriter, 'append'> = pipeline.store.history): ApproverTokens {
  const { tokens, keeper, approvals } = pipeline
  const locks = new TokenLocks(tokens, history)
  return new ApproverTokens({ tokens, keeper, locks, approvalDesk: approvals, log: silent }, signMs)
}
const typed = (pin = PIN) => ({ pin: Buffer.from(pin), confirmLowTries: false })
const stateOf = (token: string) => pipeline.tokens.list().find(({ name }) => name === token)?.state

test('signs what was approved with the token of who approved, and locks it again', async () => {
  const [one, two] = [await approved(), await approved()]
  const own = ownTokens()
  expect(own.tokenOf(one.id)?.name).toBe('own')
  const pin = typed()
  const done = await own.sign([one.id, two.id], pin, HOST_ACTOR)
  expect(done.map(({ id, state }) => [id, state])).toEqual([
    [one.id, 'signed'],
    [two.id, 'signed'],
  ])
  expect(stateOf('own')).toBe('locked')
  expect([...pin.pin].every((byte) => byte === 0)).toBe(true)
})

test('two at once share the open token, and the last one locks it', async () => {
  const [one, two] = [await approved(), await approved()]
  const own = ownTokens()
  const both = await Promise.all([one, two].map(({ id }) => own.sign([id], typed(), HOST_ACTOR)))
  expect(both.flat().map(({ state }) => state)).toEqual(['signed', 'signed'])
  expect(stateOf('own')).toBe('locked')
})

test('a token that was open stays open', async () => {
  await pipeline.tokens.unlock('own', Buffer.from(PIN))
  const job = await approved()
  await ownTokens().sign([job.id], typed(), HOST_ACTOR)
  expect(stateOf('own')).toBe('ready')
})

test('a wrong PIN opens nothing and locks nothing away: the token says that it was refused', async () => {
  const job = await approved()
  const own = ownTokens()
  await expect(own.sign([job.id], typed('Canary-PIN-wrong'), HOST_ACTOR)).rejects.toThrow('ERR_PIN_REFUSED')
  expect(stateOf('own')).toBe('pin-refused')
  const again = { pin: Buffer.from(PIN), confirmLowTries: true }
  expect(await own.sign([job.id], again, HOST_ACTOR)).toMatchObject([{ state: 'signed' }])
  expect(stateOf('own')).toBe('locked')
})

test('a signature that does not come in time leaves no token open', async () => {
  const job = await approved()
  pipeline.signing.pause()
  expect(await ownTokens(50).sign([job.id], typed(), HOST_ACTOR)).toMatchObject([{ state: expect.any(String) }])
  expect(stateOf('own')).toBe('locked')
})

test('a token whose opening could not be written down is locked again', async () => {
  const job = await approved()
  const full = async () => Promise.reject(new CongkyError('ERR_STORE_FULL'))
  const own = ownTokens(50, { append: full })
  await expect(own.sign([job.id], typed(), HOST_ACTOR)).rejects.toThrow('ERR_STORE_FULL')
  expect(stateOf('own')).toBe('locked')
})

test('nothing is opened for what is not approved, nor for documents of different tokens', async () => {
  const waiting = await submit()
  const own = ownTokens()
  expect(own.tokenOf(waiting.id)).toBeNull()
  await expect(own.sign([waiting.id], typed(), HOST_ACTOR)).rejects.toThrow('ERR_APPROVAL_MISSING')
  const job = await approved()
  await expect(own.sign([job.id, waiting.id], typed(), HOST_ACTOR)).rejects.toThrow('ERR_REQUEST_INVALID')
  expect(stateOf('own')).toBe('locked')
})
