import type { GatewayStatus, TokenView } from '@congky/shared'
import { expect, test } from 'vitest'
import { gatherFacts } from './gather-facts.ts'

const DAY_MS = 86_400_000
const now = new Date('2026-11-23T03:00:00Z')

const token = (changes: Partial<TokenView>): TokenView => ({
  ...{ name: 'dai-ly', module: 'm', serial: 's', label: 'l', state: 'ready', errorCode: null, pinFlag: 'ok' },
  ...{ model: '', manufacturer: '' },
  ...{ queueLength: 0, signed: { count: 0, ms: 0 }, certificates: [], ...changes },
})
const certificate = (daysLeft: number) => ({
  ...{ subject: 'CN=Nguyễn Văn Riêng Tư, UID=CCCD:001099012345', serial: '54AB', thumbprint: 'ab'.repeat(32) },
  ...({ commonName: '', issuer: '', keyType: 'rsa', keyBits: 2048, notBefore: '2020-01-01T00:00:00Z' } as const),
  ...{ taxCode: '0101300842', notAfter: new Date(now.getTime() + daysLeft * DAY_MS).toISOString() },
})
const healthy: GatewayStatus = {
  ...{
    version: '1',
    state: 'running',
    startedAt: now.toISOString(),
    storeErrorCode: null,
    restored: null,
    notices: [],
  },
  listen: { url: 'https://h:8443', fingerprint: null },
  ...{ tokens: [token({})], moduleProblems: [], sources: [], held: [] },
  jobs: {} as GatewayStatus['jobs'],
  history: { keyFingerprint: '', damage: null },
  lastBackupAt: now.toISOString(),
  exchange: null,
  approvals: { waiting: 0, oldestAt: null, changes: 0 },
}
const held = (errorCode: string, count: number): GatewayStatus['held'][number] => {
  const text = { message: 'CN=Nguyễn Văn Riêng Tư', messageVi: 'CN=Nguyễn Văn Riêng Tư', next: '', nextVi: '' }
  return { errorCode, code: 'ERR_TOKEN_ABSENT', count, ...text }
}
const factsOf = (status: Partial<GatewayStatus>, brokenRun: string | null = null) => {
  const settings = {
    waiting: { shown: [], more: 0 },
    now,
    settleMs: 30_000,
    backupDays: 7,
    timeZone: 'Asia/Ho_Chi_Minh',
    brokenRun,
  }
  return gatherFacts({ status: { ...healthy, ...status }, ...settings })
}
const keysOf = (status: Partial<GatewayStatus>) => factsOf(status).items.map(({ key, level }) => `${level} ${key}`)

test('a gateway that is well has nothing to tell', () => {
  expect(factsOf({})).toEqual({ items: [], unknown: [] })
})

test.each<[string, Partial<GatewayStatus>, string]>([
  ['an absent token', { tokens: [token({ state: 'absent' })] }, 'warning token:dai-ly:absent'],
  ['a refused PIN', { tokens: [token({ state: 'pin-refused' })] }, 'urgent token:dai-ly:pin-refused'],
  ['a blocked PIN', { tokens: [token({ state: 'locked', pinFlag: 'locked' })] }, 'urgent token:dai-ly:pin-blocked'],
  ['a faulty token', { tokens: [token({ state: 'faulty' })] }, 'warning token:dai-ly:faulty'],
  ['a locked token', { tokens: [token({ state: 'locked' })] }, 'info token:dai-ly:locked'],
  ['a library', { moduleProblems: [{ module: 'vnpt', message: 'no' }] }, 'warning module:vnpt'],
  ['a full disk', { storeErrorCode: 'ERR_STORE_FULL' }, 'urgent disk:ERR_STORE_FULL'],
  ['a damaged history', { history: { keyFingerprint: '', damage: 'gap' } }, 'urgent history:damaged'],
  ['no backup', { lastBackupAt: null }, 'info backup:old'],
  [
    'requests that wait',
    { held: [held('ERR_TOKEN_ABSENT', 3), held('ERR_TOKEN_ABSENT', 2)] },
    'warning held:ERR_TOKEN_ABSENT',
  ],
])('%s is told', (_, status, told) => {
  expect(keysOf(status)).toEqual([told])
})

test('a token that is being started and a source that is paused leave it open how they are', () => {
  const source = {
    name: 'khai-bao',
    dialect: 'sqlite',
    active: false,
    state: 'paused',
    errorCode: null,
    error: null,
    next: null,
    noticing: null,
  }
  const { items, unknown } = factsOf({ tokens: [token({ state: 'starting' })], sources: [source] })
  expect(items).toEqual([])
  expect(unknown).toEqual(['token:dai-ly:', 'source:khai-bao:'])
})

test.each([
  [40, null],
  [30.5, null],
  [29.9, 30],
  [14, 14],
  [7.1, 14],
  [6, 7],
  [2.5, 3],
  [0.5, 1],
  [-1, -1],
])('a certificate that ends in %s days is at stage %s', (daysLeft, stage) => {
  const { items } = factsOf({ tokens: [token({ certificates: [certificate(daysLeft)] })] })
  expect(items.map((item) => item.stage)).toEqual(stage === null ? [] : [stage])
})

test('one certificate on two tokens is one', () => {
  const tokens = [token({ certificates: [certificate(5)] }), token({ name: 'b', certificates: [certificate(5)] })]
  expect(factsOf({ tokens }).items).toHaveLength(1)
})

test('texts hold tax codes and counts, and neither subjects nor what a server said', () => {
  const source = {
    name: 'ecus',
    dialect: 'mssql',
    active: true,
    next: null,
    noticing: null,
    state: 'unavailable',
    errorCode: 'ERR_SOURCE_UNAVAILABLE',
  }
  const { items } = factsOf(
    {
      tokens: [token({ certificates: [certificate(5)] })],
      held: [held('ERR_TOKEN_ABSENT', 3), held('ERR_TOKEN_ABSENT', 2), held('ERR_NEW_CODE', 1)],
      sources: [{ ...source, error: { vi: 'login failed for sa', en: 'login failed for sa' } }],
    },
    '2026-11-22T20:00:00.000Z',
  )
  const text = JSON.stringify(items)
  expect(text).not.toMatch(/Riêng Tư|001099012345|login failed/)
  expect(text).toContain('Chữ ký số của 0101300842 (token dai-ly) hết hạn ngày 28/11/2026, còn 5 ngày')
  expect(text).toContain('5 yêu cầu đang chờ người xử lý: token chứa chữ ký số chưa được cắm')
  expect(text).toContain('1 request waiting for a person: code ERR_NEW_CODE')
  expect(text).toContain('Cổng ký (chạy từ 03:00')
})
