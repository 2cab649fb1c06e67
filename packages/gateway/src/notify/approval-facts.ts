/** Documents that wait for an approval, each told with the link that opens it. Pure. */
import type { Fact } from '../domain/notification.ts'

/** One document, at the step that waits. */
export interface WaitingApproval {
  /** Of the request. */
  readonly id: string
  readonly approvalId: string
  readonly reference: string | null
  /** Its name, or its tax code. */
  readonly enterprise: string | null
  readonly requester: string | null
  /** From 1. */
  readonly step: number
  readonly steps: number
  readonly stepName: string
  readonly expiresAt: Date
  /** Mail addresses of the people who may decide it now. */
  readonly deciders: readonly string[]
}

export interface WaitingApprovals {
  /** The oldest. */
  readonly shown: readonly WaitingApproval[]
  /** How many more there are. */
  readonly more: number
}

export interface ApprovalFactsInput {
  readonly waiting: WaitingApprovals
  readonly settleMs: number
  /** IANA name, for dates. */
  readonly timeZone: string
}

/** A document that somebody decides at once is no news; each further step is, to others. */
export function approvalFacts({ waiting, settleMs, timeZone }: ApprovalFactsInput): readonly Fact[] {
  const facts = waiting.shown.map((one) => toFact(one, settleMs, timeZone))
  return waiting.more === 0 ? facts : [...facts, moreFact(waiting.more, settleMs)]
}

function toFact(one: WaitingApproval, settleMs: number, timeZone: string): Fact {
  const { id, approvalId, step, steps, stepName, expiresAt, deciders } = one
  const until = (locale: string) =>
    expiresAt.toLocaleString(locale, { timeZone, dateStyle: 'short', timeStyle: 'short' })
  const at = steps === 1 ? '' : ` ${step}/${steps}`
  return {
    ...{
      key: `approval:${approvalId}:${step}`,
      topic: 'approvals',
      level: 'warning',
      kind: 'state',
      stage: 0,
      settleMs,
    },
    vi: `Chờ duyệt${at} (${stepName}): ${about(one, { of: 'của', by: 'người trình', unnamed: 'chứng từ' })}`,
    en: `Waiting for approval${at} (${stepName}): ${about(one, { of: 'of', by: 'asked by', unnamed: 'document' })}`,
    next: {
      vi: `Đọc, rồi duyệt hoặc trả lại trước ${until('vi-VN')}.`,
      en: `Read it, then approve or return it before ${until('en-GB')}.`,
    },
    page: `approvals/${id}`,
    for: deciders,
  }
}

function about(
  { reference, enterprise, requester }: WaitingApproval,
  words: { readonly of: string; readonly by: string; readonly unnamed: string },
): string {
  const whose = enterprise === null ? '' : ` ${words.of} ${enterprise}`
  const who = requester === null ? '' : `, ${words.by} ${requester}`
  return oneLine(`${reference ?? words.unnamed}${whose}${who}`)
}

/** Whoever asks names these: a line of theirs must not look like one of ours, nor turn the letters of ours around. */
function oneLine(text: string): string {
  return text.replace(/[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]+/gu, ' ')
}

function moreFact(more: number, settleMs: number): Fact {
  return {
    ...{ key: 'approval:more', topic: 'approvals', level: 'warning', kind: 'state', stage: 0, settleMs },
    vi: `Còn ${more} chứng từ khác chờ duyệt`,
    en: `${more} more document${more === 1 ? '' : 's'} waiting for approval`,
    next: { vi: 'Mở trang Duyệt trình ký.', en: 'Open the page of approvals.' },
    page: 'approvals',
  }
}
