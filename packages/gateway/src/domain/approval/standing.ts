/** Whether somebody may decide on a document now: the decision is tried, and nothing is written. */
import { CongkyError } from '@congky/shared'
import type { Approval } from './approval.ts'
import { type ApprovalWorld, type Approver, approve, giveBack } from './decide.ts'

export interface Standing {
  readonly isMine: boolean
  readonly onBehalfOf: string | null
  readonly mayReturn: boolean
  /** Why not; null where it is possible, or nobody in particular looks. */
  readonly obstacle: CongkyError | null
}

/** @param account Whose eyes look; null: the host's admin, who is nobody's approver. */
export function standingOf(approval: Approval, account: string | null, world: ApprovalWorld): Standing {
  if (account === null) return { isMine: false, onBehalfOf: null, mayReturn: false, obstacle: null }
  const approver: Approver = { account, proof: 'password', origin: '' }
  const approving = attempt(() => approve(approval, approval.subject.documentSha256, approver, world))
  const returning = attempt(() => giveBack(approval, '', approver, world))
  const mayReturn = !(returning instanceof CongkyError)
  if (approving instanceof CongkyError) return { isMine: false, onBehalfOf: null, mayReturn, obstacle: approving }
  const { onBehalfOf = null } = approving.decisions.at(-1) ?? {}
  return { isMine: true, onBehalfOf, mayReturn, obstacle: null }
}

function attempt(decide: () => Approval): Approval | CongkyError {
  try {
    return decide()
  } catch (error) {
    if (error instanceof CongkyError) return error
    throw error
  }
}
