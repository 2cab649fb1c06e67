import type { ApprovalDecisionView, ApprovalDetails, ApprovalStepView } from '@congky/shared'
import { Card } from '../../design/layout.tsx'
import { formatDateTime } from '../../format.ts'
import { say } from '../../text.ts'

/** Which steps it takes, whose turn it is, and what was decided so far. */
export function PlanCard({ approval }: { readonly approval: ApprovalDetails }) {
  const { plan, decisions, step, state, rule } = approval
  return (
    <Card title={say('Các bước duyệt', 'Steps')} lead={say(`Theo quy tắc “${rule}”`, `By the rule “${rule}”`)}>
      <ol class="plain-list approval-steps">
        {plan.map((one, at) => (
          <Step
            key={at}
            step={one}
            isCurrent={state === 'open' && at + 1 === step}
            decisions={decisions.filter((decision) => decision.step === at + 1)}
          />
        ))}
      </ol>
    </Card>
  )
}

function Step(props: {
  readonly step: ApprovalStepView
  readonly isCurrent: boolean
  readonly decisions: readonly ApprovalDecisionView[]
}) {
  const { step, isCurrent, decisions } = props
  const isReturned = decisions.some(({ kind }) => kind === 'return')
  const mark = isReturned ? 'bad' : step.isDone ? 'good' : isCurrent ? 'now' : 'later'
  return (
    <li class={`approval-step ${mark}`}>
      <p>
        <strong>{step.name}</strong>
        {isCurrent && <span class="dim small-text"> · {say('đang chờ', 'waits now')}</span>}
      </p>
      {!step.isDone && !isReturned && <p class="dim small-text">{whoMay(step)}</p>}
      {decisions.map((decision, at) => (
        <DecisionLines key={at} decision={decision} />
      ))}
    </li>
  )
}

function whoMay({ need, approvers }: ApprovalStepView): string {
  const names = approvers.length === 0 ? say('những người duyệt', 'the approvers') : approvers.join(', ')
  if (need === 1 && approvers.length === 0) return say('Bất kỳ người duyệt nào', 'Any approver')
  if (need === 'all') return say(`Cần tất cả: ${names}`, `All of: ${names}`)
  if (need === 1) return approvers.length === 1 ? names : say(`Một trong: ${names}`, `One of: ${names}`)
  return say(`Cần ${need} người trong: ${names}`, `${need} of: ${names}`)
}

function DecisionLines({ decision }: { readonly decision: ApprovalDecisionView }) {
  const { kind, displayName, onBehalfOf, proof, reason, at } = decision
  const verb = kind === 'approve' ? say('duyệt', 'approved') : say('trả lại', 'returned')
  return (
    <div class="approval-decision">
      <p>
        {displayName} {verb}
        {onBehalfOf && <span class="dim"> {say(`thay ${onBehalfOf}`, `for ${onBehalfOf}`)}</span>}
      </p>
      {reason && <p class="approval-note">{reason}</p>}
      <p class="dim small-text">
        {formatDateTime(at)} · {proof === 'passkey' ? 'passkey' : say('mật khẩu', 'password')}
      </p>
    </div>
  )
}
