/** What tokens and their certificates want of a person. */
import type { Bilingual } from '../error-catalogue.ts'
import { subjectName } from '../subject-name.ts'
import type { NeedItem } from './needs-you.ts'
import type { GatewayStatus, TokenView } from './status-view.ts'

const DAY_MS = 86_400_000
/** Getting a new certificate takes some days. */
const EXPIRY_WARNING_DAYS = 30

export function tokenItems({ tokens, moduleProblems }: GatewayStatus): NeedItem[] {
  const modules = moduleProblems.map(({ module, message }): NeedItem => {
    return {
      ...{ key: `module:${module}`, urgency: 'waits', page: 'tokens' },
      title: { vi: `Thư viện ký “${module}” không dùng được`, en: `The token library “${module}” cannot be used` },
      why: { vi: message, en: message },
      next: {
        vi: 'Cài lại phần mềm của nhà cung cấp token, rồi quét lại ở trang Chữ ký số.',
        en: "Install the token maker's software again, then scan on the page of certificates.",
      },
    }
  })
  if (tokens.length === 0) return [NO_TOKENS, ...modules]
  // As long as nothing can be signed, each of them matters; else a token may lie in a drawer for good.
  const isAnyReady = tokens.some(({ state }) => state === 'ready' || state === 'starting')
  return [...tokens.flatMap((token) => tokenItem(token, isAnyReady)), ...modules]
}

const NO_TOKENS: NeedItem = {
  ...{ key: 'tokens:none', urgency: 'stops-all', page: 'tokens' },
  title: { vi: 'Chưa thấy chữ ký số (USB token) nào', en: 'No USB token is to be seen' },
  next: {
    vi: 'Cắm token vào máy cổng ký, rồi bấm Tìm token ở trang Chữ ký số.',
    en: 'Plug a token into this gateway, then scan for it on the page of certificates.',
  },
}

interface TokenWords {
  readonly title: (name: string) => Bilingual
  readonly next: Bilingual
}

const WORDS: Readonly<Record<'locked' | 'pin-refused' | 'pin-blocked' | 'faulty' | 'absent', TokenWords>> = {
  locked: {
    title: (name) => ({ vi: `Token “${name}” chờ mã PIN`, en: `Token “${name}” waits for its PIN` }),
    next: { vi: 'Nhập mã PIN để token này ký được.', en: 'Type its PIN, so that it can sign.' },
  },
  'pin-refused': {
    title: (name) => ({ vi: `Token “${name}” từ chối mã PIN`, en: `Token “${name}” refused the PIN` }),
    next: {
      vi: 'Hỏi người giữ token đúng mã PIN rồi nhập lại. Nhập sai vài lần, token sẽ bị khóa hẳn.',
      en: 'Ask its holder for the right PIN and type it. A few wrong ones block the token for good.',
    },
  },
  'pin-blocked': {
    title: (name) => ({ vi: `Mã PIN của token “${name}” đã bị khóa`, en: `The PIN of token “${name}” is blocked` }),
    next: {
      vi: 'Mở khóa bằng phần mềm của nhà cung cấp token, hoặc gọi cho họ.',
      en: "Unblock it with the token maker's software, or call them.",
    },
  },
  faulty: {
    title: (name) => ({ vi: `Token “${name}” bị lỗi, tạm ngưng dùng`, en: `Token “${name}” is put aside, it failed` }),
    next: {
      vi: 'Rút token ra, cắm lại rồi nhập mã PIN. Nếu lặp lại, hãy gọi nhà cung cấp.',
      en: 'Unplug it, plug it in again and type its PIN. Should it fail again, call its maker.',
    },
  },
  absent: {
    title: (name) => ({ vi: `Token “${name}” chưa được cắm`, en: `Token “${name}” is not plugged in` }),
    next: {
      vi: 'Cắm token vào máy cổng ký; cổng ký tự nhận ra.',
      en: 'Plug it into this gateway, which finds it by itself.',
    },
  },
}

const FINAL_TRY: Bilingual = {
  vi: 'Chỉ còn một lần nhập: sai nữa là token bị khóa.',
  en: 'One try is left: another wrong PIN blocks the token.',
}

function tokenItem({ name, state, pinFlag }: TokenView, isAnyReady: boolean): NeedItem[] {
  const isBlocked = pinFlag === 'locked' && (state === 'locked' || state === 'pin-refused')
  const words = isBlocked ? 'pin-blocked' : state
  if (words === 'ready' || !isWorded(words)) return []
  const isAsking = words === 'locked' || words === 'pin-refused'
  return [
    {
      ...{ key: `token:${name}:${words}`, page: 'tokens', title: WORDS[words].title(name), next: WORDS[words].next },
      urgency: words === 'absent' && isAnyReady ? 'soon' : 'waits',
      ...(isAsking && pinFlag === 'final-try' ? { why: FINAL_TRY } : {}),
    },
  ]
}

function isWorded(state: string): state is keyof typeof WORDS {
  return Object.hasOwn(WORDS, state)
}

/** Certificates that end soon or have ended, unless their owner has a newer one. */
export function certificateItems({ tokens }: GatewayStatus, now: number): NeedItem[] {
  const all = tokens.flatMap(({ certificates }) => certificates)
  const isRenewed = ({ taxCode, notAfter }: (typeof all)[number]) =>
    taxCode !== null && all.some((other) => other.taxCode === taxCode && other.notAfter > notAfter)
  const ending = all.filter((one) => daysLeft(one.notAfter, now) <= EXPIRY_WARNING_DAYS && !isRenewed(one))
  const once = new Map(ending.map((one) => [one.thumbprint, one]))
  return [...once.values()].map(({ subject, thumbprint, notAfter }) => {
    const name = subjectName(subject)
    const days = daysLeft(notAfter, now)
    const [vi, en] = [new Date(notAfter).toLocaleDateString('vi-VN'), new Date(notAfter).toLocaleDateString('en-GB')]
    const title =
      days < 0
        ? { vi: `Chữ ký số đã hết hạn ngày ${vi}: ${name}`, en: `A certificate expired on ${en}: ${name}` }
        : {
            vi: `Chữ ký số còn ${days} ngày (${vi}): ${name}`,
            en: `A certificate has ${days} day${days === 1 ? '' : 's'} left (${en}): ${name}`,
          }
    return {
      ...{ key: `certificate:${thumbprint}${days < 0 ? ':expired' : ''}`, urgency: 'soon', page: 'tokens', title },
      next: {
        vi: 'Gia hạn với nhà cung cấp, rồi đăng ký chữ ký số mới với cơ quan Hải quan.',
        en: 'Renew it with its issuer, then register the new one with the customs authority.',
      },
    } as const
  })
}

function daysLeft(notAfter: string, now: number): number {
  return Math.floor((Date.parse(notAfter) - now) / DAY_MS)
}
