/** Tokens that cannot sign, libraries that cannot be used, certificates near their end. */
import type { Bilingual, GatewayStatus, NotificationLevel, TokenView } from '@congky/shared'
import type { Fact } from '../domain/notification.ts'
import type { FactsInput } from './gather-facts.ts'

const DAY_MS = 86_400_000
/** Days before the end of a certificate at which people are told. */
const STAGES = [1, 3, 7, 14, 30] as const
/** The stage of a certificate that has ended. */
const ENDED = -1

interface TokenNews {
  readonly word: string
  readonly level: NotificationLevel
  /** How many times the settling time; a morning's unlocking takes a while. */
  readonly settles: number
  readonly what: (token: string) => Bilingual
  readonly next: Bilingual
}

const PIN_BLOCKED: TokenNews = {
  ...{ word: 'pin-blocked', level: 'urgent', settles: 1 },
  what: (token) => ({ vi: `Mã PIN của token ${token} đã bị khóa`, en: `The PIN of token ${token} is blocked` }),
  next: {
    vi: 'Nhờ nhà cung cấp chữ ký số đặt lại mã PIN.',
    en: 'Ask the certificate authority to reset the PIN.',
  },
}

const NEWS: Readonly<Record<string, TokenNews>> = {
  absent: {
    ...{ word: 'absent', level: 'warning', settles: 1 },
    what: (token) => ({ vi: `Token ${token} không được cắm`, en: `Token ${token} is not plugged in` }),
    next: {
      vi: 'Cắm lại token vào máy chủ cổng ký; cổng ký tự ký tiếp.',
      en: 'Plug it in again; the gateway goes on by itself.',
    },
  },
  'pin-refused': {
    ...{ word: 'pin-refused', level: 'urgent', settles: 1 },
    what: (token) => ({ vi: `Token ${token} đã từ chối mã PIN`, en: `Token ${token} refused the PIN` }),
    next: {
      vi: 'Kiểm tra mã PIN rồi mở khóa lại; nhập sai vài lần token sẽ bị khóa.',
      en: 'Make sure of the PIN, then unlock it; a few wrong ones block the token.',
    },
  },
  faulty: {
    ...{ word: 'faulty', level: 'warning', settles: 1 },
    what: (token) => ({ vi: `Token ${token} hoạt động không đúng`, en: `Token ${token} does not work properly` }),
    next: { vi: 'Rút ra, cắm lại rồi mở khóa token.', en: 'Unplug it, plug it in again and unlock it.' },
  },
  locked: {
    ...{ word: 'locked', level: 'info', settles: 10 },
    what: (token) => ({ vi: `Token ${token} chưa được mở khóa`, en: `Token ${token} is not unlocked` }),
    next: { vi: 'Nhập mã PIN để mở khóa.', en: 'Unlock it with its PIN.' },
  },
}

export function tokenFacts({ status, settleMs }: FactsInput): readonly Fact[] {
  const tokens = status.tokens.flatMap((token): Fact[] => {
    const news = newsOf(token)
    if (news === null) return []
    const { word, level, settles, what, next } = news
    const common = { topic: 'tokens', level, kind: 'state', stage: 0, settleMs: settleMs * settles } as const
    return [{ key: `token:${token.name}:${word}`, ...common, ...what(token.name), next, page: 'tokens' }]
  })
  const modules = status.moduleProblems.map(
    ({ module }): Fact => ({
      ...{ key: `module:${module}`, topic: 'tokens', level: 'warning', kind: 'state', stage: 0, page: 'tokens' },
      settleMs: settleMs * 2,
      vi: `Không dùng được thư viện của token (${module})`,
      en: `The library of the tokens (${module}) cannot be used`,
      next: { vi: 'Xem lý do bằng: congky doctor', en: 'See why with: congky doctor' },
    }),
  )
  return [...tokens, ...modules]
}

function newsOf({ state, pinFlag }: TokenView): TokenNews | null {
  if (pinFlag === 'locked' && state !== 'absent') return PIN_BLOCKED
  return NEWS[state] ?? null
}

export function unknownTokens({ tokens }: GatewayStatus): readonly string[] {
  return tokens.filter(({ state }) => state === 'starting').map(({ name }) => `token:${name}:`)
}

export function certificateFacts({ status, now, timeZone }: FactsInput): readonly Fact[] {
  const byThumbprint = new Map<string, Fact>()
  for (const token of status.tokens) {
    for (const { thumbprint, taxCode, serial, notAfter } of token.certificates) {
      const stage = stageOf(Date.parse(notAfter) - now.getTime())
      if (stage === null) continue
      const common = { topic: 'certificates', level: 'warning', kind: 'deadline', settleMs: 0, page: 'tokens' } as const
      const text = expiryText(
        { token: token.name, owner: taxCode ?? serial, notAfter: new Date(notAfter), stage, now },
        timeZone,
      )
      byThumbprint.set(thumbprint, { key: `certificate:${thumbprint}`, ...common, stage, ...text, next: RENEW })
    }
  }
  return [...byThumbprint.values()]
}

function stageOf(leftMs: number): number | null {
  if (leftMs <= 0) return ENDED
  return STAGES.find((days) => leftMs <= days * DAY_MS) ?? null
}

interface Expiry {
  readonly token: string
  readonly owner: string
  readonly notAfter: Date
  readonly stage: number
  readonly now: Date
}

function expiryText({ token, owner, notAfter, stage, now }: Expiry, timeZone: string): Bilingual {
  const vi = notAfter.toLocaleDateString('vi-VN', { timeZone })
  const en = notAfter.toLocaleDateString('en-GB', { timeZone })
  if (stage === ENDED) {
    return {
      vi: `Chữ ký số của ${owner} (token ${token}) đã hết hạn ngày ${vi}`,
      en: `The certificate of ${owner} (token ${token}) expired on ${en}`,
    }
  }
  const days = Math.max(1, Math.ceil((notAfter.getTime() - now.getTime()) / DAY_MS))
  return {
    vi: `Chữ ký số của ${owner} (token ${token}) hết hạn ngày ${vi}, còn ${days} ngày`,
    en: `The certificate of ${owner} (token ${token}) expires on ${en}, in ${days} day${days === 1 ? '' : 's'}`,
  }
}

const RENEW: Bilingual = {
  vi: 'Gia hạn với nhà cung cấp chữ ký số, và đăng ký chữ ký số mới với cơ quan hải quan.',
  en: 'Renew it with the certificate authority, and register the new one with the authorities.',
}
