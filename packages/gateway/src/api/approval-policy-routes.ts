/** The policy of approvals, to read: it is edited in congky.yaml on the host, where no session reaches. */
import type { ApprovalPolicyView } from '@congky/shared'
import type { FastifyInstance } from 'fastify'
import type { ApprovalConfig } from '../domain/approval/policy.ts'
import type { AccountParts } from './account-routes.ts'
import type { SettingsRoutesParts } from './settings-routes.ts'

export type ApprovalPolicyParts = Pick<SettingsRoutesParts, 'configDesk' | 'configFile'> &
  Pick<AccountParts, 'accounts'>

export function approvalPolicyRoutes(instance: FastifyInstance, parts: ApprovalPolicyParts): void {
  const { configDesk, configFile, accounts } = parts
  instance.get('/approval-policy', { config: { right: 'see-config' } }, async (): Promise<ApprovalPolicyView> => {
    const shown = new Map(accounts.list().map(({ name, displayName }) => [name, displayName]))
    return toPolicyView(configDesk.read().config.approval, configFile, (name) => shown.get(name) ?? name)
  })
}

function toPolicyView(
  { rules, people }: ApprovalConfig,
  file: string,
  shownName: (account: string) => string,
): ApprovalPolicyView {
  return {
    file,
    rules: rules.map(({ steps, ...rule }) => ({
      ...rule,
      steps: steps.map((step) => ({ ...step, approvers: step.approvers.map(shownName) })),
    })),
    people: people.map(({ certificate, accounts, ...person }) => ({
      ...person,
      accounts: accounts.map(shownName),
      hasCertificate: certificate !== null,
    })),
  }
}
