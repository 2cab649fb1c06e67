/**
 * What becomes of an approval: every event, and who may cause it. Pure: the pipeline writes what comes out, and
 * nothing else changes an approval.
 */
import { approvalStateWords, CongkyError } from '@congky/shared'
import {
  type Approval,
  type ApprovalDecision,
  type ApprovalPlan,
  type ApprovalProof,
  type ApprovalState,
  type ApprovalSubject,
  currentStep,
  sameSubject,
} from './approval.ts'
import type { Persons } from './persons.ts'

/** A right that one account gave to another for a time. */
export interface Delegation {
  readonly id: string
  readonly from: string
  readonly to: string
  readonly startsAt: Date
  readonly endsAt: Date
  readonly createdAt: Date
  readonly revokedAt: Date | null
}

/** What is true at the moment of a decision. */
export interface ApprovalWorld {
  readonly now: Date
  /** Whether an account is there, active, and of a role that may approve. */
  readonly mayApprove: (account: string) => boolean
  readonly persons: Persons
  readonly delegations: readonly Delegation[]
}

/** Who decides. */
export interface Approver {
  readonly account: string
  readonly proof: ApprovalProof
  readonly origin: string
}

/** Opens an approval for a request that came in, or that is taken up anew. */
export function askApproval(
  { id, jobId, subject, plan }: Pick<Approval, 'id' | 'jobId' | 'subject' | 'plan'>,
  now: Date,
): Approval {
  const expiresAt = new Date(now.getTime() + plan.expiresAfterHours * 3_600_000)
  const nothing = { decisions: [], signer: null, endedAt: null } as const
  return { ...{ id, jobId, version: 1, subject, plan, state: 'open', submittedAt: now, expiresAt }, ...nothing }
}

/**
 * One approver's yes.
 *
 * @param documentSha256 Of the document that the approver was shown.
 * @throws {CongkyError} ERR_APPROVAL_CLOSED, ERR_APPROVAL_OUTDATED, ERR_APPROVER_FORBIDDEN, ERR_APPROVER_IS_REQUESTER,
 * ERR_APPROVED_BEFORE, ERR_APPROVER_NO_CERTIFICATE
 */
export function approve(
  approval: Approval,
  documentSha256: string,
  approver: Approver,
  world: ApprovalWorld,
): Approval {
  requireState(approval, ['open'])
  if (world.now >= approval.expiresAt) throw closed('expired')
  requireShown(approval, documentSha256)
  const { plan } = approval
  const step = currentStep(approval)
  const onBehalfOf = rightFor(approval, step, approver.account, world)
  const decisions = [...approval.decisions, decisionOf('approve', step, approver, onBehalfOf, null, world)]
  const isDone = currentStep({ plan, decisions }) === plan.steps.length
  if (!isDone) return next(approval, { decisions })
  return next(approval, { decisions, state: 'approved', signer: signerOf(plan, approver.account, world) })
}

/**
 * An approver gives the document back, also one that is approved already and not signed yet.
 *
 * @throws {CongkyError} ERR_APPROVAL_CLOSED, ERR_APPROVER_FORBIDDEN
 */
export function giveBack(approval: Approval, reason: string, approver: Approver, world: ApprovalWorld): Approval {
  requireState(approval, ['open', 'approved'])
  const step = Math.min(currentStep(approval), approval.plan.steps.length - 1)
  const onBehalfOf = rightToReturn(approval, approver.account, world)
  const decision = decisionOf('return', step, approver, onBehalfOf, reason, world)
  return end(approval, 'returned', world.now, [...approval.decisions, decision])
}

/** What nobody decided in time; null while there is time. */
export function expire(approval: Approval, now: Date): Approval | null {
  return approval.state === 'open' && now >= approval.expiresAt ? end(approval, 'expired', now) : null
}

/** Its job ends without a signature, or is taken up for something else. Null when there is nothing to end. */
export function close(approval: Approval, state: 'withdrawn' | 'void', now: Date): Approval | null {
  return approval.state === 'open' || approval.state === 'approved' || approval.state === 'used'
    ? end(approval, state, now)
    : null
}

/**
 * The gate before every signature: whether what is about to be signed is what was approved. The same attempt may be
 * repeated after a crash or a locked token; an approval that was used is good for nothing else.
 *
 * @returns The approval, used; a version further each time, so that an attempt takes the place of the one before.
 * @throws {CongkyError} ERR_APPROVAL_MISSING
 */
export function useApproval(approval: Approval | null, jobId: string, subject: ApprovalSubject): Approval {
  const isGood =
    approval !== null &&
    approval.jobId === jobId &&
    (approval.state === 'approved' || approval.state === 'used') &&
    sameSubject(approval.subject, subject) &&
    currentStep(approval) === approval.plan.steps.length
  if (!isGood) throw new CongkyError('ERR_APPROVAL_MISSING')
  return next(approval, { state: 'used' })
}

/**
 * Whose right an account uses at a step: its own (null), or that of who delegated it.
 *
 * @throws {CongkyError} ERR_APPROVER_IS_REQUESTER, ERR_APPROVED_BEFORE, ERR_APPROVER_FORBIDDEN
 */
export function rightFor(approval: Approval, step: number, account: string, world: ApprovalWorld): string | null {
  requireApprover(account, world)
  if (isRequester(approval, account, world)) throw new CongkyError('ERR_APPROVER_IS_REQUESTER')
  if (isSpent(approval, account, world)) throw new CongkyError('ERR_APPROVED_BEFORE')
  const owner = [account, ...delegators(account, world)].find(
    (name) => isNamed(approval, step, name) && mayGive(approval, name, world) && !isSpent(approval, name, world),
  )
  if (owner === undefined) throw new CongkyError('ERR_APPROVER_FORBIDDEN')
  return owner === account ? null : owner
}

/** Whoever could approve at any step may give back, also after an approval of one's own. */
function rightToReturn(approval: Approval, account: string, world: ApprovalWorld): string | null {
  requireApprover(account, world)
  if (isRequester(approval, account, world)) throw new CongkyError('ERR_APPROVER_IS_REQUESTER')
  const owner = [account, ...delegators(account, world)].find(
    (name) => approval.plan.steps.some((_, step) => isNamed(approval, step, name)) && mayGive(approval, name, world),
  )
  if (owner === undefined) throw new CongkyError('ERR_APPROVER_FORBIDDEN')
  return owner === account ? null : owner
}

function requireApprover(account: string, world: ApprovalWorld): void {
  if (!world.mayApprove(account)) throw new CongkyError('ERR_APPROVER_FORBIDDEN')
}

/** Nobody can lend a right that is not one's own for this request. */
function mayGive(approval: Approval, name: string, world: ApprovalWorld): boolean {
  return world.mayApprove(name) && !isRequester(approval, name, world)
}

function isNamed({ plan }: Approval, step: number, name: string): boolean {
  const { approvers = [] } = plan.steps[step] ?? {}
  return plan.steps[step] !== undefined && (approvers.length === 0 || approvers.includes(name))
}

/** Everyone whose right the account may use now. A right that was lent is not lent on. */
function delegators(account: string, { delegations, now }: ApprovalWorld): readonly string[] {
  return delegations
    .filter(({ to, startsAt, endsAt, revokedAt }) => to === account && startsAt <= now && now < endsAt && !revokedAt)
    .map(({ from }) => from)
}

function isRequester({ plan }: Approval, account: string, { persons }: ApprovalWorld): boolean {
  return persons.isOneOf(plan.requesterNames, account)
}

/** Whether this person approved already, at any step, or lent the right that was used: each counts once. */
function isSpent({ decisions }: Approval, account: string, { persons }: ApprovalWorld): boolean {
  return decisions.some(({ kind, names }) => kind === 'approve' && persons.isOneOf(names, account))
}

function decisionOf(
  kind: ApprovalDecision['kind'],
  step: number,
  { account, proof, origin }: Approver,
  onBehalfOf: string | null,
  reason: string | null,
  { now, persons }: ApprovalWorld,
): ApprovalDecision {
  const names = persons.namesOf(onBehalfOf === null ? [account] : [account, onBehalfOf])
  return { kind, step, account, proof, origin, onBehalfOf, names, reason, at: now }
}

function signerOf({ signWith }: ApprovalPlan, account: string, { persons }: ApprovalWorld): string | null {
  if (signWith === 'enterprise') return null
  const certificate = persons.certificateOf(account)
  if (certificate === null) throw new CongkyError('ERR_APPROVER_NO_CERTIFICATE', { account })
  return certificate
}

function requireState(approval: Approval, states: readonly ApprovalState[]): void {
  if (!states.includes(approval.state)) throw closed(approval.state)
}

function closed(state: ApprovalState): CongkyError {
  return new CongkyError('ERR_APPROVAL_CLOSED', { state: approvalStateWords[state] })
}

function requireShown({ subject }: Approval, documentSha256: string): void {
  if (subject.documentSha256 !== documentSha256) throw new CongkyError('ERR_APPROVAL_OUTDATED')
}

function next(approval: Approval, change: Partial<Approval>): Approval {
  return { ...approval, ...change, version: approval.version + 1 }
}

function end(approval: Approval, state: ApprovalState, now: Date, decisions = approval.decisions): Approval {
  return next(approval, { state, decisions, endedAt: now })
}
