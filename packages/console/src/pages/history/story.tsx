import type { RecordView } from '@congky/shared'
import { formatExactTime, formatNumber } from '../../format.ts'
import { say, sayOf } from '../../text.ts'
import { commonName, reasonText } from './words.tsx'

/** Everything that happened to a request, and who looked at it, in order. */
export function Story({ steps }: { readonly steps: readonly RecordView[] }) {
  if (steps.length === 0) {
    return <p class="dim">{say('Không có bản ghi nào về yêu cầu này.', 'There is no record of this request.')}</p>
  }
  return (
    <ol class="history-story plain-list">
      {steps.map((step) => (
        <li key={step.seq} class={`history-step ${step.kind}`}>
          <p>
            <strong class="history-label">{step.kind === 'account' ? step.requester : sayOf(step.title)}</strong>
            {step.note && <span> · {sayOf(step.note)}</span>}
          </p>
          {step.reason && <p>{reasonText(step.reason)}</p>}
          {step.kind === 'signed' && step.certificate && <p>{commonName(step.certificate.subject)}</p>}
          <p class="dim small-text">
            {step.at === '' ? '—' : formatExactTime(step.at)}
            {step.kind === 'account' && step.origin && ` · ${step.origin}`}
            {' · '}
            {say(`bản ghi số ${formatNumber(step.seq)}`, `record ${formatNumber(step.seq)}`)}
          </p>
        </li>
      ))}
    </ol>
  )
}
