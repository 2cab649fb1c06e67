/** Approvals in words: how they stand, how long there is, who asked. */
import type { ApprovalRow, ApprovalState } from '@congky/shared'
import { Badge, type Tone } from '../../design/layout.tsx'
import { formatAgo, formatDate, formatDateTime, formatTime } from '../../format.ts'
import { say, sayOf } from '../../text.ts'

type Standing = Pick<ApprovalRow, 'state' | 'jobState' | 'isMine'>

interface StandingWords {
  readonly tone: Tone
  readonly text: string
}

/** An approval that was used says nothing of the signature: its job does. */
export function standingWords({ state, jobState, isMine }: Standing): StandingWords {
  if (state === 'open') {
    return isMine
      ? { tone: 'warn', text: say('Chờ bạn duyệt', 'Waits for you') }
      : { tone: 'info', text: say('Chờ duyệt', 'Waits for approval') }
  }
  if (state !== 'approved' && state !== 'used') return ENDED()[state]
  switch (jobState) {
    case 'signed':
      return { tone: 'good', text: say('Đã duyệt, đã ký', 'Approved and signed') }
    case 'held':
      return { tone: 'warn', text: say('Đã duyệt, chưa ký được', 'Approved, not signed yet') }
    case 'rejected':
      return { tone: 'bad', text: say('Đã duyệt, không ký được', 'Approved, could not be signed') }
    default:
      return { tone: 'info', text: say('Đã duyệt, đang ký', 'Approved, being signed') }
  }
}

const ENDED = (): Readonly<Record<Exclude<ApprovalState, 'open' | 'approved' | 'used'>, StandingWords>> => ({
  returned: { tone: 'bad', text: say('Đã trả lại', 'Returned') },
  withdrawn: { tone: 'quiet', text: say('Người trình đã rút', 'Taken back') },
  expired: { tone: 'bad', text: say('Quá hạn duyệt', 'Out of time') },
  void: { tone: 'quiet', text: say('Không còn hiệu lực', 'No longer valid') },
})

export function StandingBadge({ of }: { readonly of: Standing }) {
  const { tone, text } = standingWords(of)
  return <Badge tone={tone}>{text}</Badge>
}

export function titleOf({ kind, reference }: Pick<ApprovalRow, 'kind' | 'reference'>): string {
  return reference === null ? sayOf(kind) : `${sayOf(kind)} ${reference}`
}

export function requesterOf({ requester }: Pick<ApprovalRow, 'requester'>): string {
  return requester ?? say('Không rõ người trình', 'Requester unknown')
}

/** `Bước 1/2: Trưởng phòng`; only the name where there is but one. */
export function stepWords({ step, steps, stepName }: Pick<ApprovalRow, 'step' | 'steps' | 'stepName'>): string | null {
  if (steps <= 1) return stepName
  const count = say(`Bước ${step}/${steps}`, `Step ${step} of ${steps}`)
  return stepName ? `${count}: ${stepName}` : count
}

const HOUR_MS = 3_600_000
/** From here on, little time is said in colour too. */
const SOON_MS = 4 * HOUR_MS

export function isDueSoon({ state, expiresAt }: Pick<ApprovalRow, 'state' | 'expiresAt'>): boolean {
  return state === 'open' && new Date(expiresAt).getTime() - Date.now() < SOON_MS
}

/** `17:30 hôm nay, sau 3 giờ nữa` */
export function dueWords(expiresAt: string): string {
  const isToday = formatDate(expiresAt) === formatDate(Date.now())
  const when = isToday ? `${formatTime(expiresAt)} ${say('hôm nay', 'today')}` : formatDateTime(expiresAt)
  return `${when}, ${inSentence(formatAgo(expiresAt))}`
}

/** Words such as “Hôm qua” come with a capital. */
export function inSentence(words: string): string {
  return words.charAt(0).toLowerCase() + words.slice(1)
}
