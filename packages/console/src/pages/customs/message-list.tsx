/** Both lists alike: the newest first, up to date while somebody looks, more on demand. */
import type { ComponentChildren } from 'preact'
import { useState } from 'preact/hooks'
import { call } from '../../api.ts'
import { Button } from '../../design/button.tsx'
import { type Column, DataTable } from '../../design/data-table.tsx'
import { Card, Loaded } from '../../design/layout.tsx'
import { status, watching } from '../../live.ts'
import { useResource } from '../../resource.ts'
import { go } from '../../router.ts'
import { say } from '../../text.ts'

const SHOWN = 50
/** As much as the gateway gives at once. */
const SHOWN_MAX = 500

export interface MessageListProps<T> {
  readonly title: string
  /** Below `/admin/exchange/`. */
  readonly list: 'messages' | 'received'
  readonly columns: readonly Column<T>[]
  readonly keyOf: (row: T) => string
  readonly pathOf: (row: T) => string
  readonly empty: ComponentChildren
}

export function MessageList<T>({ title, list, columns, keyOf, pathOf, empty }: MessageListProps<T>) {
  const [limit, setLimit] = useState(SHOWN)
  const { lastReceivedAt, lastAnsweredAt } = status.value?.exchange?.receive ?? {}
  const standing = JSON.stringify([lastReceivedAt, lastAnsweredAt, status.value?.exchange?.send])
  const rows = useResource<readonly T[]>(
    (signal) => call('GET', `/admin/exchange/${list}?limit=${limit}`, { ...watching, signal }),
    [limit, standing],
  )
  return (
    <Card
      title={title}
      actions={
        <Button small icon="refresh" onClick={rows.reload}>
          {say('Làm mới', 'Refresh')}
        </Button>
      }
    >
      <Loaded of={rows} lines={6}>
        {(data) => (
          <>
            <DataTable
              caption={title}
              columns={columns}
              rows={data}
              keyOf={keyOf}
              onOpen={(row) => go(pathOf(row))}
              empty={empty}
            />
            {data.length === limit && limit < SHOWN_MAX && (
              <div class="row customs-more">
                <Button onClick={() => setLimit(SHOWN_MAX)}>{say('Xem thêm', 'Show more')}</Button>
              </div>
            )}
          </>
        )}
      </Loaded>
    </Card>
  )
}
