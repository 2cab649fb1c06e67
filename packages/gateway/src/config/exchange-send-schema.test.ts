import { expect, test } from 'vitest'
import { buildExchangeDatabase, buildSend, exchangeDatabaseSchema, sendSchema } from './exchange-send-schema.ts'

const written = { url: 'https://hq.example/ws', action: 'urn:gui', operation: 'Gui', parameter: 'sRequest' }
const absolute = (path: string) => `/etc/congky/${path}`

test('what the decision leaves open has to be written, the rest has its usual values', () => {
  expect(buildSend(sendSchema.parse({ ...written, caFile: 'hq.pem', certificates: ['hq.cer'] }), absolute)).toEqual({
    ...written,
    soapVersion: '1.1',
    namespace: 'http://ecustoms.customs.gov.vn',
    caFile: '/etc/congky/hq.pem',
    timeoutMs: 30_000,
    attemptsMax: 10,
    pauseMs: 5_000,
    certificates: ['/etc/congky/hq.cer'],
    authorities: [],
    revocation: 'soft',
  })
  expect(sendSchema.safeParse({ url: written.url }).error?.issues.map(({ path }) => path[0])).toEqual([
    'action',
    'operation',
    'parameter',
  ])
})

test.each([
  ['url', 'ftp://hq.example/'],
  ['url', 'https://user:secret@hq.example/'],
  ['operation', 'Gui"><x'],
  ['parameter', 'a b'],
  ['soapVersion', '1.3'],
])('%s: %s is refused', (key, value) => {
  expect(sendSchema.safeParse({ ...written, [key]: value }).error?.issues[0]?.path).toEqual([key])
})

test('the tables are called as the decision calls them, in the letters of the database', () => {
  const tables = (dialect: string, more = {}) => {
    const parsed = exchangeDatabaseSchema.parse({ dialect, connection: { host: 'db' }, ...more })
    const { inboxTable, outboxTable } = buildExchangeDatabase(parsed, absolute)
    return [inboxTable.join('.'), outboxTable.join('.')]
  }
  expect(tables('oracle')).toEqual(['MSG_INBOX', 'MSG_OUTBOX'])
  expect(tables('postgres')).toEqual(['msg_inbox', 'msg_outbox'])
  expect(tables('mssql', { inboxTable: 'kho.dbo.HOP_THU' })).toEqual(['kho.dbo.HOP_THU', 'MSG_OUTBOX'])
})
