import { CongkyError } from '@congky/shared'
import { expect, test } from 'vitest'
import { dialects } from './dialects/all-dialects.ts'
import type { ColumnInfo } from './dialects/dialect.ts'
import { examineLayout, quoteTable } from './table-layout.ts'

const columns = {
  id: 'id',
  document: 'document',
  state: 'state',
  signedDocument: 'signed',
  claimToken: 'token',
  claimedUntil: 'until',
  ...{ taxCode: null, profile: null, reference: null, requester: null, errorCode: null, errorMessage: null },
  ...{ note: null, claimedBy: null, createdAt: null, updatedAt: null },
}
const config = {
  name: 'khai-bao',
  table: ['t'],
  columns,
  states: { pending: 0, claimed: 1, awaitingApproval: null, signed: 2, rejected: 3 },
  ...({ documentEncoding: 'auto', signedDocumentEncoding: 'auto' } as const),
}
const info = (name: string, change: Partial<ColumnInfo> = {}): ColumnInfo => ({
  name,
  kind: 'text',
  type: 'text',
  width: null,
  unicode: true,
  ...change,
})
const good = [
  info('id', { kind: 'integer', type: 'bigint' }),
  info('document'),
  info('state', { kind: 'integer', type: 'smallint' }),
  info('signed'),
  info('token'),
  info('until', { kind: 'integer', type: 'bigint' }),
]
const examine = (change: Partial<ColumnInfo> & { name: string }, other: Partial<typeof config> = {}) =>
  examineLayout(
    dialects.postgres,
    { ...config, ...other },
    good.map((column) => (column.name === change.name ? { ...column, ...change } : column)),
  )

test('a table that fits has no problems', () => {
  expect(examine({ name: 'none' })).toMatchObject({ problems: [], warnings: [], layout: { taxCode: null } })
})

test.each<[string, Partial<ColumnInfo> & { name: string }, string]>([
  ['a key that is a time', { name: 'id', kind: 'time', type: 'timestamp' }, 'id has the type timestamp'],
  [
    'a document in a column that parses it',
    { name: 'document', kind: 'other', type: 'xml' },
    'document has the type xml',
  ],
  ['a signed document in numbers', { name: 'signed', kind: 'integer', type: 'int' }, 'signed has the type int'],
  [
    'letters that would be lost',
    { name: 'signed', unicode: false, type: 'varchar(max)' },
    'does not hold every letter',
  ],
  ['a token that would be cut', { name: 'token', width: { size: 20, unit: 'utf16' } }, 'holds 20 characters'],
  ['a lease in a small number', { name: 'until', type: 'integer' }, 'too small for milliseconds'],
  ['a lease in a date', { name: 'until', kind: 'time', type: 'datetime' }, 'until has the type datetime'],
])('%s is a problem', (_, change, text) => {
  const { layout, problems } = examine(change)
  expect(layout).toBeNull()
  expect(problems.map(({ en }) => en).join()).toContain(text)
  expect(problems).toHaveLength(1)
})

test('state codes must differ, and be numbers where the column holds numbers', () => {
  const same = examine({ name: 'none' }, { states: { ...config.states, claimed: 0 } })
  expect(same.problems[0]?.en).toContain('same code')
  const words = { pending: 'CHO', claimed: 1, awaitingApproval: null, signed: 2, rejected: 3 }
  const wrong = examineLayout(dialects.postgres, { ...config, states: words }, good)
  expect(wrong.problems[0]?.en).toContain('CHO')
})

test('a table that keeps no claims works with a warning', () => {
  const { layout, warnings } = examine(
    { name: 'none' },
    { columns: { ...columns, claimToken: null, claimedUntil: null } as never },
  )
  expect(layout).not.toBeNull()
  expect(warnings[0]?.vi).toContain('chỉ được bảo vệ bằng trạng thái')
})

test('a narrow column for signed documents is a warning', () => {
  expect(examine({ name: 'signed', width: { size: 65_535, unit: 'bytes' } }).warnings[0]?.en).toContain('65535 bytes')
})

test('a column of text that shall hold bytes is a problem, unless it holds them as base64', () => {
  const bytes = { documentEncoding: 'bytes', signedDocumentEncoding: 'bytes' } as const
  const { problems } = examineLayout(dialects.postgres, { ...config, ...bytes }, good)
  expect(problems.map(({ en }) => en)).toEqual([
    expect.stringContaining('column document (text) holds text'),
    expect.stringContaining('column signed (text) holds text'),
  ])
  const binary = good.map((column) => ({ ...column, kind: column.kind === 'text' ? 'binary' : column.kind }) as const)
  const token = good.filter(({ name }) => name === 'token')
  const fit = [...binary.filter(({ name }) => name !== 'token'), ...token]
  expect(examineLayout(dialects.postgres, { ...config, ...bytes }, fit).problems).toEqual([])
})

test('a default profile that makes bytes needs a column for them', () => {
  const makesBytes = { makesBytes: true }
  const [problem] = examineLayout(dialects.postgres, config, good, makesBytes).problems
  expect(problem?.vi).toContain('cột signed (text) chỉ chứa được văn bản')
  const base64 = { ...config, signedDocumentEncoding: 'base64' } as const
  expect(examineLayout(dialects.postgres, base64, good, makesBytes).problems).toEqual([])
  expect(examineLayout(dialects.postgres, config, good).problems).toEqual([])
})

test('base64 needs no letters but its own', () => {
  const latin = good.map((column) => ({ ...column, unicode: false }))
  const base64 = { documentEncoding: 'base64', signedDocumentEncoding: 'base64' } as const
  expect(examineLayout(dialects.mssql, { ...config, ...base64 }, latin).problems).toEqual([])
  expect(examineLayout(dialects.mssql, config, latin).problems).toHaveLength(2)
})

test('column names are found whatever their case where the database does so', () => {
  const upper = good.map((column) => ({ ...column, name: column.name.toUpperCase() }))
  expect(examineLayout(dialects.mysql, config, upper).problems).toEqual([])
  expect(examineLayout(dialects.postgres, config, upper).problems).toHaveLength(6)
})

test('every name that cannot be one is told in one error', () => {
  const bad = { ...config, table: ['a\0'], columns: { ...columns, id: '' } }
  const error = (() => {
    try {
      return quoteTable(dialects.mssql, bad)
    } catch (thrown) {
      return thrown
    }
  })()
  expect(error).toBeInstanceOf(CongkyError)
  expect(error).toMatchObject({ code: 'ERR_SOURCE_LAYOUT', details: { source: 'khai-bao' } })
  expect((error as CongkyError).text('en').message).toMatch(/allows in no name; a name is empty/)
})

test('a table of an earlier version works without a column for notes, and is told how to get one', () => {
  const wanted = { ...config, columns: { ...columns, note: 'note' } }
  const { layout, problems, warnings } = examineLayout(dialects.mssql, { ...wanted, table: ['dbo', 't'] }, good)
  expect(problems).toEqual([])
  expect(layout?.note).toBeNull()
  expect(warnings.map(({ en }) => en)).toEqual([
    'the table has no column note, so approvers get no notes; it can be added: ALTER TABLE [dbo].[t] ADD [note] nvarchar(1000)',
  ])
  expect(examineLayout(dialects.mssql, wanted, [...good, info('note')]).layout?.note).not.toBeNull()
})
