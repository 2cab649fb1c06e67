/** How tokens and certificates stand, in words and tones. */
import type { TokenCertificateView, TokenView } from '@congky/shared'
import type { Tone } from '../design/layout.tsx'
import { formatDate } from '../format.ts'
import { say } from '../text.ts'

interface Words {
  readonly tone: Tone
  readonly text: string
}

const DAY_MS = 86_400_000
/** Getting a new certificate takes some days. */
const ENDING_DAYS = 30

export function tokenWords({ state, pinFlag }: Pick<TokenView, 'state' | 'pinFlag'>): Words {
  if (pinFlag === 'locked') return { tone: 'bad', text: say('Bị khóa PIN', 'PIN blocked') }
  switch (state) {
    case 'ready':
      return { tone: 'good', text: say('Sẵn sàng', 'Ready') }
    case 'locked':
      return { tone: 'warn', text: say('Chưa mở khóa', 'Needs its PIN') }
    case 'pin-refused':
      return { tone: 'bad', text: say('Bị từ chối PIN', 'PIN refused') }
    case 'absent':
      return { tone: 'quiet', text: say('Không cắm', 'Not plugged in') }
    case 'starting':
      return { tone: 'info', text: say('Đang khởi động', 'Starting') }
    default:
      return { tone: 'bad', text: say('Lỗi', 'Put aside') }
  }
}

/** How long a certificate is still good; null while nobody has to think of it. */
export function validityWords({
  notBefore,
  notAfter,
}: Pick<TokenCertificateView, 'notBefore' | 'notAfter'>): Words | null {
  const now = Date.now()
  const days = Math.floor((Date.parse(notAfter) - now) / DAY_MS)
  if (Date.parse(notAfter) < now) return { tone: 'bad', text: say('Hết hạn', 'Expired') }
  if (Date.parse(notBefore) > now)
    return { tone: 'bad', text: say(`Có hiệu lực từ ${formatDate(notBefore)}`, `Valid from ${formatDate(notBefore)}`) }
  if (days > ENDING_DAYS) return null
  return { tone: 'warn', text: say(`Sắp hết hạn: còn ${days} ngày`, `Ends in ${days} days`) }
}

/** Whether a PIN is what the token waits for. */
export function waitsForPin({ state, pinFlag }: Pick<TokenView, 'state' | 'pinFlag'>): boolean {
  return pinFlag !== 'locked' && ['locked', 'pin-refused', 'faulty'].includes(state)
}

/** What is typed on the gateway host; names may hold blanks. */
export function unlockCommand(name: string): string {
  return `congky unlock ${/^[\p{L}\p{M}\p{N}._-]+$/u.test(name) ? name : `"${name}"`}`
}
