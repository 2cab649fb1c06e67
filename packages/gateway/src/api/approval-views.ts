/** Approvals as approvers read them. */
import type {
  ApprovalDecisionView,
  ApprovalDetails,
  ApprovalRow,
  ApprovalStepView,
  Bilingual,
  CertificateView,
} from '@congky/shared'
import { type Approval, currentStep, isStepDone } from '../domain/approval/approval.ts'
import type { Standing } from '../domain/approval/standing.ts'
import type { Job } from '../domain/job.ts'
import { toErrorView } from '../sources/request-view.ts'
import type { KnownNames } from './history-query.ts'

/** One approval with all that a row says of it. */
export interface SeenApproval {
  readonly approval: Approval
  readonly job: Job
  readonly standing: Standing
  readonly kind: Bilingual
}

export interface ApprovalNames extends Pick<KnownNames, 'enterprises' | 'workstations'> {
  /** Displayed names by the names of accounts. */
  readonly accounts: ReadonlyMap<string, string>
}

export function toApprovalRow(
  { approval, job, standing, kind }: SeenApproval,
  { enterprises, accounts }: Pick<ApprovalNames, 'enterprises' | 'accounts'>,
): ApprovalRow {
  const { request } = job
  const { subject, plan } = approval
  const at = Math.min(currentStep(approval), plan.steps.length - 1)
  return {
    ...{ id: job.id, approvalId: approval.id, documentSha256: subject.documentSha256 },
    ...{ state: approval.state, jobState: job.state, kind },
    taxCode: subject.taxCode,
    enterprise: subject.taxCode === null ? null : (enterprises.get(subject.taxCode) ?? null),
    ...{ reference: request.reference, profile: subject.profile, source: request.source },
    ...{ requester: request.requester, note: request.note },
    ...{ rule: plan.rule, step: at + 1, steps: plan.steps.length, stepName: plan.steps[at]?.name ?? null },
    submittedAt: approval.submittedAt.toISOString(),
    expiresAt: approval.expiresAt.toISOString(),
    ...{ isMine: standing.isMine, onBehalfOf: standing.onBehalfOf, mayReturn: standing.mayReturn },
    onBehalfOfName: standing.onBehalfOf && (accounts.get(standing.onBehalfOf) ?? standing.onBehalfOf),
  }
}

export interface DetailExtras {
  readonly names: ApprovalNames
  readonly certificate: CertificateView | null
  readonly previous: Job | null
}

export function toApprovalDetails(seen: SeenApproval, { names, certificate, previous }: DetailExtras): ApprovalDetails {
  const { approval, job, standing } = seen
  const { workstationId, externalId, origin } = job.request
  const nameOf = (account: string) => names.accounts.get(account) ?? account
  return {
    ...toApprovalRow(seen, names),
    workstation: workstationId === null ? null : (names.workstations.get(workstationId) ?? workstationId),
    ...{ externalId, origin, documentBytes: job.documentBytes },
    plan: toPlanView(approval, nameOf),
    decisions: approval.decisions.map((decision): ApprovalDecisionView => {
      const { account, onBehalfOf, step } = decision
      return {
        ...{ ...decision, step: step + 1, stepName: approval.plan.steps[step]?.name ?? '' },
        ...{ displayName: nameOf(account), onBehalfOf: onBehalfOf === null ? null : nameOf(onBehalfOf) },
        at: decision.at.toISOString(),
      }
    }),
    obstacle: standing.obstacle && toErrorView(standing.obstacle),
    ...{ certificate, signWith: approval.plan.signWith },
    previous: previous && {
      ...{ id: previous.id, state: previous.state, documentSha256: previous.request.documentSha256 },
      reason: previous.reason && toErrorView(previous.reason),
    },
    reason: job.reason && toErrorView(job.reason),
  }
}

function toPlanView({ plan, decisions }: Approval, nameOf: (account: string) => string): readonly ApprovalStepView[] {
  return plan.steps.map((step, index) => ({
    ...{ name: step.name, need: step.need, approvers: step.approvers.map(nameOf) },
    isDone: isStepDone(step, index, decisions),
  }))
}
