/** What a history record says of an approval, in words: who did what, at which step, by which right and proof. */
import type { Bilingual } from '@congky/shared'
import type { ApprovalRecord, HistoryRecord } from '../history-record.ts'

const EVENT_WORDS: Readonly<Record<ApprovalRecord['event'], Bilingual>> = {
  asked: { vi: 'trình duyệt', en: 'submitted for approval' },
  viewed: { vi: 'người duyệt xem chứng từ', en: 'an approver read it' },
  approved: { vi: 'duyệt', en: 'approved' },
  returned: { vi: 'trả lại', en: 'returned' },
  used: { vi: 'ký theo nội dung đã duyệt', en: 'what was approved is signed' },
  withdrawn: { vi: 'rút lại, không cần duyệt nữa', en: 'taken back' },
  expired: { vi: 'quá hạn duyệt', en: 'nobody approved in time' },
  void: { vi: 'lượt duyệt hết hiệu lực', en: 'the approval is void' },
}

const PROOF_WORDS: Readonly<Record<NonNullable<ApprovalRecord['proof']>, Bilingual>> = {
  password: { vi: 'bằng mật khẩu', en: 'by password' },
  passkey: { vi: 'bằng passkey', en: 'by passkey' },
}

/** @returns What happened; null for a record of another kind, or an event that only a newer version knows. */
export function approvalTitle({ kind, approval }: HistoryRecord): Bilingual | null {
  if (kind !== 'approval' || approval === undefined) return null
  return Object.hasOwn(EVENT_WORDS, approval.event) ? EVENT_WORDS[approval.event] : null
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
    proof === undefined ? null : PROOF_WORDS[proof],
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

function plain(text: string | null | undefined): Bilingual | null {
  return text ? { vi: text, en: text } : null
}
