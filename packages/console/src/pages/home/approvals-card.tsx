import { mine, mineCount } from '../../approvals.ts'
import { ButtonLink } from '../../design/button.tsx'
import { Card } from '../../design/layout.tsx'
import { formatAgo, formatNumber } from '../../format.ts'
import { href } from '../../router.ts'
import { say, sayOf } from '../../text.ts'

const SHOWN_MAX = 3

/** What waits for the approval of whoever looks; nothing where nothing does. */
export function ApprovalsCard() {
  const count = mineCount.value
  if (count === 0) return null
  const rows = mine.value?.approvals.slice(0, SHOWN_MAX) ?? []
  return (
    <Card
      title={say('Chờ bạn duyệt', 'Waiting for your approval')}
      actions={
        <ButtonLink href={href('/approvals')} kind="primary" icon="approve">
          {say(`Xem ${formatNumber(count)} chứng từ`, `Read ${formatNumber(count)}`)}
        </ButtonLink>
      }
    >
      <ul class="plain-list glance-list">
        {rows.map((row) => (
          <li key={row.id}>
            <span class="glance-name">
              <a href={href(`/approvals/${row.id}`)}>
                <strong>{sayOf(row.kind)}</strong>
              </a>
              <span class="dim small-text">
                {[row.enterprise ?? row.taxCode, row.requester, formatAgo(row.submittedAt)].filter(Boolean).join(' · ')}
              </span>
            </span>
          </li>
        ))}
      </ul>
    </Card>
  )
}
