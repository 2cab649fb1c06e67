import { customsKind } from '@congky/documents'
import {
  type Bilingual,
  describeError,
  type ExchangeMessageDetails,
  type ExchangeMessageRow,
  type ExchangeMessageView,
  type ExchangeReceivedView,
  errorCatalogue,
} from '@congky/shared'
import type { MessageFacts, OutgoingMessage, OutgoingSummary, ReceivedSummary } from '../exchange-store.ts'

export function toMessageView(message: OutgoingSummary): ExchangeMessageView {
  const { id, messageId, from, to, type, reference, state, requester, errorCount, lastError } = message
  const time = (date: Date | null) => date?.toISOString() ?? null
  return {
    ...{ id, messageId, from, to, type, function: message.function, reference, state, requester },
    attempts: errorCount,
    createdAt: message.createdAt.toISOString(),
    signedAt: time(message.signedAt),
    nextAttemptAt: time(message.nextAttemptAt),
    answeredAt: time(message.answeredAt),
    ...(lastError === null ? {} : { error: { ...toErrorView(lastError), ...(isSpent(message) ? SPENT : {}) } }),
  }
}

export function toMessageRow(message: OutgoingSummary): ExchangeMessageRow {
  return { ...toMessageView(message), title: titleOf(message) }
}

export function toMessageDetails(message: OutgoingMessage): ExchangeMessageDetails {
  return { ...toMessageView(message), content: message.content || null, answer: message.answer }
}

export function toReceivedView({ receivedAt, answers, errorCount, ...message }: ReceivedSummary): ExchangeReceivedView {
  const { messageId, from, to, type, reference, isAnswered } = message
  return {
    ...{ messageId, from, to, type, function: message.function, reference, isAnswered },
    title: titleOf(message),
    receivedAt: receivedAt.toISOString(),
    attempts: errorCount,
    answers: answers?.messageId ?? null,
  }
}

/** What the catalogue says of such an error, that it is tried again, holds no longer. */
const SPENT = {
  next: 'All attempts are spent. Ask customs whether it has the message, then have it sent again.',
  nextVi: 'Đã gửi đủ số lần cho phép. Hỏi hải quan xem đã nhận thông điệp chưa, rồi cho gửi lại.',
}

function isSpent({ state, lastError }: OutgoingSummary): boolean {
  return state === 'held' && lastError !== null && errorCatalogue[lastError.code].disposition === 'retry'
}

/** What a message is, in words; a kind that the decision does not name by its code. */
function titleOf(message: Pick<MessageFacts, 'type' | 'function'>): Bilingual {
  const code = `${message.type}-${message.function}`
  return customsKind(code)?.title ?? { vi: `Thông điệp loại ${code}`, en: `Message of kind ${code}` }
}

function toErrorView({ code, details }: NonNullable<OutgoingSummary['lastError']>) {
  const [en, vi] = [describeError(code, details, 'en'), describeError(code, details, 'vi')]
  return { code, message: en.message, messageVi: vi.message, next: en.next, nextVi: vi.next }
}
