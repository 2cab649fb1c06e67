import { Chip, Chips } from '../../design/chips.tsx'
import { TextField } from '../../design/field.tsx'
import { say } from '../../text.ts'
import type { ChosenPeriod, Period } from './filter.ts'

/** From when to when: a usual time, or days of one's own. */
export function PeriodChips(props: {
  readonly chosen: ChosenPeriod
  readonly change: (part: Partial<ChosenPeriod>) => void
}) {
  const { chosen, change } = props
  const periods: readonly (readonly [Period, string])[] = [
    ['', say('Mọi lúc', 'Any time')],
    ['today', say('Hôm nay', 'Today')],
    ['week', say('7 ngày', '7 days')],
    ['month', say('Tháng này', 'This month')],
    ['own', say('Tự chọn', 'Choose')],
  ]
  return (
    <Chips label={say('Thời gian', 'Time')}>
      {periods.map(([period, label]) => (
        <Chip key={period} isOn={chosen.period === period} label={label} onClick={() => change({ period })} />
      ))}
      {chosen.period === 'own' && (
        <div class="row">
          <TextField
            type="date"
            label={say('Từ ngày', 'From')}
            value={chosen.from}
            onInput={(from) => change({ from })}
          />
          <TextField type="date" label={say('Đến ngày', 'To')} value={chosen.to} onInput={(to) => change({ to })} />
        </div>
      )}
    </Chips>
  )
}
