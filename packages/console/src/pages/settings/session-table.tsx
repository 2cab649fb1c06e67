import type { SessionView } from '@congky/shared'
import { Button } from '../../design/button.tsx'
import { DataTable } from '../../design/data-table.tsx'
import { confirmAction } from '../../design/dialog.tsx'
import { formatAgo } from '../../format.ts'
import { say } from '../../text.ts'

type Session = SessionView & { readonly current?: boolean }

/** Where somebody is logged in. */
export function SessionTable(props: {
  readonly sessions: readonly Session[]
  /** Absent where none may be ended. */
  readonly onEnd?: (session: Session) => Promise<void>
}) {
  const { sessions, onEnd } = props
  const end = async (session: Session) => {
    const question = {
      title: say('Kết thúc phiên này?', 'End this session?'),
      body: say(
        `Trình duyệt tại ${session.origin} phải đăng nhập lại.`,
        `The browser at ${session.origin} has to log in again.`,
      ),
      action: say('Kết thúc', 'End it'),
      danger: true,
    }
    if (await confirmAction(question)) await onEnd?.(session)
  }
  return (
    <DataTable
      caption={say('Phiên đang mở', 'Open sessions')}
      rows={sessions}
      keyOf={({ id }) => id}
      empty={<p class="dim">{say('Không có phiên nào.', 'None.')}</p>}
      columns={[
        {
          title: say('Trình duyệt', 'Browser'),
          isName: true,
          cell: ({ userAgent, current }) => (
            <>
              {browserOf(userAgent)}
              {current && <span class="dim"> ({say('phiên này', 'this one')})</span>}
            </>
          ),
        },
        { title: say('Từ máy', 'From'), cell: ({ origin }) => origin },
        { title: say('Mở lúc', 'Opened'), cell: ({ createdAt }) => formatAgo(createdAt) },
        { title: say('Dùng gần nhất', 'Last used'), cell: ({ lastSeenAt }) => formatAgo(lastSeenAt) },
        ...(onEnd
          ? [
              {
                title: say('Thao tác', 'Actions'),
                cell: (session: Session) =>
                  session.current ? null : (
                    <Button small onClick={() => end(session)}>
                      {say('Kết thúc', 'End')}
                    </Button>
                  ),
              },
            ]
          : []),
      ]}
    />
  )
}

/** Names that people know; the rest of what browsers say of themselves helps nobody. */
export function browserOf(userAgent: string): string {
  const browser = [
    ['Edg/', 'Edge'],
    ['OPR/', 'Opera'],
    ['coc_coc', 'Cốc Cốc'],
    ['Firefox/', 'Firefox'],
    ['Chrome/', 'Chrome'],
    ['Safari/', 'Safari'],
  ].find(([mark = '']) => userAgent.includes(mark))?.[1]
  const system = ['Windows', 'Android', 'iPhone', 'iPad', 'Mac OS', 'Linux'].find((name) => userAgent.includes(name))
  return [browser ?? (userAgent.slice(0, 40) || '?'), system].filter(Boolean).join(', ')
}
