/** Approving or returning: what exactly, what will happen, and the proof that it is the approver who says so. */
import type { ApprovalOutcome } from '@congky/shared'
import { useState } from 'preact/hooks'
import { ApiError } from '../../api.ts'
import { Button } from '../../design/button.tsx'
import { Chip, Chips } from '../../design/chips.tsx'
import { Dialog } from '../../design/dialog.tsx'
import { TextArea } from '../../design/field.tsx'
import { toast } from '../../design/toast.tsx'
import { say, sayOf } from '../../text.ts'
import { type AskedDecision, type Decision, type DecisionItem, decide, type ShownProof } from './decision.ts'
import { OutcomeList } from './outcome-list.tsx'
import { ProofForm } from './proof-form.tsx'

export interface DecideDialogProps {
  readonly decision: Decision
  readonly items: readonly DecisionItem[]
  /** What the approver should know before saying yes. */
  readonly consequence?: string
  readonly onClose: () => void
  /** All of them went through. */
  readonly onDone: (outcomes: readonly ApprovalOutcome[]) => void
}

export function DecideDialog({ decision, items: given, consequence, onClose, onDone }: DecideDialogProps) {
  // What waits may change while the password is typed; what is decided on may not.
  const [items] = useState(given)
  const [reason, setReason] = useState('')
  const [outcomes, setOutcomes] = useState<readonly ApprovalOutcome[] | null>(null)
  const asked: AskedDecision = { decision, items, reason: reason.trim() }
  const send = async (proof: ShownProof) => {
    const answer = await decide(asked, proof)
    const [first] = answer
    if (answer.every(({ error }) => error === null)) {
      toast(doneWords(decision, answer))
      onDone(answer)
    } else if (answer.length === 1 && first?.error) {
      const { code, message, messageVi, next, nextVi } = first.error
      throw new ApiError(0, { code, detail: message, messageVi, next, nextVi })
    } else setOutcomes(answer)
  }
  if (outcomes !== null) {
    return (
      <Dialog
        sheet
        title={say('Kết quả', 'What came of it')}
        onClose={() => onDone(outcomes)}
        actions={<Button onClick={() => onDone(outcomes)}>{say('Đóng', 'Close')}</Button>}
      >
        <OutcomeList items={items} outcomes={outcomes} />
      </Dialog>
    )
  }
  return (
    <Dialog sheet title={titleWords(decision, items.length)} onClose={onClose}>
      <Items items={items} />
      {decision === 'approve' && <p>{consequence ?? approveWords(items)}</p>}
      {decision === 'return' && <Reason value={reason} onInput={setReason} />}
      <ProofForm
        asked={asked}
        isReady={decision === 'approve' || asked.reason !== ''}
        action={decision === 'approve' ? say('Duyệt', 'Approve') : say('Trả lại', 'Return')}
        onProof={send}
        onClose={onClose}
      />
    </Dialog>
  )
}

function titleWords(decision: Decision, count: number): string {
  if (decision === 'approve')
    return count === 1
      ? say('Duyệt chứng từ này?', 'Approve this document?')
      : say(`Duyệt ${count} chứng từ?`, `Approve ${count} documents?`)
  return count === 1
    ? say('Trả lại chứng từ', 'Return this document')
    : say(`Trả lại ${count} chứng từ`, `Return ${count} documents`)
}

function approveWords(items: readonly DecisionItem[]): string {
  if (items.every(({ step, steps }) => step === steps))
    return say(
      'Cổng ký sẽ ký đúng nội dung này ngay sau khi bạn duyệt.',
      'Exactly this is signed as soon as you approve.',
    )
  const [only] = items
  if (only && items.length === 1)
    return say(
      `Đây là bước ${only.step}/${only.steps}: sau bạn còn người khác duyệt, rồi mới ký.`,
      `This is step ${only.step} of ${only.steps}: others approve after you before it is signed.`,
    )
  return say(
    'Chứng từ nào còn bước duyệt sau sẽ được chuyển tiếp; xong bước cuối mới ký.',
    'What needs further steps goes on to them; it is signed after the last one.',
  )
}

function doneWords(decision: Decision, outcomes: readonly ApprovalOutcome[]): string {
  const count = outcomes.length
  if (decision === 'return')
    return count === 1
      ? say('Đã trả lại người trình', 'Returned')
      : say(`Đã trả lại ${count} chứng từ`, `${count} returned`)
  if (count > 1) return say(`Đã duyệt ${count} chứng từ`, `${count} approved`)
  return (outcomes[0]?.stepsLeft ?? 0) > 0
    ? say('Đã duyệt, chuyển sang bước tiếp theo', 'Approved; it goes on to the next step')
    : say('Đã duyệt, chứng từ được ký', 'Approved; it is being signed')
}

/** What it is about, so that nobody decides on another document than the one in mind. */
function Items({ items }: { readonly items: readonly DecisionItem[] }) {
  return (
    <ul class="plain-list decide-items" tabIndex={items.length > 1 ? 0 : -1}>
      {items.map((item) => (
        <li key={item.id}>
          <strong>{sayOf(item.kind)}</strong>
          <span class="dim small-text">
            {[item.enterprise ?? item.taxCode, item.reference].filter(Boolean).join(' · ')}
          </span>
          {item.onBehalfOfName && (
            <span class="dim small-text">
              {say(`Bạn quyết định thay ${item.onBehalfOfName}`, `You decide for ${item.onBehalfOfName}`)}
            </span>
          )}
        </li>
      ))}
    </ul>
  )
}

const FREQUENT_REASONS = () => [
  say('Sai hàng hóa', 'Wrong goods'),
  say('Sai trị giá', 'Wrong value'),
  say('Sai mã số thuế', 'Wrong tax code'),
  say('Thiếu chứng từ', 'Papers missing'),
]

function Reason({ value, onInput }: { readonly value: string; readonly onInput: (value: string) => void }) {
  return (
    <>
      <TextArea
        label={say('Lý do trả lại', 'Why it is returned')}
        hint={say('Người trình sẽ đọc dòng này.', 'Whoever submitted it reads this.')}
        rows={3}
        {...{ value, onInput }}
        required
      />
      <Chips label={say('Lý do thường gặp', 'Frequent reasons')}>
        {FREQUENT_REASONS().map((each) => (
          <Chip key={each} isOn={value === each} label={each} onClick={() => onInput(value === each ? '' : each)} />
        ))}
      </Chips>
    </>
  )
}
