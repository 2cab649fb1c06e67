/** Bars by the hour. Screen readers, and whoever asks, get the same numbers as a table. */
import type { HourNumbers, NumbersView } from '@congky/shared'
import { formatNumber } from '../../format.ts'
import { say } from '../../text.ts'

const WIDTH = 720
const HEIGHT = 150
const FLOOR = 126
const CEILING = 10
const SLOT = WIDTH / 24
const BAR = SLOT * 0.62
/** Nothing looks like a bar that is not one; one document is seen beside a thousand. */
const BAR_MIN = 3

const hourOf = (hour: number) => `${String(hour).padStart(2, '0')}:00`

export function HourChart({ view }: { readonly view: NumbersView }) {
  const highest = Math.max(4, ...view.hours.map(({ signed, rejected }) => signed + rejected))
  const zone = view.timeZone.replaceAll('_', ' ')
  return (
    <figure class="hour-chart">
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} aria-hidden="true" focusable="false">
        {[0.5, 1].map((part) => (
          <Line key={part} y={FLOOR - part * (FLOOR - CEILING)} label={formatNumber(Math.round(highest * part))} />
        ))}
        {view.hours.map((numbers, hour) => (
          <Bar key={hourOf(hour)} hour={hour} numbers={numbers} highest={highest} isNow={hour === view.hourNow} />
        ))}
        <line class="floor" x1="0" x2={WIDTH} y1={FLOOR} y2={FLOOR} />
      </svg>
      <figcaption class="row spread small-text dim">
        <span class="row legend">
          <span class="signed">{say('Đã ký', 'Signed')}</span>
          <span class="rejected">{say('Bị từ chối', 'Rejected')}</span>
        </span>
        <span>{say(`Theo giờ ${zone}`, `Time zone ${zone}`)}</span>
      </figcaption>
      <details>
        <summary>{say('Xem dạng bảng', 'Show as a table')}</summary>
        <HourTable view={view} />
      </details>
    </figure>
  )
}

function Line({ y, label }: { readonly y: number; readonly label: string }) {
  return (
    <>
      <line class="line" x1="0" x2={WIDTH} y1={y} y2={y} />
      <text class="scale" x="0" y={y - 3}>
        {label}
      </text>
    </>
  )
}

function Bar(props: {
  readonly hour: number
  readonly numbers: HourNumbers
  readonly highest: number
  readonly isNow: boolean
}) {
  const { hour, numbers, highest, isNow } = props
  const { signed, rejected } = numbers
  const height = (value: number) => (value === 0 ? 0 : Math.max(BAR_MIN, (value / highest) * (FLOOR - CEILING)))
  const x = hour * SLOT + (SLOT - BAR) / 2
  const top = FLOOR - height(signed)
  return (
    <g class={isNow ? 'now' : undefined}>
      <title>{`${hourOf(hour)}: ${signed} ${say('đã ký', 'signed')}, ${rejected} ${say('bị từ chối', 'rejected')}`}</title>
      <rect class="slot" x={hour * SLOT} y="0" width={SLOT} height={FLOOR} />
      <rect class="signed" x={x} y={top} width={BAR} height={height(signed)} rx="2" />
      <rect class="rejected" x={x} y={top - height(rejected)} width={BAR} height={height(rejected)} rx="2" />
      {hour % 3 === 0 && (
        <text class="hour" x={hour * SLOT + SLOT / 2} y={HEIGHT - 6}>
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
