/** What the exchange with customs wants of a person. */
import type { ErrorView } from '../wire.ts'
import type { NeedItem } from './needs-you.ts'
import type { GatewayStatus } from './status-view.ts'

export function exchangeItems({ exchange }: Pick<GatewayStatus, 'exchange'>): NeedItem[] {
  const { receive = null, send = null } = exchange ?? {}
  const count = send?.held ?? 0
  return [
    ...(count === 0 ? [] : [heldItem(count)]),
    ...(receive?.lastProblem ? [receiveItem(receive.lastProblem)] : []),
    ...(send?.problem ? [sendItem(send.problem)] : []),
  ]
}

function heldItem(count: number): NeedItem {
  return {
    ...{ key: 'customs:held', urgency: 'waits', page: 'customs', count },
    title: {
      vi: `${count} thông điệp gửi hải quan cần người xử lý`,
      en: `${count} message${count === 1 ? '' : 's'} to customs need${count === 1 ? 's' : ''} a person`,
    },
    next: {
      vi: 'Mở từng thông điệp ở trang Hải quan, xem lý do, rồi bấm Gửi lại.',
      en: 'Open each on the page of customs, see why, then have it sent again.',
    },
  }
}

function receiveItem(problem: ErrorView): NeedItem {
  return {
    ...{ key: `customs:receive:${problem.code}`, urgency: 'waits', page: 'customs' },
    title: { vi: 'Hải quan gọi đến mà không được trả lời', en: 'Customs called and got no answer' },
    ...wordsOf(problem),
  }
}

function sendItem(problem: ErrorView): NeedItem {
  return {
    ...{ key: `customs:send:${problem.code}`, urgency: 'waits', page: 'customs' },
    title: { vi: 'Không xem được các thông điệp gửi hải quan', en: 'The messages to customs cannot be looked at' },
    ...wordsOf(problem),
  }
}

function wordsOf({ message, messageVi, next, nextVi }: ErrorView): Pick<NeedItem, 'why' | 'next'> {
  return { why: { vi: messageVi ?? message, en: message }, next: { vi: nextVi ?? next ?? '', en: next ?? '' } }
}
