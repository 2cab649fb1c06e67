/** States and reasons of requests in words. */
import type { JobState } from '@congky/shared'
import { Badge, type Tone } from '../../design/layout.tsx'
import { say } from '../../text.ts'

export { reasonNext, reasonText } from '../../parts/reason-words.ts'

const TONES: Readonly<Record<JobState, Tone>> = {
  received: 'info',
  'awaiting-approval': 'warn',
  held: 'warn',
  signed: 'good',
  rejected: 'bad',
}

export function stateWord(state: JobState): string {
  switch (state) {
    case 'received':
      return say('Đang ký', 'Being signed')
    case 'awaiting-approval':
      return say('Chờ duyệt', 'Waits for approval')
    case 'held':
      return say('Chờ xử lý', 'Needs you')
    case 'signed':
      return say('Đã ký', 'Signed')
    case 'rejected':
      return say('Bị từ chối', 'Rejected')
  }
}

export function StateBadge({ state }: { readonly state: JobState }) {
  return <Badge tone={TONES[state]}>{stateWord(state)}</Badge>
}

/** The name in a certificate's subject, which is what people know it by. */
export function commonName(subject: string): string {
  return /(?:^|,\s*)CN=((?:\\,|[^,])+)/.exec(subject)?.[1]?.replaceAll('\\,', ',') ?? subject
}
