/** Who is next. */
import type { GatewayStatus, WaitingRequest, WaitingView } from '@congky/shared'
import { call } from '../../api.ts'
import { Card, Loaded } from '../../design/layout.tsx'
import { formatAgo, formatNumber } from '../../format.ts'
import { watching } from '../../live.ts'
import { useResource } from '../../resource.ts'
import { can } from '../../session.ts'
import { say } from '../../text.ts'
import { useSettled } from './use-settled.ts'

const SHOWN_MAX = 6
const SETTLE_MS = 2_000

export function WaitingCard({ jobs }: { readonly jobs: GatewayStatus['jobs'] }) {
  if (!can('see-history')) return null
  return <Waiting count={jobs.received + jobs['awaiting-approval']} />
}

function Waiting({ count }: { readonly count: number }) {
  const settled = useSettled(count, SETTLE_MS)
  const waiting = useResource(
    (signal) => call<WaitingView>('GET', '/admin/waiting', { ...watching, signal }),
    [settled],
  )
  return (
    <Card title={say('Hàng đợi', 'Queue')}>
      <Loaded of={waiting} lines={2}>
        {(view) =>
          view.count === 0 ? (
            <p class="dim">{say('Không có chứng từ nào đang xếp hàng.', 'Nothing waits in the queue.')}</p>
          ) : (
            <>
              <ol class="plain-list glance-list">
                {view.requests.slice(0, SHOWN_MAX).map((request) => (
                  <li key={request.id}>
                    <span class="glance-name">
                      <strong class="number">{request.taxCode ?? say('Chưa rõ MST', 'No tax code')}</strong>
                      <span class="dim small-text">
                        {request.source} · {formatAgo(request.receivedAt)}
                      </span>
                    </span>
                    <span class="dim small-text number">{placeOf(request)}</span>
                  </li>
                ))}
              </ol>
              {view.count > SHOWN_MAX && (
                <p class="dim small-text">
                  {say(
                    `và ${formatNumber(view.count - SHOWN_MAX)} chứng từ nữa`,
                    `and ${formatNumber(view.count - SHOWN_MAX)} more`,
                  )}
                </p>
              )}
            </>
          )
        }
      </Loaded>
    </Card>
  )
}

function placeOf({ state, position }: WaitingRequest): string {
  if (state === 'awaiting-approval') return say('chờ duyệt', 'waits for approval')
  if (position === null) return say('đang ký', 'being signed')
  return position === 0 ? say('kế tiếp', 'next') : say(`thứ ${position + 1}`, `no. ${position + 1}`)
}
