/** What the model (test/model) does not reach: the rest of what the rules of approvals say. */
import { parseTaxCode } from '@congky/shared'
import { expect, test } from 'vitest'
import type { Approval, ApprovalPlan, ApprovalStep } from './approval.ts'
import { type ApprovalWorld, approve, askApproval, close, expire, giveBack, useApproval } from './decide.ts'
import { Persons } from './persons.ts'

const NOW = new Date('2026-01-05T08:00:00Z')
const subject = { documentSha256: 'ab'.repeat(32), taxCode: parseTaxCode('0101300842'), profile: 'xmldsig-enveloped' }
const director: ApprovalStep = { name: 'Giám đốc', approvers: [], need: 1 }
const mai = { account: 'mai', proof: 'password', origin: '10.0.0.5' } as const

function asked(steps: readonly ApprovalStep[] = [director], more: Partial<ApprovalPlan> = {}): Approval {
  const usual = { signWith: 'enterprise', expiresAfterHours: 1, atExpiry: 'return', requesterNames: ['an'] } as const
  const plan = { rule: 'quy tắc', policySha256: '', steps, ...usual, ...more }
  return askApproval({ id: 'a', jobId: 'j', subject, plan }, NOW)
}

function world(more: Partial<ApprovalWorld> = {}): ApprovalWorld {
  return { now: NOW, mayApprove: () => true, persons: new Persons([], []), delegations: [], ...more }
}

const code = (name: string) => expect.objectContaining({ code: name })

test('all of nobody is never done, and a plan without steps is never approved', () => {
  const nobody: ApprovalStep = { name: 'Không ai', approvers: [], need: 'all' }
  const first = approve(asked([nobody, director]), subject.documentSha256, mai, world())
  expect(first.state).toBe('open')
  expect(() => approve(asked([]), subject.documentSha256, mai, world())).toThrow(code('ERR_APPROVER_FORBIDDEN'))
})

test('a decision keeps what it is made of, and nothing else that its approver carries', () => {
  const carried = { ...mai, password: 'Canary-Password-1' }
  const approved = approve(asked(), subject.documentSha256, carried, world())
  const facts = { step: 0, onBehalfOf: null, names: ['mai'], at: NOW }
  expect(approved.decisions).toEqual([{ kind: 'approve', ...mai, ...facts, reason: null }])
  const returned = giveBack(asked(), 'sai trị giá', carried, world())
  expect(returned.decisions).toEqual([{ kind: 'return', ...mai, ...facts, reason: 'sai trị giá' }])
  expect(returned.endedAt).toEqual(NOW)
})

test('whoever approves last signs, where the plan says so, and needs a certificate for it', () => {
  const people = [{ accounts: ['mai'], requesters: [], workstations: [], certificate: '5402E12', email: null }]
  const plan = asked([director], { signWith: 'approver' })
  const known = world({ persons: new Persons(people, []) })
  expect(approve(plan, subject.documentSha256, mai, known).signer).toBe('5402E12')
  expect(approve(asked(), subject.documentSha256, mai, known).signer).toBeNull()
  expect(() => approve(plan, subject.documentSha256, mai, world())).toThrow(code('ERR_APPROVER_NO_CERTIFICATE'))
})

test('what is closed says in both languages why', () => {
  const returned = giveBack(asked(), 'sai', mai, world())
  const details = { state: { en: 'returned', vi: 'đã trả lại' } }
  expect(() => approve(returned, subject.documentSha256, mai, world())).toThrow(expect.objectContaining({ details }))
})

test('only what waits runs out of time; only what has not ended is closed', () => {
  const late = new Date(NOW.getTime() + 3_600_000)
  expect(expire(asked(), new Date(late.getTime() - 1))).toBeNull()
  expect(expire(asked(), late)?.state).toBe('expired')
  const approved = approve(asked(), subject.documentSha256, mai, world())
  expect(expire(approved, late)).toBeNull()
  expect(close(approved, 'void', late)).toMatchObject({ state: 'void', endedAt: late })
  expect(close(giveBack(asked(), 'sai', mai, world()), 'withdrawn', late)).toBeNull()
})

test('the gate opens for what was approved, each attempt in a version of its own', () => {
  const approved = approve(asked(), subject.documentSha256, mai, world())
  const used = useApproval(approved, 'j', subject)
  expect(used).toMatchObject({ state: 'used', version: 3 })
  expect(useApproval(used, 'j', subject).version).toBe(4)
  for (const nothing of [null, asked(), { ...approved, decisions: [] }, close(used, 'void', NOW)]) {
    expect(() => useApproval(nothing, 'j', subject)).toThrow(code('ERR_APPROVAL_MISSING'))
  }
})
