import type { ExchangeReceivedView } from '@congky/shared'
import type { Column } from '../../design/data-table.tsx'
import { Empty } from '../../design/layout.tsx'
import { formatDateTime, formatNumber } from '../../format.ts'
import { href } from '../../router.ts'
import { say, sayOf } from '../../text.ts'
import { MessageList } from './message-list.tsx'
import { AnsweredBadge } from './words.tsx'

const pathOf = ({ from, messageId }: ExchangeReceivedView) =>
  `/customs/received/${encodeURIComponent(from)}/${encodeURIComponent(messageId)}`

export function ReceivedList() {
  return (
    <MessageList<ExchangeReceivedView>
      title={say('Thông điệp hải quan gửi đến', 'Messages from customs')}
      list="received"
      columns={columns()}
      keyOf={pathOf}
      pathOf={pathOf}
      empty={
        <Empty icon="exchange" title={say('Hải quan chưa gửi thông điệp nào', 'Nothing came from customs yet')}>
          {say(
            'Khai địa chỉ dịch vụ ở trên với hải quan; thông điệp sẽ hiện ở đây và được trả lời ngay.',
            'Tell customs the address of the service above; messages appear here and are answered at once.',
          )}
        </Empty>
      }
    />
  )
}

function columns(): readonly Column<ExchangeReceivedView>[] {
  return [
    {
      title: say('Thông điệp', 'Message'),
      isName: true,
      grows: true,
      cell: (row) => (
        <div class="customs-name">
          <a href={href(pathOf(row))}>{sayOf(row.title)}</a>
          <p class="dim small-text customs-plain">{formatDateTime(row.receivedAt)}</p>
        </div>
      ),
    },
    {
      title: say('Số tham chiếu', 'Reference'),
      cell: ({ reference }) => <span class="customs-reference">{reference || '—'}</span>,
    },
    {
      title: say('Trả lời', 'Answer'),
      cell: (row) => (
        <div class="customs-state">
          <AnsweredBadge {...row} />
          {!row.isAnswered && row.attempts > 0 && (
            <p class="dim small-text">
              {say(
                `${formatNumber(row.attempts)} lần không trả lời được`,
                `${formatNumber(row.attempts)} attempts to answer failed`,
              )}
            </p>
          )}
        </div>
      ),
    },
    { title: say('Gửi cho', 'For'), cell: ({ to }) => <span class="number">{to}</span> },
  ]
}
