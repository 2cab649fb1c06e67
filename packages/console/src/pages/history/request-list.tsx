import type { RequestPage, RequestRow } from '@congky/shared'
import { useState } from 'preact/hooks'
import { call } from '../../api.ts'
import { Button } from '../../design/button.tsx'
import { type Column, DataTable } from '../../design/data-table.tsx'
import { Card, Empty, Loaded } from '../../design/layout.tsx'
import { formatDateTime, formatNumber } from '../../format.ts'
import { useResource } from '../../resource.ts'
import { go, href } from '../../router.ts'
import { say } from '../../text.ts'
import { ExportDialog } from './export-dialog.tsx'
import { isEmpty, readFilter, toApiFilter } from './filter.ts'
import { FilterBar } from './filter-bar.tsx'
import { News } from './news.tsx'
import { commonName, reasonText, StateBadge } from './words.tsx'

export function RequestList() {
  const filter = readFilter()
  const query = new URLSearchParams(toApiFilter(filter)).toString()
  const first = useResource<RequestPage>((signal) => call('GET', `/admin/requests?${query}`, { signal }), [query])
  const [isExporting, setExporting] = useState(false)
  const total = first.data?.total ?? 0
  return (
    <>
      <Card>
        <FilterBar filter={filter} />
      </Card>
      <Card
        title={say('Yêu cầu', 'Requests')}
        actions={
          <>
            <span class="dim small-text" role="status">
              {first.data && countText(first.data)}
            </span>
            <Button small icon="download" disabled={total === 0} onClick={() => setExporting(true)}>
              {say('Xuất dữ liệu', 'Export')}
            </Button>
          </>
        }
      >
        <Loaded of={first} lines={8}>
          {(page) => (
            <Pages
              key={`${query} ${page.requests[0]?.seq ?? 0} ${page.total}`}
              first={page}
              query={query}
              isFiltered={!isEmpty(filter)}
              reload={first.reload}
            />
          )}
        </Loaded>
      </Card>
      {isExporting && <ExportDialog filter={toApiFilter(filter)} total={total} onClose={() => setExporting(false)} />}
    </>
  )
}

export function countText({ total, isMore }: Pick<RequestPage, 'total' | 'isMore'>): string {
  const count = formatNumber(total)
  if (isMore) return say(`hơn ${count} yêu cầu`, `more than ${count} requests`)
  return say(`${count} yêu cầu`, `${count} requests`)
}

interface PagesProps {
  readonly first: RequestPage
  readonly query: string
  readonly isFiltered: boolean
  readonly reload: () => Promise<void>
}

function Pages({ first, query, isFiltered, reload }: PagesProps) {
  const [more, setMore] = useState<readonly RequestPage[]>([])
  const pages = [first, ...more]
  const rows = pages.flatMap(({ requests }) => requests)
  const next = pages.at(-1)?.next ?? null
  const showMore = async () => {
    const page = await call<RequestPage>('GET', `/admin/requests?${query}&before=${next}`)
    setMore([...more, page])
  }
  return (
    <>
      <News newest={rows[0]?.seq ?? 0} query={query} reload={reload} />
      <DataTable
        caption={say('Yêu cầu ký, mới nhất trước', 'Requests, newest first')}
        columns={columns()}
        rows={rows}
        keyOf={({ id }) => id}
        onOpen={({ id }) => go(`/history/${id}`)}
        empty={<NothingFound isFiltered={isFiltered} />}
      />
      {next !== null && (
        <div class="row history-more">
          <Button onClick={showMore}>{say('Xem thêm', 'Show more')}</Button>
        </div>
      )}
    </>
  )
}

function NothingFound({ isFiltered }: { readonly isFiltered: boolean }) {
  if (isFiltered) {
    return (
      <Empty icon="search" title={say('Không có yêu cầu nào khớp', 'No request fits')}>
        {say('Bỏ bớt điều kiện lọc hoặc chọn khoảng thời gian dài hơn.', 'Clear a filter or choose a longer time.')}
      </Empty>
    )
  }
  return (
    <Empty icon="history" title={say('Chưa có yêu cầu ký nào', 'No requests yet')}>
      {say(
        'Yêu cầu từ cơ sở dữ liệu và máy trạm sẽ hiện ở đây ngay khi cổng ký nhận được.',
        'Requests of databases and workstations appear here as soon as the gateway gets them.',
      )}
    </Empty>
  )
}

function columns(): readonly Column<RequestRow>[] {
  return [
    {
      title: say('Chứng từ', 'Document'),
      isName: true,
      cell: (row) => (
        <>
          <a href={href(`/history/${row.id}`)}>{row.reference ?? row.externalId}</a>
          <p class="dim small-text history-when">{formatDateTime(row.receivedAt)}</p>
        </>
      ),
    },
    {
      title: say('Trạng thái', 'State'),
      cell: (row) => (
        <div class="history-state">
          <StateBadge state={row.state} />
          {row.reason && <p class="small-text dim history-reason">{reasonText(row.reason)}</p>}
        </div>
      ),
    },
    {
      title: say('Doanh nghiệp', 'Enterprise'),
      cell: (row) => (
        <div>
          {row.enterprise && <p>{row.enterprise}</p>}
          <p class="number dim small-text">{row.taxCode ?? '—'}</p>
        </div>
      ),
    },
    {
      title: say('Từ', 'From'),
      cell: (row) => (
        <div>
          <p class="history-when">{row.workstation?.name ?? row.source}</p>
          <p class="dim small-text">{row.requester}</p>
        </div>
      ),
    },
    {
      title: say('Chữ ký số', 'Certificate'),
      cell: (row) => (row.certificate ? commonName(row.certificate.subject) : '—'),
    },
  ]
}
