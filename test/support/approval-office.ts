/** An office in which documents are approved: who is there, rules that ask for it, and what they need to decide. */
import type { ApprovalItem, Role } from '@congky/shared'
import type { GatewayFixture } from './gateway.ts'
import { type WebAnswer, WebVisitor } from './web-visitor.ts'

/** Of every account; recognisable, so that a search over everything a run wrote finds it if it leaked. */
export const APPROVAL_PASSWORD = 'Canary-Password-70217'

export interface OfficePerson {
  readonly name: string
  readonly displayName: string
  readonly role: Role
}

export const DIRECTOR: OfficePerson = { name: 'giam-doc', displayName: 'Trần Thị Mai', role: 'approver' }
export const DEPUTY: OfficePerson = { name: 'pho-giam-doc', displayName: 'Lê Văn Hùng', role: 'approver' }
export const ACCOUNTANT: OfficePerson = { name: 'ke-toan-truong', displayName: 'Phạm Thu Hà', role: 'approver' }
export const ADMIN: OfficePerson = { name: 'quan-tri', displayName: 'Đỗ Minh Quân', role: 'admin' }
export const AUDITOR: OfficePerson = { name: 'kiem-tra', displayName: 'Vũ Ngọc Lan', role: 'auditor' }

export const OFFICE_PEOPLE = [DIRECTOR, DEPUTY, ACCOUNTANT, ADMIN, AUDITOR] as const

/** A rule for every request, with one step for the director, unless `more` says otherwise. */
export function approvalRule(more: object = {}): object {
  return { name: 'moi-chung-tu', steps: [{ name: 'Giám đốc', approvers: [DIRECTOR.name] }], ...more }
}

/** First the accountant, then the director. */
export const TWO_STEPS = [
  { name: 'Kế toán trưởng', approvers: [ACCOUNTANT.name] },
  { name: 'Giám đốc', approvers: [DIRECTOR.name] },
] as const

/** The part of a configuration: `{ ...office.config, ...withApproval([approvalRule()]) }`. */
export function withApproval(rules: readonly object[], people: readonly object[] = []): object {
  return { approval: { rules, people } }
}

/** Makes the accounts; all have the one password. */
export async function addPeople(
  gateway: GatewayFixture,
  people: readonly OfficePerson[] = OFFICE_PEOPLE,
): Promise<void> {
  for (const person of people) await gateway.admin('POST', '/users', { ...person, password: APPROVAL_PASSWORD })
}

/** A browser in which a person has logged in. @param address A loopback address that stands for the machine. */
export async function loggedIn(gateway: GatewayFixture, person: OfficePerson, address?: string): Promise<WebVisitor> {
  const visitor = new WebVisitor(gateway.url, address)
  const { status, text } = await visitor.login(person.name, APPROVAL_PASSWORD)
  if (status !== 200) throw new Error(`${person.name} could not log in: ${text}`)
  return visitor
}

/** What a decision on a request names, as the inbox shows it. */
export async function shownItem(visitor: WebVisitor, id: string): Promise<ApprovalItem> {
  const { status, body, text } = await visitor.call('GET', `/admin/approvals/${id}`)
  if (status !== 200) throw new Error(`${id} is not shown: ${text}`)
  return { id, approvalId: body.approvalId, documentSha256: body.documentSha256 }
}

/** Approves documents as they are shown, with the password. */
export async function approveShown(visitor: WebVisitor, ids: readonly string[]): Promise<WebAnswer> {
  const items = await Promise.all(ids.map((id) => shownItem(visitor, id)))
  return decide(visitor, 'approve', items)
}

export async function returnShown(visitor: WebVisitor, ids: readonly string[], reason: string): Promise<WebAnswer> {
  const items = await Promise.all(ids.map((id) => shownItem(visitor, id)))
  return decide(visitor, 'return', items, { reason })
}

/** @param more Beside the items: a reason, or another proof than the password. */
export function decide(
  visitor: WebVisitor,
  decision: 'approve' | 'return',
  items: readonly ApprovalItem[],
  more: object = {},
): Promise<WebAnswer> {
  const proof = { kind: 'password', password: APPROVAL_PASSWORD }
  return visitor.call('POST', `/admin/approvals/${decision}`, { body: { items, proof, ...more } })
}
