import type { Fact, Message, MessageItem, Remembered } from '../domain/notification.ts'
import { inOrder } from './compose.ts'
import type { Decision } from './decide.ts'

/** Of one message; what is more is counted. */
const ITEMS_MAX = 30
/** Of one sentence: names come from configurations and labels of tokens. */
const TEXT_MAX = 300

/** @returns null when there is nothing to tell. */
export function buildMessage({ fresh, again, over, memory }: Decision, now: Date, id: string): Message | null {
  const since = new Map(memory.map(({ key, firstSeenAt }) => [key, firstSeenAt]))
  const open = (fact: Fact, state: 'new' | 'again'): MessageItem => {
    const { key, level, vi, en, next, page } = fact
    const at = new Date(since.get(key) ?? now).toISOString()
    return { key, state, level, vi: oneLine(vi), en: oneLine(en), next, since: at, page }
  }
  const ended = ({ key, level, vi, en, firstSeenAt }: Remembered): MessageItem => {
    const at = new Date(firstSeenAt).toISOString()
    return { key, state: 'over', level, vi: oneLine(vi), en: oneLine(en), next: null, since: at, page: null }
  }
  const items = inOrder([
    ...fresh.map((fact) => open(fact, 'new')),
    ...again.map((fact) => open(fact, 'again')),
    ...over.map(ended),
  ])
  if (items.length === 0) return null
  const more = Math.max(0, items.length - ITEMS_MAX)
  return { id, at: now.toISOString(), kind: 'notice', items: items.slice(0, ITEMS_MAX), more }
}

function oneLine(text: string): string {
  const line = text.replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ')
  return line.length > TEXT_MAX ? `${line.slice(0, TEXT_MAX - 1)}…` : line
}
