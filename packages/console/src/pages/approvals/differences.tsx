import type { ApprovalDetails, DocumentDifference, ReviewView } from '@congky/shared'
import { Card } from '../../design/layout.tsx'
import { formatNumber } from '../../format.ts'
import { reasonText } from '../../parts/reason-words.ts'
import { href } from '../../router.ts'
import { say, sayOf } from '../../text.ts'

export interface DifferencesProps {
  readonly previous: NonNullable<ApprovalDetails['previous']>
  readonly review: ReviewView
}

/** What changed since the version before, and why that one did not go through. */
export function Differences({ previous, review }: DifferencesProps) {
  const { differences, areDifferencesCut } = review
  return (
    <Card title={say('So với bản trước', 'Since the version before')} lead={<Ending previous={previous} />}>
      {differences === null && (
        <p class="dim">
          {say('Bản trước không còn được lưu nên không so sánh được.', 'It is no longer kept and cannot be compared.')}
        </p>
      )}
      {differences?.length === 0 && (
        <p>
          {say(
            'Nội dung đọc được không có gì khác bản trước.',
            'Nothing that can be read differs from the version before.',
          )}
        </p>
      )}
      {differences && differences.length > 0 && (
        <>
          <p class="dim small-text">
            {say(`${formatNumber(differences.length)} chỗ khác`, `${formatNumber(differences.length)} differences`)}
          </p>
          <ul class="plain-list approval-changes">
            {differences.map((difference, at) => (
              <Change key={at} difference={difference} />
            ))}
          </ul>
        </>
      )}
      {areDifferencesCut && (
        <p class="dim small-text">
          {say('Còn nhiều chỗ khác nữa; hãy đọc toàn bộ chứng từ.', 'There are more; read all of the document.')}
        </p>
      )}
    </Card>
  )
}

function Ending({ previous: { id, reason } }: Pick<DifferencesProps, 'previous'>) {
  return (
    <>
      {reason && <>{reasonText(reason)} </>}
      {/* Not every version before needed an approval; each has its history. */}
      <a href={href(`/history/${id}`)}>{say('Xem bản trước', 'See that version')}</a>
    </>
  )
}

function Change({ difference: { path, before, after } }: { readonly difference: DocumentDifference }) {
  const names = path.map(({ name, label }) => (label === null ? name : sayOf(label)))
  return (
    <li>
      <p>
        {names.length > 1 && <span class="dim small-text">{names.slice(0, -1).join(' › ')} › </span>}
        <strong>{names.at(-1)}</strong>
      </p>
      {before !== null && (
        <p class="change before">
          <span class="visually-hidden">{say('Trước: ', 'Before: ')}</span>
          <del>{shown(before)}</del>
        </p>
      )}
      {after !== null && (
        <p class="change after">
          <span class="visually-hidden">{say('Nay: ', 'Now: ')}</span>
          <ins>{shown(after)}</ins>
        </p>
      )}
      {(before === null || after === null) && (
        <p class="dim small-text">{before === null ? say('mới có', 'new') : say('đã bỏ', 'gone')}</p>
      )}
    </li>
  )
}

function shown(value: string): string {
  return value === '' ? say('(để trống)', '(empty)') : value
}
