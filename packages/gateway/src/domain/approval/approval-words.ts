/** What a history record says of an approval, in words: who did what, at which step, by which right and proof. */
import type { Bilingual } from '@congky/shared'
import type { ApprovalRecord, HistoryRecord } from '../history-record.ts'

const EVENT_WORDS: Readonly<Record<ApprovalRecord['event'], Bilingual>> = {
  asked: { vi: 'trình duyệt', en: 'submitted for approval' },
  viewed: { vi: 'người duyệt xem chứng từ', en: 'an approver read it' },
  approved: { vi: 'duyệt', en: 'approved' },
  returned: { vi: 'trả lại', en: 'returned' },
  used: { vi: 'đưa nội dung đã duyệt vào ký', en: 'what was approved goes to be signed' },
  withdrawn: { vi: 'rút lại, không cần duyệt nữa', en: 'taken back' },
  expired: { vi: 'quá hạn duyệt', en: 'nobody approved in time' },
  void: { vi: 'lượt duyệt hết hiệu lực', en: 'the approval is void' },
}

const PROOF_WORDS: Readonly<Record<NonNullable<ApprovalRecord['proof']>, Bilingual>> = {
  password: { vi: 'bằng mật khẩu', en: 'by password' },
  passkey: { vi: 'bằng passkey', en: 'by passkey' },
}

/** @returns null for an event that only a newer version knows. */
export function eventWords(event: string): Bilingual | null {
  return isOneOf(EVENT_WORDS, event) ? EVENT_WORDS[event] : null
}

/** How somebody showed who they are: `bằng mật khẩu`. */
export function proofWords(proof: string): Bilingual {
  return isOneOf(PROOF_WORDS, proof) ? PROOF_WORDS[proof] : { vi: proof, en: proof }
}

/** @returns What happened; null for a record of another kind, or an event that only a newer version knows. */
export function approvalTitle({ kind, approval }: HistoryRecord): Bilingual | null {
  return kind !== 'approval' || approval === undefined ? null : eventWords(approval.event)
}

/** The details of an event. null: there are none, or the record is of another kind and notes something itself. */
export function approvalNote({ kind, approval, requester, note }: HistoryRecord): Bilingual | null {
  if (kind !== 'approval' || approval === undefined) return null
  const { event, step, steps, onBehalfOf, proof, reason, rule } = approval
  const isDecision = event === 'approved' || event === 'returned'
  const said = [
    isDecision && step !== undefined ? stepWords(step, steps ?? step) : null,
    isDecision || event === 'viewed' ? plain(requester) : null,
    onBehalfOf ? { vi: `thay ${onBehalfOf}`, en: `for ${onBehalfOf}` } : null,
    proof === undefined ? null : proofWords(proof),
    event === 'asked' ? { vi: `theo quy tắc “${rule}”`, en: `by the rule “${rule}”` } : null,
    reason ? { vi: `lý do: ${reason}`, en: `reason: ${reason}` } : null,
    event === 'asked' && note ? { vi: `lời nhắn: ${note}`, en: `note: ${note}` } : null,
  ].filter((part) => part !== null)
  if (said.length === 0) return null
  return { vi: said.map(({ vi }) => vi).join(' · '), en: said.map(({ en }) => en).join(' · ') }
}

function stepWords(step: number, steps: number): Bilingual {
  return { vi: `bước ${step}/${steps}`, en: `step ${step}/${steps}` }
}

function isOneOf<Words extends object>(words: Words, name: string): name is keyof Words & string {
  return Object.hasOwn(words, name)
}

function plain(text: string | null | undefined): Bilingual | null {
  return text ? { vi: text, en: text } : null
}
