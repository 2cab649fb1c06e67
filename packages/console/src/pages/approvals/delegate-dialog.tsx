import type { DelegationList } from '@congky/shared'
import { useState } from 'preact/hooks'
import { call } from '../../api.ts'
import { Chip, Chips } from '../../design/chips.tsx'
import { Dialog } from '../../design/dialog.tsx'
import { SelectField, TextField } from '../../design/field.tsx'
import { toast } from '../../design/toast.tsx'
import { say } from '../../text.ts'
import type { ShownProof } from './decision.ts'
import { endOfDay, toLocalInput } from './local-time.ts'
import { ProofForm } from './proof-form.tsx'

export interface DelegateDialogProps {
  readonly approvers: DelegationList['approvers']
  readonly onClose: () => void
  readonly onChange: () => Promise<void>
}

const PERIODS = [
  { days: 0, label: () => say('Hết hôm nay', 'Today') },
  { days: 2, label: () => say('3 ngày', '3 days') },
  { days: 6, label: () => say('1 tuần', 'A week') },
  { days: 13, label: () => say('2 tuần', '2 weeks') },
] as const

export function DelegateDialog({ approvers, onClose, onChange }: DelegateDialogProps) {
  const [to, setTo] = useState(approvers[0]?.name ?? '')
  const [startsAt, setStartsAt] = useState(() => toLocalInput(new Date()))
  const [endsAt, setEndsAt] = useState(() => toLocalInput(endOfDay(new Date(), 0)))
  const isWrong = startsAt === '' || endsAt === '' || endsAt <= startsAt

  const lend = async (proof: ShownProof) => {
    const period = { startsAt: new Date(startsAt).toISOString(), endsAt: new Date(endsAt).toISOString() }
    await call('POST', '/admin/delegations', { body: { to, ...period, proof } })
    toast(say('Đã ủy quyền duyệt', 'Delegated'))
    await onChange()
    onClose()
  }
  return (
    <Dialog sheet title={say('Ủy quyền duyệt', 'Delegate')} onClose={onClose}>
      <SelectField
        label={say('Người duyệt thay bạn', 'Who decides for you')}
        value={to}
        onChange={setTo}
        choices={approvers.map(({ name, displayName }) => ({ value: name, label: displayName }))}
      />
      <Chips label={say('Thời gian', 'Period')}>
        {PERIODS.map(({ days, label }) => {
          const end = toLocalInput(endOfDay(new Date(startsAt || Date.now()), days))
          return <Chip key={days} label={label()} isOn={endsAt === end} onClick={() => setEndsAt(end)} />
        })}
      </Chips>
      <div class="fields">
        <TextField
          label={say('Từ lúc', 'From')}
          type="datetime-local"
          {...{ value: startsAt, onInput: setStartsAt }}
          required
        />
        <TextField
          label={say('Đến lúc', 'Until')}
          type="datetime-local"
          {...{ value: endsAt, onInput: setEndsAt }}
          error={endsAt !== '' && endsAt <= startsAt ? say('Phải sau lúc bắt đầu', 'It has to be later') : null}
          required
        />
      </div>
      <ProofForm
        asked={null}
        isReady={!isWrong}
        action={say('Ủy quyền', 'Delegate')}
        onProof={lend}
        onClose={onClose}
      />
    </Dialog>
  )
}
