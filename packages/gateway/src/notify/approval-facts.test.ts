import { expect, test } from 'vitest'
import type { Fact, Remembered } from '../domain/notification.ts'
import { approvalFacts, type WaitingApproval } from './approval-facts.ts'
import { buildMessage } from './build-message.ts'
import { composeHtml, composeMailText } from './compose.ts'
import { type Decision, decide } from './decide.ts'
import { addressees, decisionFor } from './personal.ts'

const now = new Date('2026-11-23T03:00:00Z')
const teller = { name: 'cổng ký', url: 'https://ky.test', timeZone: 'Asia/Ho_Chi_Minh' }
const rules = { topics: ['approvals'] as const, settleMs: 1000, repeatMs: [3_600_000], isQuiet: false }
const waiting = (changes: Partial<WaitingApproval> = {}): WaitingApproval => ({
  ...{ id: 'request-1', approvalId: 'approval-1', reference: 'TK-7', enterprise: 'Dệt may Hưng Yên', requester: 'lan' },
  ...{ step: 1, steps: 1, stepName: 'Giám đốc', expiresAt: now, deciders: ['giam-doc@van-phong.test'], ...changes },
})
const factsOf = (...shown: readonly WaitingApproval[]) =>
  approvalFacts({ waiting: { shown, more: 0 }, settleMs: 0, timeZone: teller.timeZone })
const look = (facts: readonly Fact[], memory: readonly Remembered[], at: number): Decision =>
  decide({ items: facts, unknown: [] }, memory, at, rules)
const start = now.getTime()

test('a document is told in words, with the link that opens it', () => {
  const message = buildMessage(look(factsOf(waiting()), [], start), now, 'id')
  if (message === null) throw new Error('nothing was told')
  const text = composeMailText(message, teller)
  expect(text).toContain('Chờ duyệt (Giám đốc): TK-7 của Dệt may Hưng Yên, người trình lan')
  expect(text).toContain('\n   https://ky.test/#/approvals/request-1\n')
  expect(composeHtml(message, teller)).toContain('<a href="https://ky.test/#/approvals/request-1">Mở chứng từ</a>')
})

test('a document without a reference, an enterprise or a requester is told as such', () => {
  const [fact] = factsOf(waiting({ reference: null, enterprise: null, requester: null, step: 2, steps: 3 }))
  expect(fact).toMatchObject({
    vi: 'Chờ duyệt 2/3 (Giám đốc): chứng từ',
    en: 'Waiting for approval 2/3 (Giám đốc): document',
  })
})

test('whoever asks puts no line of their own into a message', () => {
  const reference = 'TK-7\r\n• KHẨN – đăng nhập lại\u2028   https://la.test/\u202e'
  const message = buildMessage(look(factsOf(waiting({ reference, requester: 'lan\nhùng' })), [], start), now, 'id')
  if (message === null) throw new Error('nothing was told')
  const text = composeMailText(message, teller)
  expect(text).toContain(
    'TK-7 • KHẨN – đăng nhập lại    https://la.test/  của Dệt may Hưng Yên, người trình lan hùng\n',
  )
  expect(text.split('\n').filter((line) => /^\s*(• KHẨN|https:\/\/la)/.test(line))).toEqual([])
})

test('each person is told of what is theirs, of its end as well, and of nothing else', () => {
  const theirs = factsOf(
    waiting(),
    waiting({ id: 'request-2', approvalId: 'approval-2', deciders: ['pho@van-phong.test'] }),
  )
  const first = look(theirs, [], start)
  expect(addressees(first)).toEqual(['giam-doc@van-phong.test', 'pho@van-phong.test'])
  expect(decisionFor('pho@van-phong.test', first).fresh.map(({ page }) => page)).toEqual(['approvals/request-2'])
  expect(decisionFor('la@van-phong.test', first).fresh).toEqual([])

  // Both are decided; meanwhile the first was the deputy's as well, who was not told of it.
  const [directors] = theirs
  const lent = look([{ ...directors, for: ['pho@van-phong.test'] } as Fact], first.memory, start + 1)
  const gone = look([], lent.memory, start + 2)
  const ended = look([], gone.memory, start + 5000)
  expect(decisionFor('giam-doc@van-phong.test', ended).over.map(({ key }) => key)).toEqual(['approval:approval-1:1'])
  expect(decisionFor('pho@van-phong.test', ended).over.map(({ key }) => key)).toEqual(['approval:approval-2:1'])
})

test('the next step is news to those who decide it', () => {
  const first = look(factsOf(waiting({ steps: 2 })), [], start)
  const second = look(
    factsOf(waiting({ step: 2, steps: 2, deciders: ['pho@van-phong.test'] })),
    first.memory,
    start + 1,
  )
  expect(second.fresh.map(({ for: those }) => those)).toEqual([['pho@van-phong.test']])
})

test('what is more than people read is counted', () => {
  const facts = approvalFacts({ waiting: { shown: [], more: 12 }, settleMs: 0, timeZone: teller.timeZone })
  expect(facts).toMatchObject([{ key: 'approval:more', vi: 'Còn 12 chứng từ khác chờ duyệt', page: 'approvals' }])
})
