/** Builds the desk of approvals out of the parts of the gateway. */
import type { GatewayConfig } from './domain/gateway-config.ts'
import type { Log } from './domain/log.ts'
import { ApprovalDesk } from './pipeline/approval-desk.ts'
import type { JobKeeper } from './pipeline/job-keeper.ts'
import type { Store } from './store/store.ts'

export interface ApprovalParts {
  readonly config: () => GatewayConfig
  readonly keeper: JobKeeper
  readonly store: Store
  readonly log: Log
}

export function approvalDesk({ config, keeper, store, log }: ApprovalParts): ApprovalDesk {
  const { approvals, accounts, delegations } = store
  return new ApprovalDesk({
    ...{ config, keeper, approvals, log },
    accounts: () => accounts.known(),
    delegations: () => delegations.list(),
  })
}
