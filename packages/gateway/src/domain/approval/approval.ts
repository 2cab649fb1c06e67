/**
 * An approval: what must happen before one document may be signed, and what has happened of it.
 *
 *     open ──> approved ──> used          an intent to sign was recorded with it; nothing else ever uses it
 *      │ │         │
 *      │ └──> returned   an approver gave the document back, with a reason
 *      ├────> withdrawn  its requester, or a newer version, took it back
 *      ├────> expired    nobody decided in time
 *      └────> void       its job ended otherwise (deadline, lost claim, another wish, restored from a backup)
 *
 * What was approved, or used for an attempt that failed, ends as withdrawn or void too when its job is rejected.
 *
 * It belongs to one stay of one job on its way to a signature: a job that is taken up anew gets a new one. The plan
 * is fixed when the request comes in, so a policy that changes later loosens nothing that waits. Every change is one
 * of the functions of decide.ts, so the rules can be read, and explored by the model, in one place (promise A1).
 */
import type { ApprovalState } from '@congky/shared'

export type { ApprovalState } from '@congky/shared'

/** What is approved: these bytes, for this enterprise, signed in this way. */
export interface ApprovalSubject {
  /** SHA-256 of the document, lower-case hex. */
  readonly documentSha256: string
  readonly taxCode: string | null
  readonly profile: string
}

export interface ApprovalStep {
  /** As people call it: `Giám đốc`. */
  readonly name: string
  /** Names of accounts; empty: everyone whose role may approve. */
  readonly approvers: readonly string[]
  /** How many different people; `all`: each of the named ones. */
  readonly need: number | 'all'
}

/** What happens to a request that nobody decided on in time: it is refused, or it waits for a person. */
export type AtExpiry = 'return' | 'hold'

/** What the policy asked when the request came in. */
export interface ApprovalPlan {
  /** Name of the rule. */
  readonly rule: string
  /** SHA-256 of the policy that was in force, so that the history says which. */
  readonly policySha256: string
  readonly steps: readonly ApprovalStep[]
  /** Whose certificate signs: as for any request of the enterprise, or that of who approves last. */
  readonly signWith: 'enterprise' | 'approver'
  readonly expiresAfterHours: number
  readonly atExpiry: AtExpiry
  /** Every name of whoever asked, as known then; none of them may approve. */
  readonly requesterNames: readonly string[]
}

/** How an approver showed who it is, at the moment of deciding. */
export type ApprovalProof = 'password' | 'passkey'

export interface ApprovalDecision {
  readonly kind: 'approve' | 'return'
  /** Index of the step. */
  readonly step: number
  readonly account: string
  /** Whose right was used, where it was delegated. */
  readonly onBehalfOf: string | null
  /** Every name of both, as known then: none of them decides for another step. */
  readonly names: readonly string[]
  readonly proof: ApprovalProof
  /** Why it was returned. */
  readonly reason: string | null
  /** Network address, or `host`. */
  readonly origin: string
  readonly at: Date
}

export interface Approval {
  readonly id: string
  readonly jobId: string
  /** Grows with each change; a change is made to the version it was decided on, or not at all. */
  readonly version: number
  readonly subject: ApprovalSubject
  readonly plan: ApprovalPlan
  readonly state: ApprovalState
  readonly decisions: readonly ApprovalDecision[]
  /** Reference of the certificate of who approved last, where the plan signs with it; known once it is approved. */
  readonly signer: string | null
  readonly submittedAt: Date
  readonly expiresAt: Date
  readonly endedAt: Date | null
}

/** Index of the step that waits; the number of steps once all are done. */
export function currentStep({ plan, decisions }: Pick<Approval, 'plan' | 'decisions'>): number {
  const open = plan.steps.findIndex((step, index) => !isStepDone(step, index, decisions))
  return open < 0 ? plan.steps.length : open
}

/** A step that names nobody is not done by nobody: `all` of no names are never enough. */
export function isStepDone(step: ApprovalStep, index: number, decisions: readonly ApprovalDecision[]): boolean {
  const given = decisions.filter((decision) => decision.kind === 'approve' && decision.step === index)
  const filled = new Set(given.map(({ account, onBehalfOf }) => onBehalfOf ?? account))
  if (filled.size === 0) return false
  return step.need === 'all' ? step.approvers.every((name) => filled.has(name)) : filled.size >= step.need
}

export function sameSubject(one: ApprovalSubject, other: ApprovalSubject): boolean {
  return one.documentSha256 === other.documentSha256 && one.taxCode === other.taxCode && one.profile === other.profile
}
