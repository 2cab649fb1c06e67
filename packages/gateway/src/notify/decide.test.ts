import type { NotificationTopic } from '@congky/shared'
import { expect, test } from 'vitest'
import type { Fact, Remembered } from '../domain/notification.ts'
import { type Decision, decide, MEMORY_MAX, type Rules } from './decide.ts'

const SECOND = 1_000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

const TOPICS: readonly NotificationTopic[] = ['held', 'tokens', 'certificates', 'sources', 'disk', 'gateway']

function fact(key: string, changes: Partial<Fact> = {}): Fact {
  const texts = { vi: `có ${key}`, en: `there is ${key}`, next: { vi: 'làm', en: 'do' }, page: '' }
  return {
    key,
    topic: 'tokens',
    level: 'warning',
    kind: 'state',
    stage: 0,
    settleMs: 30 * SECOND,
    ...texts,
    ...changes,
  }
}

/** A gateway's day: a clock that is moved on, and what people were told. */
class Story {
  now = Date.UTC(2026, 10, 23, 8)
  memory: readonly Remembered[] = []
  rules: Rules = { topics: TOPICS, settleMs: 30 * SECOND, repeatMs: [HOUR, 4 * HOUR, DAY], isQuiet: false }
  facts: readonly Fact[] = []
  unknown: readonly string[] = []
  readonly told: string[] = []

  /** Looks every five seconds, as the gateway does; what is remembered passes through JSON, as in the store. */
  pass(ms: number, stepMs = 5 * SECOND): this {
    for (const end = this.now + ms; this.now < end; ) {
      this.now = Math.min(this.now + stepMs, end)
      this.look()
    }
    return this
  }

  look(): Decision {
    const decision = decide({ items: this.facts, unknown: this.unknown }, this.memory, this.now, this.rules)
    this.memory = JSON.parse(JSON.stringify(decision.memory)) as Remembered[]
    const words = [
      ...decision.fresh.map(({ key, stage }) => (stage === 0 ? `new ${key}` : `new ${key}@${stage}`)),
      ...decision.again.map(({ key }) => `again ${key}`),
      ...decision.over.map(({ key }) => `over ${key}`),
    ]
    if (words.length > 0) this.told.push(words.join(', '))
    return decision
  }
}

test('a token that is plugged in again within the settling time is no news', () => {
  const story = new Story()
  story.facts = [fact('absent')]
  story.pass(25 * SECOND)
  story.facts = []
  story.pass(DAY, MINUTE)
  expect(story.told).toEqual([])
  expect(story.memory).toEqual([])
})

test('what lasts is told once after settling, then repeated after one hour, four hours and daily', () => {
  const story = new Story()
  story.facts = [fact('absent')]
  const start = story.now
  const at: number[] = []
  while (story.now < start + 3.5 * DAY) {
    const before = story.told.length
    story.pass(MINUTE, MINUTE)
    if (story.told.length > before) at.push((story.now - start) / MINUTE)
  }
  expect(story.told[0]).toBe('new absent')
  expect(new Set(story.told.slice(1))).toEqual(new Set(['again absent']))
  // Looking once a minute: first seen after one, told after two.
  expect(at).toEqual([2, 62, 302, 302 + 1440, 302 + 2 * 1440, 302 + 3 * 1440])
})

test('back to normal is told once, when it lasts, and only of what was told', () => {
  const story = new Story()
  story.facts = [fact('absent'), fact('locked', { settleMs: 5 * MINUTE })]
  story.pass(MINUTE)
  story.facts = []
  story.pass(20 * SECOND)
  expect(story.told).toEqual(['new absent'])
  story.pass(DAY, MINUTE)
  expect(story.told).toEqual(['new absent', 'over absent'])
})

test('what comes back before its end was told goes on as if it had never ended', () => {
  const story = new Story()
  story.facts = [fact('absent')]
  story.pass(MINUTE)
  story.facts = []
  story.pass(20 * SECOND)
  story.facts = [fact('absent')]
  story.pass(30 * MINUTE)
  expect(story.told).toEqual(['new absent'])
  story.pass(40 * MINUTE)
  expect(story.told).toEqual(['new absent', 'again absent'])
})

test('what comes and goes all day is told once as such, then at growing intervals', () => {
  const story = new Story()
  for (let round = 0; round < 48; round++) {
    story.facts = [fact('source')]
    story.pass(5 * MINUTE)
    story.facts = []
    story.pass(5 * MINUTE)
  }
  story.pass(2 * HOUR)
  expect(story.told).toEqual(['new source', 'over source', 'new source', 'again source', 'over source'])
})

test('what settles at the same time is one message', () => {
  const story = new Story()
  story.facts = [fact('a'), fact('b'), fact('c')]
  story.pass(10 * MINUTE)
  expect(story.told).toEqual(['new a, new b, new c'])
})

test('a repeat that is nearly due goes along with other news, one that is far off does not', () => {
  const story = new Story()
  story.facts = [fact('a')]
  story.pass(50 * MINUTE)
  story.facts = [fact('a'), fact('b')]
  story.pass(MINUTE)
  expect(story.told).toEqual(['new a', 'new b, again a'])
  const other = new Story()
  other.facts = [fact('a')]
  other.pass(20 * MINUTE)
  other.facts = [fact('a'), fact('b')]
  other.pass(MINUTE)
  expect(other.told).toEqual(['new a', 'new b'])
})

test('a deadline is told at each of its stages, and neither repeated nor taken back', () => {
  const story = new Story()
  const days = [31, 30, 29, 15, 14, 13, 8, 7, 6, 4, 3, 2, 1, 0, -1, -10]
  const stageOf = (left: number) => [1, 3, 7, 14, 30].find((stage) => left <= stage) ?? null
  for (const left of days) {
    const stage = left <= 0 ? -1 : stageOf(left)
    story.facts = stage === null ? [] : [fact('cert', { kind: 'deadline', settleMs: 0, stage })]
    story.pass(DAY, HOUR)
  }
  story.facts = []
  story.pass(2 * DAY, HOUR)
  expect(story.told).toEqual(['new cert@30', 'new cert@14', 'new cert@7', 'new cert@3', 'new cert@1', 'new cert@-1'])
})

test('a certificate whose token was away for weeks is not told again at the same stage', () => {
  const story = new Story()
  story.facts = [fact('cert', { kind: 'deadline', settleMs: 0, stage: 30 })]
  story.pass(MINUTE)
  story.facts = []
  story.pass(12 * DAY, HOUR)
  story.facts = [fact('cert', { kind: 'deadline', settleMs: 0, stage: 30 })]
  story.pass(DAY, HOUR)
  expect(story.told).toEqual(['new cert@30'])
})

test('an event is told once and never ends', () => {
  const story = new Story()
  story.facts = [fact('unexpected stop', { kind: 'event', settleMs: 0 })]
  story.pass(3 * DAY, HOUR)
  story.facts = []
  story.pass(3 * DAY, HOUR)
  expect(story.told).toEqual(['new unexpected stop'])
  expect(story.memory).toEqual([])
})

test('in quiet hours only what is urgent is told; the rest comes in one message when they end', () => {
  const story = new Story()
  story.rules = { ...story.rules, isQuiet: true }
  story.facts = [fact('absent')]
  story.pass(HOUR)
  story.facts = [fact('absent'), fact('disk', { level: 'urgent', settleMs: 0 }), fact('held')]
  story.pass(HOUR / 2)
  expect(story.told).toEqual(['new disk'])
  story.facts = [fact('absent'), fact('held')]
  story.pass(MINUTE)
  expect(story.told).toEqual(['new disk', 'over disk'])
  story.rules = { ...story.rules, isQuiet: false }
  story.pass(MINUTE)
  expect(story.told).toEqual(['new disk', 'over disk', 'new absent, new held'])
})

test('what began and ended within quiet hours is never told', () => {
  const story = new Story()
  story.rules = { ...story.rules, isQuiet: true }
  story.facts = [fact('absent')]
  story.pass(HOUR)
  story.facts = []
  story.pass(HOUR)
  story.rules = { ...story.rules, isQuiet: false }
  story.pass(HOUR)
  expect(story.told).toEqual([])
})

test('what nothing can be said about is neither over nor forgotten', () => {
  const story = new Story()
  story.facts = [fact('token:one:absent')]
  story.pass(MINUTE)
  story.facts = []
  story.unknown = ['token:one:']
  story.pass(10 * MINUTE)
  story.facts = [fact('token:one:absent')]
  story.unknown = []
  story.pass(10 * MINUTE)
  expect(story.told).toEqual(['new token:one:absent'])
})

test('topics that nobody wants are not told, and choosing less is no end of anything', () => {
  const story = new Story()
  story.facts = [fact('a'), fact('b', { topic: 'backup' })]
  story.pass(MINUTE)
  story.rules = { ...story.rules, topics: ['held'] }
  story.pass(HOUR)
  expect(story.told).toEqual(['new a'])
  expect(story.memory).toEqual([])
})

test('a clock that was set back a year silences nothing for a year', () => {
  const story = new Story()
  story.facts = [fact('a')]
  story.pass(MINUTE)
  story.now -= 365 * DAY
  story.pass(70 * MINUTE)
  expect(story.told).toEqual(['new a', 'again a'])
})

test('a text that changes is told as it is at that time, and is no news by itself', () => {
  const story = new Story()
  story.facts = [fact('held', { vi: '3 yêu cầu' })]
  story.pass(MINUTE)
  story.facts = [fact('held', { vi: '40 yêu cầu' })]
  story.pass(30 * MINUTE)
  expect(story.told).toEqual(['new held'])
  story.facts = []
  story.now += 30 * SECOND
  story.look()
  story.now += 30 * SECOND
  expect(story.look().over.map(({ vi }) => vi)).toEqual(['40 yêu cầu'])
})

test('what is remembered has a limit, and what still lasts is kept first', () => {
  const story = new Story()
  story.facts = Array.from({ length: MEMORY_MAX + 500 }, (_, index) => fact(`old ${index}`, { settleMs: 0 }))
  story.look()
  story.facts = [fact('lasts', { settleMs: 0 })]
  story.look()
  expect(story.memory.length).toBe(MEMORY_MAX)
  expect(story.memory.some(({ key }) => key === 'lasts')).toBe(true)
})
