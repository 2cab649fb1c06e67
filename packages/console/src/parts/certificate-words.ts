/** How certificates read to people. */
import type { BoundCertificate, BoundCertificateState } from '@congky/shared'
import type { Tone } from '../design/layout.tsx'
import { formatDate } from '../format.ts'
import { say } from '../text.ts'

/** Whose it is: the common name of a subject as RFC 2253 writes it. */
export function subjectName(subject: string): string {
  const name = /(?:^|, )CN=((?:\\.|[^,\\])+)/.exec(subject)?.[1]
  return name?.replace(/\\(.)/g, '$1') ?? subject
}

export function certificateName({ subject, reference }: BoundCertificate): string {
  return subject === null ? shortReference(reference) : subjectName(subject)
}

/** A thumbprint is too long to read; its beginning tells it apart. */
export function shortReference(reference: string): string {
  return reference.length > 40 ? `${reference.slice(0, 16)}…` : reference
}

export const STATE_TONES: Readonly<Record<BoundCertificateState, Tone>> = {
  unknown: 'bad',
  expired: 'bad',
  'not-yet-valid': 'bad',
  absent: 'warn',
  faulty: 'bad',
  locked: 'warn',
  expiring: 'warn',
  ready: 'good',
}

export function stateWords({ state, notAfter }: BoundCertificate): string {
  switch (state) {
    case 'unknown':
      return say('Chưa thấy trên token nào', 'On no token so far')
    case 'expired':
      return say('Đã hết hạn', 'Expired')
    case 'not-yet-valid':
      return say('Chưa đến ngày hiệu lực', 'Not valid yet')
    case 'absent':
      return say('Không cắm', 'Not plugged in')
    case 'faulty':
      return say('Token bị lỗi', 'Token out of order')
    case 'locked':
      return say('Chưa mở khóa', 'Locked')
    case 'expiring':
      return notAfter === null
        ? say('Sắp hết hạn', 'Expires soon')
        : say(`Hết hạn ${formatDate(notAfter)}`, `Expires ${formatDate(notAfter)}`)
    case 'ready':
      return say('Sẵn sàng', 'Ready')
  }
}
