/** Today in numbers, beside yesterday, and by the hour. */
import type { GatewayStatus, HourNumbers, NumbersView } from '@congky/shared'
import { useEffect, useState } from 'preact/hooks'
import { call } from '../../api.ts'
import { Card, Loaded } from '../../design/layout.tsx'
import { formatNumber } from '../../format.ts'
import { watching } from '../../live.ts'
import { useResource } from '../../resource.ts'
import { href } from '../../router.ts'
import { can } from '../../session.ts'
import { say } from '../../text.ts'
import { HourChart } from './hour-chart.tsx'
import { useSettled } from './use-settled.ts'

/** Another hour begins, or another day, without anything being signed. */
const CLOCK_MS = 60_000
const SETTLE_MS = 1_000

export function NumbersCard({ jobs }: { readonly jobs: GatewayStatus['jobs'] }) {
  const done = useSettled(`${jobs.signed} ${jobs.rejected} ${jobs.held} ${jobs.received}`, SETTLE_MS)
  const minute = useMinute()
  const numbers = useResource(
    (signal) => call<NumbersView>('GET', '/admin/numbers', { ...watching, signal }),
    [done, minute],
  )
  return (
    <Card title={say('Hôm nay', 'Today')}>
      <Loaded of={numbers} lines={6}>
        {(view) => (
          <>
            <Figures view={view} jobs={jobs} />
            <HourChart view={view} />
          </>
        )}
      </Loaded>
    </Card>
  )
}

function Figures({ view, jobs }: { readonly view: NumbersView; readonly jobs: GatewayStatus['jobs'] }) {
  const before = untilNow(view)
  return (
    <dl class="figures">
      <Figure
        name={say('Đã ký', 'Signed')}
        value={view.totals.signed}
        tone="good"
        link={{ state: 'signed', period: 'today' }}
      >
        {say(`hôm qua đến giờ này ${formatNumber(before.signed)}`, `${formatNumber(before.signed)} by now yesterday`)}
      </Figure>
      <Figure
        name={say('Bị từ chối', 'Rejected')}
        value={view.totals.rejected}
        tone="bad"
        link={{ state: 'rejected', period: 'today' }}
      >
        {say(
          `hôm qua đến giờ này ${formatNumber(before.rejected)}`,
          `${formatNumber(before.rejected)} by now yesterday`,
        )}
      </Figure>
      <Figure
        name={say('Đang chờ người', 'Waiting for a person')}
        value={jobs.held}
        tone="warn"
        link={{ state: 'held' }}
      >
        {say('ngay lúc này', 'right now')}
      </Figure>
      <Figure name={say('Đang ký', 'Being signed')} value={jobs.received} tone="info" link={{ state: 'received' }}>
        {say('ngay lúc này', 'right now')}
      </Figure>
    </dl>
  )
}

function Figure(props: {
  readonly name: string
  readonly value: number
  readonly tone: string
  /** Which requests of the history they are. */
  readonly link: Readonly<Record<string, string>>
  readonly children: string
}) {
  const { name, value, tone, link, children } = props
  const number = formatNumber(value)
  return (
    <div class={`figure ${value > 0 ? tone : 'none'}`}>
      <dt>{name}</dt>
      <dd class="number">{value > 0 && can('see-history') ? <a href={href('/history', link)}>{number}</a> : number}</dd>
      <dd class="dim small-text">{children}</dd>
    </div>
  )
}

/** Yesterday until the end of the hour it is now: a whole day is no measure for half of one. */
function untilNow({ before, hourNow }: NumbersView): HourNumbers {
  const hours = before.hours.slice(0, hourNow === null ? 24 : hourNow + 1)
  const sum = (kind: keyof HourNumbers) => hours.reduce((total, hour) => total + hour[kind], 0)
  return { received: sum('received'), signed: sum('signed'), rejected: sum('rejected'), held: sum('held') }
}

function useMinute(): number {
  const [minute, setMinute] = useState(0)
  useEffect(() => {
    const timer = setInterval(() => setMinute((count) => count + 1), CLOCK_MS)
    return () => clearInterval(timer)
  }, [])
  return minute
}
