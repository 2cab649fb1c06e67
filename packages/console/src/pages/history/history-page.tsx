/** The signing history: requests, the records behind them, and one request in full. */
import { PageHead } from '../../design/layout.tsx'
import { href, route } from '../../router.ts'
import { say } from '../../text.ts'
import './history.css'
import { RecordsTab } from './records-tab.tsx'
import { RequestDetailsPage } from './request-details.tsx'
import { RequestList } from './request-list.tsx'

export function HistoryPage() {
  const [, part] = route.value.segments
  if (part !== undefined && part !== 'records') return <RequestDetailsPage key={part} id={part} />
  const isRecords = part === 'records'
  return (
    <div class="stack">
      <PageHead
        title={say('Lịch sử ký', 'Signing history')}
        lead={say(
          'Ai, cái gì, khi nào, bằng chữ ký số nào — và bằng chứng rằng không ai sửa được.',
          'Who, what, when, with which certificate — and the proof that nobody changed it.',
        )}
      />
      <nav class="tabs" aria-label={say('Phần của lịch sử', 'Parts of the history')}>
        <a href={href('/history')} aria-current={isRecords ? undefined : 'page'}>
          {say('Yêu cầu ký', 'Requests')}
        </a>
        <a href={href('/history/records')} aria-current={isRecords ? 'page' : undefined}>
          {say('Nhật ký & kiểm tra', 'Records and checks')}
        </a>
      </nav>
      {isRecords ? <RecordsTab /> : <RequestList />}
    </div>
  )
}
