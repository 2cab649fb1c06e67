import type { SourceTestView } from '@congky/shared'
import { Icon } from '../../design/icon.tsx'
import { formatNumber } from '../../format.ts'
import { say, sayOf } from '../../text.ts'

type StepName = SourceTestView['steps'][number]['step']

function stepName(step: StepName): string {
  switch (step) {
    case 'connect':
      return say('Kết nối', 'Connection')
    case 'table':
      return say('Bảng', 'Table')
    case 'encoding':
      return say('Bảng mã', 'Encoding')
    case 'columns':
      return say('Các cột', 'Columns')
    case 'claim-columns':
      return say('Cột nhận việc', 'Claim columns')
    case 'rights':
      return say('Quyền đọc ghi', 'Rights')
    case 'new-rows':
      return say('Nhận dòng mới', 'New rows')
  }
}

/** How a test went. Before a table is chosen only the connection is of interest. */
export function TestSteps({ test, isTableChosen }: { readonly test: SourceTestView; readonly isTableChosen: boolean }) {
  const steps = isTableChosen ? test.steps : test.steps.filter(({ step }) => step === 'connect')
  return (
    <ul class="test-steps" aria-label={say('Kết quả kiểm tra', 'Result of the test')}>
      {steps.map(({ step, ok, detail }) => (
        <li key={step} class={ok ? 'good' : 'bad'}>
          <Icon name={ok ? 'check' : 'close'} />
          <span>
            <strong>{stepName(step)}</strong>{' '}
            <span class="visually-hidden">{ok ? say('đạt', 'passed') : say('không đạt', 'failed')}</span>
            <span class="dim">{sayOf(detail)}</span>
          </span>
        </li>
      ))}
      {isTableChosen && test.counts && (
        <li class="dim small-text">
          {say(
            `${formatNumber(test.counts.pending)} dòng chờ ký, ${formatNumber(test.counts.claimed)} đang ký, ${formatNumber(test.counts.awaitingApproval)} chờ duyệt, ${formatNumber(test.counts.signed)} đã ký, ${formatNumber(test.counts.rejected)} bị từ chối`,
            `${formatNumber(test.counts.pending)} rows pending, ${formatNumber(test.counts.claimed)} claimed, ${formatNumber(test.counts.awaitingApproval)} waiting for approval, ${formatNumber(test.counts.signed)} signed, ${formatNumber(test.counts.rejected)} rejected`,
          )}
        </li>
      )}
      {!isTableChosen && test.steps[0]?.ok && (
        <li class="dim small-text">{say('Chọn bảng ở bước 2.', 'Choose the table in step 2.')}</li>
      )}
    </ul>
  )
}
