import { expect, test } from 'vitest'
import type { Fact, MessageItem, Remembered } from '../domain/notification.ts'
import { buildMessage } from './build-message.ts'
import { composeHtml, composeMailText, composeSubject, composeText } from './compose.ts'

const now = new Date('2026-11-23T03:00:00Z')
const teller = { name: 'máy chủ', url: 'https://192.168.1.10:8443', timeZone: 'Asia/Ho_Chi_Minh' }
const item = (changes: Partial<MessageItem> = {}): MessageItem => ({
  ...{ key: 'k', state: 'new', level: 'warning', vi: 'Token a không được cắm', en: 'Token a is not plugged in' },
  ...{ next: { vi: 'Cắm lại', en: 'Plug it in' }, since: '2026-11-23T01:15:00Z', page: 'tokens', ...changes },
})
const message = (...items: readonly MessageItem[]) => {
  return { id: 'id', at: now.toISOString(), kind: 'notice', items, more: 0 } as const
}

test('a message says what is new, what lasts since when, what is over, and where to look', () => {
  const text = composeText(message(item(), item({ state: 'again' }), item({ state: 'over', next: null })), teller, 'vi')
  expect(text.split('\n')).toEqual([
    'Cổng ký máy chủ: 2 việc cần bạn',
    '• MỚI – Token a không được cắm',
    '   → Cắm lại',
    '• VẪN CÒN – Token a không được cắm (từ 08:15 23/11/26)',
    '   → Cắm lại',
    '• ĐÃ XONG – Token a không được cắm (từ 08:15 23/11/26)',
    'Xem tại: https://192.168.1.10:8443/',
  ])
})

test.each([
  [message(item({ level: 'urgent' })), '[Cổng ký] KHẨN: 1 việc cần bạn – máy chủ'],
  [message(item({ state: 'over', next: null })), '[Cổng ký] Đã trở lại bình thường – máy chủ'],
  [{ ...message(), kind: 'test' } as const, '[Cổng ký] Thông báo thử – máy chủ'],
])('the subject tells what it is about', (about, subject) => {
  expect(composeSubject(about, teller, 'vi')).toBe(subject)
})

test('a name with a line break begins no header', () => {
  const hostile = { ...teller, name: 'a\r\nBcc: x@y.vn\u2028Subject: b' }
  expect(composeSubject(message(item()), hostile, 'vi')).toBe('[Cổng ký] 1 việc cần bạn – a Bcc: x@y.vn Subject: b')
})

test('Vietnamese comes first in a mail', () => {
  const text = composeMailText(message(item()), teller)
  expect(text.indexOf('không được cắm')).toBeLessThan(text.indexOf('is not plugged in'))
})

test('markup in names stays text', () => {
  const hostile = item({ vi: '<img src=x onerror=alert(1)>"&\'', next: { vi: '<b>', en: '' } })
  const html = composeHtml(message(hostile), { ...teller, name: '<script>' })
  expect(html).not.toMatch(/<img|<script|<b>\/|→ <b>/)
  expect(html).toContain('&lt;img src=x onerror=alert(1)&gt;&quot;&amp;&#39;')
})

const fact = (key: string, changes: Partial<Fact> = {}): Fact => ({
  ...{ key, topic: 'tokens', level: 'warning', kind: 'state', stage: 0, settleMs: 0, vi: key, en: key, page: '' },
  ...{ next: { vi: '', en: '' }, ...changes },
})
const remembered = (key: string): Remembered => ({
  ...{ key, topic: 'tokens', level: 'warning', kind: 'state', stage: 0, vi: key, en: key, firstSeenAt: 0 },
  ...{ goneAt: 1, toldAt: 1, times: 1, relapses: 0, isTold: true },
})

test('the most pressing comes first, what is over last, and what is too much is counted', () => {
  const many = Array.from({ length: 40 }, (_, index) => fact(`many ${index}`))
  const decision = { fresh: [fact('info', { level: 'info' }), ...many], again: [fact('urgent', { level: 'urgent' })] }
  const built = buildMessage({ ...decision, over: [remembered('over')], memory: [] }, now, 'id')
  expect(built?.items[0]?.key).toBe('urgent')
  expect(built?.items).toHaveLength(30)
  expect(built?.more).toBe(13)
  expect(buildMessage({ fresh: [], again: [], over: [], memory: [] }, now, 'id')).toBeNull()
})

test('a sentence is one line of a bounded length', () => {
  const built = buildMessage(
    { fresh: [fact('k', { vi: `a\nb${'x'.repeat(500)}` })], again: [], over: [], memory: [] },
    now,
    'id',
  )
  expect(built?.items[0]?.vi).toMatch(/^a bx+…$/)
  expect(built?.items[0]?.vi).toHaveLength(300)
})
