/** A message in words: for people who read Vietnamese first, in a mail or in a chat. Pure. */
import type { Language, NotificationLevel } from '@congky/shared'
import type { Message, MessageItem } from '../domain/notification.ts'

/** The gateway that tells, as messages call it. */
export interface Teller {
  readonly name: string
  /** Where its console is: `https://192.168.1.10:8443`. */
  readonly url: string
  /** IANA name, for times. */
  readonly timeZone: string
}

const STATES: Readonly<Record<MessageItem['state'], Readonly<Record<Language, string>>>> = {
  new: { vi: 'MỚI', en: 'NEW' },
  again: { vi: 'VẪN CÒN', en: 'STILL' },
  over: { vi: 'ĐÃ XONG', en: 'OVER' },
}

const RANK: Readonly<Record<NotificationLevel, number>> = { urgent: 0, warning: 1, info: 2 }

/** The most pressing first, what is over last. */
export function inOrder(items: readonly MessageItem[]): readonly MessageItem[] {
  const rank = ({ state, level }: MessageItem) => (state === 'over' ? 10 : 0) + RANK[level]
  return [...items].sort((a, b) => rank(a) - rank(b))
}

/** One line without anything that could begin another header. */
export function composeSubject(message: Message, { name }: Teller, language: Language): string {
  const text = `${language === 'vi' ? '[Cổng ký]' : '[congky]'} ${headline(message, language)} – ${name}`
  return text.replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ').slice(0, 200)
}

function headline({ kind, items, more }: Message, language: Language): string {
  const say = (vi: string, en: string) => (language === 'vi' ? vi : en)
  if (kind === 'test') return say('Thông báo thử', 'Test message')
  const open = items.filter(({ state }) => state !== 'over')
  if (open.length === 0) return say('Đã trở lại bình thường', 'Back to normal')
  const isUrgent = open.some(({ level }) => level === 'urgent')
  const count = open.length + more
  return isUrgent
    ? say(`KHẨN: ${count} việc cần bạn`, `URGENT: ${count} to look at`)
    : say(`${count} việc cần bạn`, `${count} to look at`)
}

/** Plain text of several lines, also for chats. */
export function composeText(message: Message, teller: Teller, language: Language): string {
  const say = (vi: string, en: string) => (language === 'vi' ? vi : en)
  const lines = [`${say('Cổng ký', 'Signing gateway')} ${teller.name}: ${headline(message, language)}`]
  if (message.kind === 'test') {
    lines.push(
      say(
        'Kênh này hoạt động: khi có việc cần người xử lý, cổng ký sẽ báo tại đây.',
        'This channel works: when something needs a person, the gateway will tell it here.',
      ),
    )
  }
  for (const item of message.items) lines.push(...itemLines(item, teller, language))
  if (message.more > 0) lines.push(say(`… và ${message.more} việc nữa`, `… and ${message.more} more`))
  lines.push(say(`Xem tại: ${teller.url}/`, `See it at: ${teller.url}/`))
  return lines.join('\n')
}

function itemLines(item: MessageItem, teller: Teller, language: Language): readonly string[] {
  const since = item.state === 'new' ? '' : ` (${sinceWords(item, teller, language)})`
  const first = `• ${STATES[item.state][language]} – ${item[language]}${since}`
  const link = linkOf(item, teller)
  return [
    first,
    ...(item.next === null ? [] : [`   → ${item.next[language]}`]),
    ...(link === null ? [] : [`   ${link}`]),
  ]
}

/** Opens the one document that a line is about; everything else is found from the first page. */
function linkOf({ page }: MessageItem, { url }: Teller): string | null {
  return page?.startsWith('approvals/') ? `${url}/#/${page}` : null
}

function sinceWords({ since }: MessageItem, { timeZone }: Teller, language: Language): string {
  const locale = language === 'vi' ? 'vi-VN' : 'en-GB'
  const time = new Date(since).toLocaleString(locale, { timeZone, dateStyle: 'short', timeStyle: 'short' })
  return language === 'vi' ? `từ ${time}` : `since ${time}`
}

/** Vietnamese, then English. */
export function composeMailText(message: Message, teller: Teller): string {
  return `${composeText(message, teller, 'vi')}\n\n— — —\n\n${composeText(message, teller, 'en')}\n`
}

/** Simple enough for every mail program; everything that was named by anybody is escaped. */
export function composeHtml(message: Message, teller: Teller): string {
  const part = (language: Language) => {
    const items = message.items.map((item) => itemHtml(item, teller, language)).join('')
    const [title = '', ...rest] = composeText({ ...message, items: [] }, teller, language).split('\n')
    const link = `${escapeHtml(teller.url)}/`
    const lines = rest.slice(0, -1).map((line) => `<p>${escapeHtml(line)}</p>`)
    const see = language === 'vi' ? 'Mở cổng ký' : 'Open the gateway'
    return `<h2>${escapeHtml(title)}</h2>${items === '' ? '' : `<ul>${items}</ul>`}${lines.join('')}<p><a href="${link}">${see}</a></p>`
  }
  return `<!doctype html><html lang="vi"><body><div>${part('vi')}</div><hr><div lang="en">${part('en')}</div></body></html>`
}

function itemHtml(item: MessageItem, teller: Teller, language: Language): string {
  const since = item.state === 'new' ? '' : ` <small>(${escapeHtml(sinceWords(item, teller, language))})</small>`
  const next = item.next === null ? '' : `<br>→ ${escapeHtml(item.next[language])}`
  const link = linkOf(item, teller)
  const open = language === 'vi' ? 'Mở chứng từ' : 'Open the document'
  const opens = link === null ? '' : `<br><a href="${escapeHtml(link)}">${open}</a>`
  return `<li><b>${STATES[item.state][language]}</b> – ${escapeHtml(item[language])}${since}${next}${opens}</li>`
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}
const escapeHtml = (text: string) => text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? '')
