import type { ExchangeMessageView, ExchangeState } from '@congky/shared'
import type { Cli } from './cli.ts'
import type { Style } from './output/paint.ts'

export const STATE_WORDS: Readonly<Record<ExchangeState, { vi: string; en: string; style: Style }>> = {
  signing: { vi: 'đang ký', en: 'being signed', style: 'cyan' },
  waiting: { vi: 'chờ gửi', en: 'waits to be sent', style: 'cyan' },
  unknown: { vi: 'chưa rõ đã nhận chưa', en: 'sent, no answer yet', style: 'yellow' },
  accepted: { vi: 'hải quan đã chấp nhận', en: 'accepted', style: 'green' },
  refused: { vi: 'hải quan từ chối', en: 'refused', style: 'red' },
  held: { vi: 'cần người xử lý', en: 'needs a person', style: 'yellow' },
}

export function stateWord({ state }: Pick<ExchangeMessageView, 'state'>, { say }: Cli): string {
  return say(STATE_WORDS[state].vi, STATE_WORDS[state].en)
}
