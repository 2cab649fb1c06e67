import { inspect } from 'node:util'
import { CongkyError } from '@congky/shared'
import { expect, test } from 'vitest'
import { describeDriverError, isSourceError, type SourceFacts, toSourceError } from './describe-driver-error.ts'
import { driverErrorReasons } from './driver-error-reasons.ts'

const facts: SourceFacts = {
  source: 'ecus',
  connection: { file: null, host: 'db01', port: 1433, instance: null, database: 'ECUS5VNACCS', user: 'sa' },
  table: ['dbo', 'congky_request'],
}
const driverError = (fields: object, message = 'driver message') => Object.assign(new Error(message), fields)
const describe = (fields: object, message?: string) => describeDriverError(driverError(fields, message), facts)

test('a code stands in the table once', () => {
  const codes = driverErrorReasons.flatMap((reason) => reason.codes.trim().split(/\s+/))
  expect(codes.filter((code, index) => codes.indexOf(code) !== index)).toEqual([])
})

test.each([
  ['PostgreSQL', { code: '28P01' }],
  ['MySQL', { code: 'ER_ACCESS_DENIED_ERROR', errno: 1045 }],
  ['SQL Server', { number: 18456, code: 'EREQUEST' }],
  ['Oracle', { errorNum: 1017, code: 'ORA-01017' }],
])('a login that %s refuses names the user', (_, fields) => {
  const { kind, detail } = describe(fields)
  expect(kind).toBe('unavailable')
  expect(detail.en).toContain('the login of user sa was refused')
  expect(detail.vi).toContain('từ chối đăng nhập của tài khoản sa')
})

test.each([
  [{ code: 'ECONNREFUSED' }, 'nothing answers at db01:1433'],
  [{ code: 'ENOTFOUND' }, 'no host is known by the name db01'],
  [{ code: 'ER_BAD_DB_ERROR' }, 'no database ECUS5VNACCS'],
  [{ code: 'CERT_HAS_EXPIRED' }, 'TLS certificate of db01:1433 is not trusted'],
  [{ code: 'ERR_SSL_UNSUPPORTED_PROTOCOL' }, 'legacyTls'],
])('%o is told precisely', (fields, text) => {
  expect(describe(fields).detail.en).toContain(text)
})

test('what wraps a cause says less than the cause', () => {
  const wrapped = driverError({
    code: 'ESOCKET',
    originalError: driverError({ code: 'ESOCKET', cause: driverError({ code: 'ECONNREFUSED' }) }),
  })
  expect(describeDriverError(wrapped, facts).code).toBe('ECONNREFUSED')
  const several = Object.assign(new AggregateError([driverError({ code: 'ECONNREFUSED' })], ''), {
    code: 'ECONNREFUSED',
  })
  expect(describeDriverError(several, facts).code).toBe('ECONNREFUSED')
})

test('kinds tell a lock from a missing table from a broken network', () => {
  expect(describe({ code: '55P03' }).kind).toBe('locked')
  expect(describe({ code: 'SQLITE_BUSY' }).kind).toBe('locked')
  expect(describe({ code: 'SQLITE_IOERR_SHORT_READ' }).detail.en).toContain('damaged')
  expect(describe({ code: 'ER_NO_SUCH_TABLE' }).kind).toBe('table-missing')
  expect(describe({ code: 'SQLITE_ERROR' }, 'no such table: x').kind).toBe('table-missing')
  expect(describe({ code: 'SQLITE_ERROR' }, 'near "x": syntax error').kind).toBe('layout')
  expect(describe({}, 'Connection terminated unexpectedly').kind).toBe('unavailable')
})

test('the error carries the code and nothing else of the driver: no statement, document or password', () => {
  const canary = 'Canary-Password-mat-khau'
  const error = driverError(
    {
      code: 'ER_DATA_TOO_LONG',
      sql: `UPDATE t SET d = '${canary}'`,
      sqlMessage: canary,
      parameters: [canary],
      detail: canary,
    },
    `Data too long: ${canary}\n    at ${canary}`,
  )
  const wrapped = toSourceError(driverError({ originalError: error }, canary), facts)
  expect(wrapped.code).toBe('ERR_SOURCE_LAYOUT')
  expect(wrapped.text('en').message).toContain(
    'a value is too long for its column in dbo.congky_request (ER_DATA_TOO_LONG)',
  )
  expect(`${inspect(wrapped, { depth: 9 })} ${JSON.stringify(wrapped)} ${wrapped.stack}`).not.toContain(canary)
})

test('a code that is no code is not shown', () => {
  const { detail } = describe({ code: 'password is hunter2!' })
  expect(detail.en).toBe('the database driver reports an error')
})

test('an error of ours passes as it is, and kinds can be asked for', () => {
  const ours = new CongkyError('ERR_SOURCE_LAYOUT', { source: 'ecus', detail: 'x' })
  expect(toSourceError(ours, facts)).toBe(ours)
  expect(isSourceError(toSourceError(driverError({ code: 'ER_LOCK_DEADLOCK' }), facts), 'locked')).toBe(true)
  expect(isSourceError(ours, 'locked')).toBe(false)
})
