/** States and errors of messages in words. */
import type { ErrorView, ExchangeReceivedView, ExchangeState } from '@congky/shared'
import { Badge, type Tone } from '../../design/layout.tsx'
import { formatNumber } from '../../format.ts'
import { reasonNext as nextOf } from '../../parts/reason-words.ts'
import { say } from '../../text.ts'

export { reasonText } from '../../parts/reason-words.ts'

const TONES: Readonly<Record<ExchangeState, Tone>> = {
  signing: 'info',
  waiting: 'info',
  unknown: 'warn',
  accepted: 'good',
  refused: 'bad',
  held: 'warn',
}

function stateWord(state: ExchangeState): string {
  switch (state) {
    case 'signing':
      return say('Đang ký', 'Being signed')
    case 'waiting':
      return say('Chờ gửi', 'Waits to be sent')
    case 'unknown':
      return say('Chưa rõ hải quan đã nhận chưa', 'Sent, no answer yet')
    case 'accepted':
      return say('Đã chấp nhận', 'Accepted')
    case 'refused':
      return say('Bị từ chối', 'Refused')
    case 'held':
      return say('Cần người xử lý', 'Needs a person')
  }
}

export function StateBadge({ state }: { readonly state: ExchangeState }) {
  return <Badge tone={TONES[state]}>{stateWord(state)}</Badge>
}

/** Whether a message that came was answered; an answer of customs needs none. */
export function AnsweredBadge({ isAnswered, answers }: Pick<ExchangeReceivedView, 'isAnswered' | 'answers'>) {
  if (answers !== null) return <Badge tone="quiet">{say('Phản hồi của hải quan', 'An answer of customs')}</Badge>
  if (isAnswered) return <Badge tone="good">{say('Đã trả lời', 'Answered')}</Badge>
  return <Badge tone="warn">{say('Chưa trả lời', 'Not answered')}</Badge>
}

/** What to do; the catalogue of errors names commands of the host, and who reads this has a button. */
export function reasonNext(error: ErrorView): string {
  if (UNSURE.includes(error.code)) {
    return say(
      'Hỏi hải quan xem đã nhận thông điệp chưa, rồi mở thông điệp và bấm Gửi lại.',
      'Ask customs whether it has the message, then open it and have it sent again.',
    )
  }
  return nextOf(error)
}

const UNSURE: readonly string[] = ['ERR_EXCHANGE_UNTRUSTED', 'ERR_EXCHANGE_OTHER_ANSWER']

/** How often nobody answered; empty for never. */
export function attemptsText(attempts: number): string {
  if (attempts === 0) return ''
  const count = formatNumber(attempts)
  return say(`${count} lần gửi chưa có phản hồi`, `${count} attempt${attempts === 1 ? '' : 's'} without an answer`)
}
