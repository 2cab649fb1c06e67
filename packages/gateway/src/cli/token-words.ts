/** How a token's state is told to people; shared by `tokens list` and `status`. */
import type { TokenView } from '@congky/shared'
import type { Cli } from './cli.ts'
import type { Style } from './output/paint.ts'

const WORDS: Readonly<Record<string, { vi: string; en: string; mark: string; style: Style }>> = {
  ready: { vi: 'sẵn sàng', en: 'ready', mark: '●', style: 'green' },
  locked: { vi: 'chờ mã PIN', en: 'needs its PIN', mark: '○', style: 'yellow' },
  'pin-refused': { vi: 'mã PIN sai', en: 'PIN refused', mark: '✗', style: 'red' },
  absent: { vi: 'chưa cắm', en: 'not plugged in', mark: '✗', style: 'red' },
  faulty: { vi: 'tạm ngưng dùng', en: 'put aside', mark: '✗', style: 'red' },
  starting: { vi: 'đang khởi động', en: 'starting', mark: '…', style: 'yellow' },
}

export interface TokenWords {
  readonly text: string
  readonly mark: string
  readonly style: Style
}

export function tokenWords(token: TokenView, { say }: Cli): TokenWords {
  const words = WORDS[token.state] ?? { vi: token.state, en: token.state, mark: '?', style: 'yellow' as const }
  return { text: say(words.vi, words.en), mark: words.mark, style: words.style }
}

/** Whether a person with the PIN can help. */
export function needsPin(token: TokenView): boolean {
  return token.state === 'locked' || token.state === 'pin-refused'
}

/** The command that unlocks a token, ready to be typed: names may hold blanks and letters of any kind. */
export function unlockCommand(name: string): string {
  return `congky unlock ${/^[\p{L}\p{M}\p{N}._-]+$/u.test(name) ? name : `"${name}"`}`
}

/** What the token says of its PIN counter, when that is worth a warning. */
export function pinWarning(token: Pick<TokenView, 'pinFlag'>, { say }: Cli): string | null {
  switch (token.pinFlag) {
    case 'count-low':
      return say('đã có lần nhập sai PIN', 'a wrong PIN was entered before')
    case 'final-try':
      return say('chỉ còn một lần nhập PIN', 'one PIN try left')
    case 'locked':
      return say('đã bị khóa PIN', 'its PIN is blocked')
    default:
      return null
  }
}
