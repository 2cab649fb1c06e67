import type { ReviewView } from '@congky/shared'
import { Icon } from '../../design/icon.tsx'
import { Notice } from '../../design/layout.tsx'
import { say, sayOf } from '../../text.ts'

/** Is anything odd? Said either way, so that silence is never taken for an answer. */
export function Warnings({ warnings }: Pick<ReviewView, 'warnings'>) {
  if (warnings.length === 0) {
    return (
      <p class="approval-line calm">
        <Icon name="shield" />
        <span>{say('Cổng ký không thấy điều gì bất thường.', 'The gateway found nothing odd.')}</span>
      </p>
    )
  }
  return (
    <Notice tone="warn" title={say('Xem kỹ trước khi duyệt', 'Look at this before you approve')}>
      <ul class="approval-warnings">
        {warnings.map((warning) => (
          <li key={warning.en}>{sayOf(warning)}</li>
        ))}
      </ul>
    </Notice>
  )
}
