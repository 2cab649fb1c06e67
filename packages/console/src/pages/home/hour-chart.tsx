/** Bars by the hour. Screen readers, and whoever asks, get the same numbers as a table. */
import type { HourNumbers, NumbersView } from '@congky/shared'
import { useEffect, useState } from 'preact/hooks'
import { formatNumber } from '../../format.ts'
import { say } from '../../text.ts'

/** A drawing for a wide page has letters too small for a phone. */
const WIDTHS = { wide: 720, narrow: 340 } as const
const HEIGHT = 150
const FLOOR = 126
const CEILING = 10
/** Of the room of an hour. */
const BAR_PART = 0.62
/** Nothing looks like a bar that is not one; one document is seen beside a thousand. */
const BAR_MIN = 3

const VIETNAM: readonly string[] = ['Asia/Ho_Chi_Minh', 'Asia/Saigon']

const hourOf = (hour: number) => `${String(hour).padStart(2, '0')}:00`

export function HourChart({ view }: { readonly view: NumbersView }) {
  const width = useIsNarrow() ? WIDTHS.narrow : WIDTHS.wide
  const highest = Math.max(4, ...view.hours.map(({ signed, rejected }) => signed + rejected))
  const zone = VIETNAM.includes(view.timeZone) ? say('Việt Nam', 'Vietnam') : view.timeZone.replaceAll('_', ' ')
  return (
    <figure class="hour-chart">
      <svg viewBox={`0 0 ${width} ${HEIGHT}`} aria-hidden="true" focusable="false">
        {[0.5, 1].map((part) => (
          <Line
            key={part}
            width={width}
            y={FLOOR - part * (FLOOR - CEILING)}
            label={formatNumber(Math.round(highest * part))}
          />
        ))}
        {view.hours.map((numbers, hour) => (
          <Bar
            key={hourOf(hour)}
            slot={width / 24}
            hour={hour}
            numbers={numbers}
            highest={highest}
            isNow={hour === view.hourNow}
          />
        ))}
        <line class="floor" x1="0" x2={width} y1={FLOOR} y2={FLOOR} />
      </svg>
      <figcaption class="row spread small-text dim">
        <span class="row legend">
          <span class="signed">{say('Đã ký', 'Signed')}</span>
          <span class="rejected">{say('Bị từ chối', 'Rejected')}</span>
        </span>
        <span>{say(`Theo giờ ${zone}`, `Time of ${zone}`)}</span>
      </figcaption>
      <details>
        <summary>{say('Xem dạng bảng', 'Show as a table')}</summary>
        <HourTable view={view} />
      </details>
    </figure>
  )
}

function Line({ width, y, label }: { readonly width: number; readonly y: number; readonly label: string }) {
  return (
    <>
      <line class="line" x1="0" x2={width} y1={y} y2={y} />
      <text class="scale" x="0" y={y - 3}>
        {label}
      </text>
    </>
  )
}

function Bar(props: {
  readonly slot: number
  readonly hour: number
  readonly numbers: HourNumbers
  readonly highest: number
  readonly isNow: boolean
}) {
  const { slot, hour, numbers, highest, isNow } = props
  const { signed, rejected } = numbers
  const height = (value: number) => (value === 0 ? 0 : Math.max(BAR_MIN, (value / highest) * (FLOOR - CEILING)))
  const bar = slot * BAR_PART
  const x = hour * slot + (slot - bar) / 2
  const top = FLOOR - height(signed)
  return (
    <g class={isNow ? 'now' : undefined}>
      <title>{`${hourOf(hour)}: ${signed} ${say('đã ký', 'signed')}, ${rejected} ${say('bị từ chối', 'rejected')}`}</title>
      <rect class="slot" x={hour * slot} y="0" width={slot} height={FLOOR} />
      <rect class="signed" x={x} y={top} width={bar} height={height(signed)} rx="2" />
      <rect class="rejected" x={x} y={top - height(rejected)} width={bar} height={height(rejected)} rx="2" />
      {hour % 3 === 0 && (
        <text class="hour" x={hour * slot + slot / 2} y={HEIGHT - 6}>
          {hour}
        </text>
      )}
    </g>
  )
}

function HourTable({ view }: { readonly view: NumbersView }) {
  const rows = view.hours
    .map((numbers, hour) => ({ ...numbers, hour }))
    .filter(({ received, signed, rejected, held }) => received + signed + rejected + held > 0)
  if (rows.length === 0) return <p class="dim">{say('Hôm nay chưa có chứng từ nào.', 'Nothing yet today.')}</p>
  return (
    <table class="hour-table">
      <caption class="visually-hidden">{say('Số chứng từ theo giờ trong hôm nay', 'Documents by hour, today')}</caption>
      <thead>
        <tr>
          <th scope="col">{say('Giờ', 'Hour')}</th>
          <th scope="col">{say('Nhận', 'Received')}</th>
          <th scope="col">{say('Đã ký', 'Signed')}</th>
          <th scope="col">{say('Từ chối', 'Rejected')}</th>
          <th scope="col">{say('Phải chờ', 'Held')}</th>
        </tr>
      </thead>
      <tbody>
        {rows.map(({ hour, received, signed, rejected, held }) => (
          <tr key={hour}>
            <th scope="row">{hourOf(hour)}</th>
            <td>{formatNumber(received)}</td>
            <td>{formatNumber(signed)}</td>
            <td>{formatNumber(rejected)}</td>
            <td>{formatNumber(held)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

const narrow = matchMedia('(max-width: 40rem)')

function useIsNarrow(): boolean {
  const [isNarrow, setNarrow] = useState(narrow.matches)
  useEffect(() => {
    const follow = () => setNarrow(narrow.matches)
    narrow.addEventListener('change', follow)
    return () => narrow.removeEventListener('change', follow)
  }, [])
  return isNarrow
}
