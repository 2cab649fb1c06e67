import { expect, test } from 'vitest'
import { type NeedsYou, whatNeedsYou } from './needs-you.ts'
import type { GatewayStatus, TokenView } from './status-view.ts'

const NOW = Date.UTC(2026, 10, 23, 3)
const inDays = (days: number) => new Date(NOW + days * 86_400_000).toISOString()
const certificate = (more: object = {}) => ({
  ...{ subject: 'CN=Công ty A,C=VN', serial: '5402', thumbprint: 'aa', taxCode: '0101300842', notAfter: inDays(300) },
  ...more,
})
const token = (more: object = {}) =>
  ({
    ...{ name: 'dai-ly', module: 'm', state: 'ready', errorCode: null, pinFlag: 'ok', certificates: [certificate()] },
    ...more,
  }) as unknown as TokenView
const source = (more: object = {}) => ({
  ...{ name: 'khai-bao', dialect: 'mssql', active: true, state: 'ok', errorCode: null, error: null, next: null },
  noticing: null,
  ...more,
})
const JOBS = { received: 0, 'awaiting-approval': 0, held: 0, signed: 5, rejected: 0, undelivered: 0 }

function look(more: Partial<GatewayStatus> = {}): NeedsYou {
  const calm = {
    ...{ state: 'running', tokens: [token()], moduleProblems: [], sources: [source()], jobs: JOBS, held: [] },
    ...{ storeErrorCode: null, restored: null, lastBackupAt: inDays(-1), notices: [], exchange: null },
  }
  return whatNeedsYou({ ...calm, ...more } as unknown as GatewayStatus, NOW)
}
const keysOf = ({ items }: NeedsYou) => items.map(({ key, urgency }) => `${urgency} ${key}`)

test('a gateway that signs and waits for nobody runs', () => {
  expect(look()).toEqual({ level: 'running', canSign: true, items: [] })
})

test('paused is what a person made it; what waits is told all the same', () => {
  const paused = look({ state: 'paused', tokens: [token({ state: 'locked' })] })
  expect([paused.level, paused.canSign, keysOf(paused)]).toEqual(['paused', false, ['waits token:dai-ly:locked']])
})

test.each([
  ['locked', 'ok', 'token:dai-ly:locked', 'Nhập mã PIN'],
  ['pin-refused', 'count-low', 'token:dai-ly:pin-refused', 'đúng mã PIN'],
  ['locked', 'locked', 'token:dai-ly:pin-blocked', 'nhà cung cấp'],
  ['faulty', 'ok', 'token:dai-ly:faulty', 'cắm lại'],
  ['absent', 'ok', 'token:dai-ly:absent', 'Cắm token'],
])('a token that is %s (PIN %s) needs a person, and is not called running', (state, pinFlag, key, next) => {
  const { level, canSign, items } = look({ tokens: [token({ state, pinFlag })] })
  expect([level, canSign]).toEqual(['needs-you', false])
  expect(items).toMatchObject([{ key, urgency: 'waits', page: 'tokens' }])
  expect(items[0]?.next.vi).toContain(next)
})

test('one locked token among others needs a person, while the others go on signing', () => {
  const some = look({ tokens: [token(), token({ name: 'a-chau', state: 'locked', pinFlag: 'final-try' })] })
  expect([some.level, some.canSign]).toEqual(['needs-you', true])
  expect(some.items[0]?.why?.vi).toContain('một lần')
})

test('a token in a drawer is no alarm while another one signs', () => {
  const one = look({ tokens: [token(), token({ name: 'cu', state: 'absent' })] })
  expect([one.level, keysOf(one)]).toEqual(['running', ['soon token:cu:absent']])
})

test('no token, or none whose certificate is valid, signs nothing', () => {
  expect(keysOf(look({ tokens: [] }))).toEqual(['stops-all tokens:none'])
  const ended = look({ tokens: [token({ certificates: [certificate({ notAfter: inDays(-2) })] })] })
  expect([ended.level, ended.canSign]).toEqual(['needs-you', false])
  expect(keysOf(ended)).toEqual(['stops-all certificates:none', 'soon certificate:aa:expired'])
})

test('the moments of starting are neither running nor a reason to call somebody', () => {
  expect(look({ tokens: [token({ state: 'starting' })] })).toEqual({ level: 'starting', canSign: false, items: [] })
})

test('certificates that end are told with their days, unless their owner has a newer one', () => {
  const soon = certificate({ thumbprint: 'bb', notAfter: inDays(12.5) })
  const told = look({ tokens: [token({ certificates: [soon] }), token({ name: 'two', certificates: [soon] })] })
  expect(told.level).toBe('running')
  expect(told.items.map(({ title }) => title.vi)).toEqual(['Chữ ký số còn 12 ngày (5/12/2026): Công ty A'])
  expect(look({ tokens: [token({ certificates: [soon, certificate()] })] }).items).toEqual([])
})

test('held documents come with their reason, what to do and where', () => {
  const held = [
    {
      errorCode: 'ERR_TOKEN_LOCKED',
      code: 'x',
      count: 3,
      message: 'locked',
      messageVi: 'đang khóa',
      next: 'n',
      nextVi: 't',
    },
    { errorCode: 'ERR_OTHER', code: 'x', count: 1, message: 'ours', next: 'n', nextVi: 't' },
  ] as unknown as GatewayStatus['held']
  const { level, items } = look({ held })
  expect(level).toBe('needs-you')
  expect(items).toMatchObject([
    { title: { vi: '3 chứng từ đang chờ' }, why: { vi: 'đang khóa' }, page: 'tokens', count: 3 },
    { title: { en: '1 document waits' }, why: { vi: 'ours' }, next: { vi: 't' }, page: 'history' },
  ])
  const more = look({ held: held.map((group) => ({ ...group, count: group.count + 1 })) })
  expect(more.items.map(({ key }) => key)).toEqual(items.map(({ key }) => key))
})

test('a database that cannot be reached says why', () => {
  const error = { en: 'The database “a” cannot be reached: no route.', vi: 'mất rồi' }
  const { items } = look({ sources: [source({ state: 'unavailable', error })] as GatewayStatus['sources'] })
  expect(items).toMatchObject([
    { key: 'source:khai-bao', urgency: 'waits', why: { en: 'No route.', vi: 'mất rồi' }, page: 'sources' },
  ])
})

test('a full disk and a restored gateway stop all, and no start button mends that', () => {
  const full = { en: 'full', vi: 'đầy', topic: 'store' } as const
  const one = look({ state: 'paused', storeErrorCode: 'ERR_STORE_FULL', notices: [full] })
  expect([one.level, one.canSign, keysOf(one)]).toEqual(['needs-you', false, ['stops-all store']])
  const restored = { en: 'restored\ncongky resume', vi: 'khôi phục\ncongky resume', topic: 'restored' } as const
  const two = look({ state: 'paused', restored: { backupAt: null, restoredAt: null }, notices: [restored] })
  expect([two.level, two.items[0]?.title.vi]).toEqual(['needs-you', 'khôi phục'])
})

test('a broken edit of the configuration waits for its author; a restart and old backups can wait', () => {
  const text = { en: 'a', vi: 'b' }
  const notices = [{ ...text, topic: 'restart' } as const, { ...text, en: 'c', topic: 'config' } as const]
  const found = look({ notices, lastBackupAt: inDays(-9) })
  expect(keysOf(found)).toEqual(['waits notice:c', 'soon notice:a', 'soon backup'])
  expect(found.items[2]?.title.vi).toContain('9 ngày')
})

test('a new gateway is told how to begin, and is not reminded of a backup before it signed anything', () => {
  const jobs = { ...JOBS, signed: 0 }
  expect(keysOf(look({ sources: [], jobs, lastBackupAt: null }))).toEqual(['soon sources:none'])
  expect(keysOf(look({ lastBackupAt: null }))).toEqual(['soon backup'])
})

test('documents to approve need a person', () => {
  expect(keysOf(look({ jobs: { ...JOBS, 'awaiting-approval': 2 } }))).toEqual(['waits approval'])
})

test('messages to customs that are held, and calls of customs without an answer, lead to their page', () => {
  const receive = { lastProblem: { code: 'ERR_FILE_UNUSABLE', message: 'no a.pem', next: 'Put it there.', at: '' } }
  const exchange = { receive, send: { held: 2, problem: null } } as unknown as GatewayStatus['exchange']
  const { level, canSign, items } = look({ exchange })
  expect([level, canSign]).toEqual(['needs-you', true])
  expect(items).toMatchObject([
    { key: 'customs:held', page: 'customs', count: 2, title: { en: '2 messages to customs need a person' } },
    {
      key: 'customs:receive:ERR_FILE_UNUSABLE',
      page: 'customs',
      why: { vi: 'no a.pem' },
      next: { en: 'Put it there.' },
    },
  ])
  expect(look({ exchange: { receive: null, send: null } }).items).toEqual([])
})
