/** What waits for whoever looks, what waits for others, and what was decided. One, or many at once, are decided on. */
import type { ApprovalPage, ApprovalRow } from '@congky/shared'
import { useState } from 'preact/hooks'
import { call } from '../../api.ts'
import { approvalsChange, mineCount } from '../../approvals.ts'
import { Button, ButtonLink } from '../../design/button.tsx'
import { Empty, Loaded, PageHead } from '../../design/layout.tsx'
import { formatNumber } from '../../format.ts'
import { watching } from '../../live.ts'
import { useResource } from '../../resource.ts'
import { href, route } from '../../router.ts'
import { say } from '../../text.ts'
import { ApprovalItem } from './approval-item.tsx'
import { DecideBar } from './decide-bar.tsx'
import { DecideDialog } from './decide-dialog.tsx'
import type { Decision } from './decision.ts'

type View = 'mine' | 'open' | 'decided'

const SHOWN = 30
/** As much as the gateway gives at once. */
const SHOWN_MAX = 200

export function Inbox() {
  const view = viewOf(route.value.query.get('view'))
  return (
    <div class="stack approvals">
      <PageHead
        title={say('Duyệt trình ký', 'Approvals')}
        lead={say(
          'Đọc chứng từ được trình, rồi duyệt để ký hoặc trả lại.',
          'Read what is submitted, then approve it to be signed, or return it.',
        )}
      >
        <ButtonLink href={href('/approvals/delegations')} icon="user" small>
          {say('Ủy quyền duyệt', 'Delegate')}
        </ButtonLink>
      </PageHead>
      <nav class="tabs" aria-label={say('Phần của danh sách', 'Parts of the list')}>
        <Tab view="mine" current={view} label={say('Chờ bạn', 'For you')} count={mineCount.value} />
        <Tab view="open" current={view} label={say('Đang chờ', 'All waiting')} />
        <Tab view="decided" current={view} label={say('Đã xong', 'Done')} />
      </nav>
      <List key={view} view={view} />
    </div>
  )
}

function viewOf(text: string | null): View {
  return text === 'open' || text === 'decided' ? text : 'mine'
}

function Tab(props: { readonly view: View; readonly current: View; readonly label: string; readonly count?: number }) {
  const { view, current, label, count = 0 } = props
  return (
    <a
      href={href('/approvals', { view: view === 'mine' ? null : view })}
      aria-current={view === current ? 'page' : undefined}
    >
      {label}
      {count > 0 && <span class="count">{formatNumber(count)}</span>}
    </a>
  )
}

function List({ view }: { readonly view: View }) {
  const [limit, setLimit] = useState(SHOWN)
  const page = useResource<ApprovalPage>(
    (signal) => call('GET', `/admin/approvals?view=${view}&limit=${limit}`, { ...watching, signal }),
    [view, limit, approvalsChange.value],
  )
  return (
    <Loaded of={page} lines={6}>
      {({ approvals, isMore }) =>
        approvals.length === 0 ? (
          <Nothing view={view} />
        ) : (
          <>
            <Rows view={view} rows={approvals} />
            {isMore && limit < SHOWN_MAX && (
              <div class="row approvals-more">
                <Button onClick={() => setLimit(SHOWN_MAX)}>{say('Xem thêm', 'Show more')}</Button>
              </div>
            )}
          </>
        )
      }
    </Loaded>
  )
}

function Rows({ view, rows }: { readonly view: View; readonly rows: readonly ApprovalRow[] }) {
  const [picked, setPicked] = useState<ReadonlySet<string>>(new Set())
  const [decision, setDecision] = useState<Decision | null>(null)
  const pickable = view === 'mine' ? rows.filter(({ isMine }) => isMine) : []
  // A document that was replaced meanwhile is another one, which nobody picked.
  const chosen = pickable.filter((row) => picked.has(keyOf(row)))
  const pick = (row: ApprovalRow, isOn: boolean) => {
    const next = new Set(picked)
    if (isOn) next.add(keyOf(row))
    else next.delete(keyOf(row))
    setPicked(next)
  }
  const areAllChosen = chosen.length === pickable.length
  return (
    <>
      {pickable.length > 1 && (
        <div class="approvals-pick">
          <span class="dim small-text" role="status">
            {chosen.length === 0
              ? say('Chọn nhiều để duyệt một lần', 'Pick several to decide at once')
              : say(`Đã chọn ${chosen.length}`, `${chosen.length} picked`)}
          </span>
          <Button kind="quiet" small onClick={() => setPicked(areAllChosen ? new Set() : new Set(pickable.map(keyOf)))}>
            {areAllChosen ? say('Bỏ chọn', 'Pick none') : say('Chọn tất cả', 'Pick all')}
          </Button>
        </div>
      )}
      <ul class="plain-list approvals-list">
        {rows.map((row) => (
          <ApprovalItem
            key={row.id}
            row={row}
            isPicked={chosen.includes(row)}
            {...(pickable.length > 1 && row.isMine ? { onPick: (isOn: boolean) => pick(row, isOn) } : {})}
          />
        ))}
      </ul>
      {chosen.length > 0 && <DecideBar count={chosen.length} onDecide={setDecision} />}
      {decision && (
        <DecideDialog
          decision={decision}
          items={chosen}
          onClose={() => setDecision(null)}
          onDone={() => {
            setDecision(null)
            setPicked(new Set())
          }}
        />
      )}
    </>
  )
}

function keyOf({ approvalId, documentSha256 }: ApprovalRow): string {
  return `${approvalId} ${documentSha256}`
}

function Nothing({ view }: { readonly view: View }) {
  if (view === 'mine') {
    return (
      <Empty icon="check" title={say('Không có chứng từ nào chờ bạn duyệt', 'Nothing waits for you')}>
        {say(
          'Chứng từ được trình sẽ tự hiện ở đây. Bạn có thể để trang này mở.',
          'What is submitted appears here by itself. You can leave this page open.',
        )}
      </Empty>
    )
  }
  return (
    <Empty
      icon="approve"
      title={
        view === 'open'
          ? say('Không có chứng từ nào đang chờ duyệt', 'Nothing waits for an approval')
          : say('Chưa có chứng từ nào được quyết định', 'Nothing has been decided yet')
      }
    />
  )
}
