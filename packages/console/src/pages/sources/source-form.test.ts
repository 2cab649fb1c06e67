import { expect, test } from 'vitest'
import { emptyForm, rebase, suggestName, toDraft } from './source-form.ts'

test('a new source is sent with what its kind of database takes, and nothing else', () => {
  const form = { ...emptyForm(), host: ' . ', database: 'ECUS', user: 'sa', table: ['dbo', 'x'] }
  expect(toDraft(form, null).connection).toEqual({
    ...{ host: '.', port: null, database: 'ECUS', user: 'sa', instance: null, tls: null, legacyTls: false },
  })
  expect(toDraft({ ...form, dialect: 'sqlite', file: '/a.db' }, null).connection).toEqual({ file: '/a.db' })
  expect(toDraft({ ...form, dialect: 'postgres' }, null).connection).not.toHaveProperty('legacyTls')
})

test('of an edit only what changed is sent; another kind of database is sent whole', () => {
  const seen = { ...emptyForm(), host: 'a', database: 'd', user: 'u', table: ['t'] }
  expect(toDraft(seen, seen)).toEqual({})
  const states = { ...seen.states, pending: 'N', signed: '5' }
  expect(toDraft({ ...seen, port: '1433', states, password: 'x' }, seen)).toEqual({
    connection: { port: '1433' },
    states: { pending: 'N', claimed: 1, awaitingApproval: null, signed: 5, rejected: 3 },
  })
  const other = toDraft({ ...seen, dialect: 'mysql' }, seen)
  expect(other).toEqual({
    dialect: 'mysql',
    connection: { host: 'a', port: null, database: 'd', user: 'u', tls: null },
  })
})

test('how new rows are noticed is sent when it changed, and listening only to PostgreSQL', () => {
  const seen = { ...emptyForm(), dialect: 'postgres', pollMs: '1000', idlePollMs: '5000' } as const
  expect(toDraft({ ...seen, pollMs: ' 2000 ', idlePollMs: '', listen: false }, seen)).toEqual({
    ...{ pollMs: '2000', idlePollMs: null, listen: false },
  })
  expect(toDraft({ ...emptyForm(), dialect: 'mysql', listen: false }, null)).not.toHaveProperty('listen')
})

test('what a person typed stays over what somebody else saved meanwhile', () => {
  const seen = { ...emptyForm(), host: 'a', user: 'u' }
  const typed = { ...seen, host: 'mine' }
  const now = { ...seen, host: 'theirs', user: 'theirs' }
  expect(rebase(typed, seen, now)).toMatchObject({ host: 'mine', user: 'theirs' })
})

test('a short name is made of letters without accents and is one that nobody has', () => {
  const form = { ...emptyForm(), application: 'ECUS 5', database: 'Kho Đình Vũ' }
  expect(suggestName(form, [])).toBe('ecus-5-kho-dinh-vu')
  expect(suggestName(form, ['ecus-5-kho-dinh-vu', 'ecus-5-kho-dinh-vu-2'])).toBe('ecus-5-kho-dinh-vu-3')
  expect(suggestName({ ...form, application: '', database: '' }, [])).toBe('mssql')
})
