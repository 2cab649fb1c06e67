import type { ExchangeMessageRow } from '@congky/shared'
import type { Column } from '../../design/data-table.tsx'
import { Empty } from '../../design/layout.tsx'
import { formatDateTime } from '../../format.ts'
import { href } from '../../router.ts'
import { say, sayOf } from '../../text.ts'
import { MessageList } from './message-list.tsx'
import { attemptsText, reasonNext, reasonText, StateBadge } from './words.tsx'

const pathOf = ({ id }: ExchangeMessageRow) => `/customs/sent/${id}`

export function SentList() {
  return (
    <MessageList<ExchangeMessageRow>
      title={say('Thông điệp gửi hải quan', 'Messages to customs')}
      list="messages"
      columns={columns()}
      keyOf={({ id }) => id}
      pathOf={pathOf}
      empty={
        <Empty icon="exchange" title={say('Chưa gửi thông điệp nào', 'No message was sent yet')}>
          {say(
            'Phần mềm quản lý kho gửi thông điệp qua cổng ký; mỗi thông điệp và phản hồi của hải quan sẽ hiện ở đây.',
            'Your warehouse program sends messages through the gateway; each appears here with what customs answered.',
          )}
        </Empty>
      }
    />
  )
}

function columns(): readonly Column<ExchangeMessageRow>[] {
  return [
    {
      title: say('Thông điệp', 'Message'),
      isName: true,
      cell: (row) => (
        <div class="customs-name">
          <a href={href(pathOf(row))}>{sayOf(row.title)}</a>
          <p class="dim small-text customs-plain">{formatDateTime(row.createdAt)}</p>
        </div>
      ),
    },
    {
      title: say('Trạng thái', 'State'),
      grows: true,
      cell: (row) => <Standing row={row} />,
    },
    {
      title: say('Số tham chiếu', 'Reference'),
      cell: ({ reference }) => <span class="customs-reference">{reference || '—'}</span>,
    },
    { title: say('Doanh nghiệp', 'Enterprise'), cell: ({ from }) => <span class="number">{from}</span> },
  ]
}

function Standing({ row }: { readonly row: ExchangeMessageRow }) {
  const { state, error, attempts, nextAttemptAt } = row
  const isOpen = state === 'waiting' || state === 'unknown'
  const next =
    isOpen && nextAttemptAt
      ? say(`gửi lại lúc ${formatDateTime(nextAttemptAt)}`, `next at ${formatDateTime(nextAttemptAt)}`)
      : ''
  const tries = state === 'accepted' ? '' : [attemptsText(attempts), next].filter(Boolean).join(' · ')
  return (
    <div class="customs-state">
      <StateBadge state={state} />
      {error && <p class="small-text customs-reason">{reasonText(error)}</p>}
      {error && <p class="small-text dim customs-reason">{reasonNext(error)}</p>}
      {tries && <p class="small-text dim">{tries}</p>}
    </div>
  )
}
