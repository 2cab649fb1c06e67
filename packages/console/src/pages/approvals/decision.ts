/** A decision on its way to the gateway: what, on which bytes, and how the approver shows who it is. */
import type { ApprovalItem, ApprovalOutcome, ApprovalRow, PasskeyRequestOptions, PasskeyUsed } from '@congky/shared'
import { call } from '../../api.ts'
import { refreshApprovals } from '../../approvals.ts'
import { refreshStatus } from '../../live.ts'
import { usePasskey } from '../../passkey.ts'

export type Decision = 'approve' | 'return'

/** A document to decide on, as the approver was shown it. */
export type DecisionItem = ApprovalItem &
  Pick<ApprovalRow, 'kind' | 'reference' | 'enterprise' | 'taxCode' | 'step' | 'steps' | 'onBehalfOfName'>

export type ShownProof =
  | { readonly kind: 'password'; readonly password: string }
  | { readonly kind: 'passkey'; readonly response: PasskeyUsed }

export interface AskedDecision {
  readonly decision: Decision
  readonly items: readonly DecisionItem[]
  /** For a return alone. */
  readonly reason: string
}

/** @throws {ApiError} The proof was refused, or nothing could be decided. */
export async function decide({ decision, items, reason }: AskedDecision, proof: ShownProof) {
  const body = { items: items.map(bound), proof, ...(decision === 'return' ? { reason } : {}) }
  const { outcomes } = await call<{ outcomes: readonly ApprovalOutcome[] }>('POST', `/admin/approvals/${decision}`, {
    body,
  })
  refreshApprovals()
  void refreshStatus()
  return outcomes
}

/** Has a passkey sign for exactly these documents and this decision. @throws {ApiError} */
export async function provePasskey({ decision, items }: AskedDecision): Promise<ShownProof> {
  const body = { decision, items: items.map(bound) }
  const options = await call<PasskeyRequestOptions>('POST', '/admin/approvals/challenge', { body })
  return { kind: 'passkey', response: await usePasskey(options) }
}

function bound({ id, approvalId, documentSha256 }: DecisionItem): ApprovalItem {
  return { id, approvalId, documentSha256 }
}
