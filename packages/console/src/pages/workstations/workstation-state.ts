/** How a workstation is, in the words of the page. */
import type { WorkstationView } from '@congky/shared'
import type { Tone } from '../../design/layout.tsx'
import { formatAgo, formatDate } from '../../format.ts'
import { say } from '../../text.ts'

/** A key that ends within this time, and was not renewed, is worth a word. */
const ENDS_SOON_MS = 30 * 86_400_000

export interface StateWords {
  readonly tone: Tone
  readonly word: string
}

export function stateOf(view: WorkstationView): StateWords {
  if (view.revokedAt !== null) return { tone: 'quiet', word: say('Đã thu hồi', 'Revoked') }
  if (view.connections > 0) return { tone: 'good', word: say('Đang kết nối', 'Connected') }
  if (view.pairedAt === null) {
    const isWaiting = view.expiresAt !== null && Date.parse(view.expiresAt) > Date.now()
    return isWaiting
      ? { tone: 'info', word: say('Chờ ghép nối', 'Waiting to be paired') }
      : { tone: 'warn', word: say('Mã hết hạn', 'Code expired') }
  }
  if (view.keys.length === 0) return { tone: 'warn', word: say('Khóa hết hạn', 'Key expired') }
  return { tone: 'quiet', word: say('Không kết nối', 'Not connected') }
}

export function seenWords({ connections, lastSeenAt }: WorkstationView): string {
  if (connections > 0) return say('bây giờ', 'now')
  return lastSeenAt === null ? say('chưa bao giờ', 'never') : formatAgo(lastSeenAt)
}

/** Until when it can come in, and whether that is soon. */
export function expiryOf({ keys }: WorkstationView): { readonly words: string; readonly isSoon: boolean } {
  const [newest] = keys
  if (!newest) return { words: '–', isSoon: false }
  const end = newest.retiresAt ?? newest.expiresAt
  if (end === null) return { words: say('không hết hạn', 'never'), isSoon: false }
  return { words: formatDate(end), isSoon: Date.parse(end) - Date.now() < ENDS_SOON_MS }
}

export function rightsWords(enterprises: WorkstationView['enterprises']): string {
  if (enterprises === 'all') return say('Mọi doanh nghiệp', 'Every enterprise')
  const [first, second] = enterprises
  if (first === undefined) return say('Không doanh nghiệp nào', 'No enterprise')
  if (enterprises.length <= 2) return second === undefined ? first : `${first}, ${second}`
  const more = enterprises.length - 2
  return say(`${first}, ${second} và ${more} mã khác`, `${first}, ${second} and ${more} more`)
}
