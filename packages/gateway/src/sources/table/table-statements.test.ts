import { describe, expect, test } from 'vitest'
import type { Dialect as DialectName } from '../../domain/gateway-config.ts'
import type { SignOutcome } from '../../domain/request.ts'
import { dialects } from './dialects/all-dialects.ts'
import type { ColumnInfo } from './dialects/dialect.ts'
import { renderSql, type Sql } from './sql.ts'
import { examineLayout } from './table-layout.ts'
import { TableStatements } from './table-statements.ts'

const column = (name: string, kind: ColumnInfo['kind'], type = ''): ColumnInfo => ({
  name,
  kind,
  type: type || kind,
  width: null,
  unicode: true,
})
const described = [
  column('ID', 'number', 'NUMBER'),
  column('DOC', 'text'),
  column('STATE', 'number'),
  column('SIGNED', 'text'),
  column('MST', 'text'),
  column('ERR', 'text'),
  column('MSG', 'text'),
  column('TOKEN', 'text'),
  column('UNTIL', 'number', 'NUMBER'),
  column('CHANGED', 'time'),
]
const none = { profile: null, reference: null, requester: null, note: null, claimedBy: null, createdAt: null }

function statementsOf(
  name: DialectName,
  changes: { claims?: boolean; awaitingApproval?: number } = {},
): TableStatements {
  const dialect = dialects[name]
  const claims =
    changes.claims === false ? { claimToken: null, claimedUntil: null } : { claimToken: 'TOKEN', claimedUntil: 'UNTIL' }
  const config = {
    name: 'khai-bao',
    table: ['APP', 'REQ'],
    columns: {
      id: 'ID',
      document: 'DOC',
      state: 'STATE',
      signedDocument: 'SIGNED',
      taxCode: 'MST',
      errorCode: 'ERR',
      errorMessage: 'MSG',
      updatedAt: 'CHANGED',
      ...claims,
      ...none,
    },
    states: { pending: 0, claimed: 1, awaitingApproval: changes.awaitingApproval ?? null, signed: 2, rejected: 3 },
    pageSize: 50,
    leaseMs: 20_000,
    ...({ documentEncoding: 'auto', signedDocumentEncoding: 'auto' } as const),
  }
  const { layout, problems } = examineLayout(dialect, config, described)
  if (layout === null) throw new Error(JSON.stringify(problems))
  return new TableStatements({ dialect, layout, config, gatewayId: 'cổng-1', canHash: true })
}

const show = (name: DialectName, statement: Sql | null) => {
  if (statement === null) return null
  const marks = {
    sqlite: () => '?',
    mysql: () => '?',
    postgres: (n: number) => `$${n}`,
    mssql: (n: number) => `@p${n}`,
    oracle: (n: number) => `:${n}`,
  }
  return renderSql(statement, marks[name])
}

const outcome: SignOutcome = {
  jobId: 'j',
  externalId: '7',
  documentSha256: 'ab'.repeat(32),
  claim: { claimToken: 't' },
  state: 'signed',
  signedDocument: Buffer.from('<ký/>'),
}

test('Oracle: pages by ROWNUM, bound by number, names as they are stored', () => {
  const statements = statementsOf('oracle')
  expect(show('oracle', statements.pendingKeys())).toEqual({
    text: 'SELECT * FROM (SELECT "ID" AS "key" FROM "APP"."REQ" WHERE "STATE" = :1 AND "ID" IS NOT NULL ORDER BY "ID") WHERE ROWNUM <= 50',
    values: [0],
  })
  const now = `ROUND((CAST(SYS_EXTRACT_UTC(SYSTIMESTAMP) AS DATE) - DATE '1970-01-01') * 86400000)`
  expect(show('oracle', statements.claimRow('7', 't'))).toEqual({
    text: `UPDATE "APP"."REQ" SET "STATE" = :1, "TOKEN" = :2, "UNTIL" = ${now} + 20000, "CHANGED" = SYSTIMESTAMP WHERE "ID" = :3 AND ("STATE" = :4 OR ("STATE" = :5 AND "UNTIL" < ${now}))`,
    values: [1, 't', '7', 0, 1],
  })
  expect(show('oracle', statements.lockedRow('7'))).toEqual({
    text: 'SELECT "STATE" AS "state", "TOKEN" AS "claimToken", "DOC" AS "document", "SIGNED" AS "signedDocument", "ERR" AS "errorCode" FROM "APP"."REQ" WHERE "ID" = :1 FOR UPDATE WAIT 3',
    values: ['7'],
  })
  expect(show('oracle', statements.outcomes.writeOutcome(outcome, 't'))).toEqual({
    text: 'UPDATE "APP"."REQ" SET "STATE" = :1, "ERR" = NULL, "MSG" = NULL, "CHANGED" = SYSTIMESTAMP, "SIGNED" = :2 WHERE "ID" = :3 AND "STATE" = :4 AND "TOKEN" = :5',
    values: [2, '<ký/>', '7', 1, 't'],
  })
  expect(statements.claimPage(['7'], 't')).toBeNull()
  expect(statements.outcomes.writeUnchanged(outcome, 't')).toBeNull()
})

test('SQL Server: what 2008 knows, and hints instead of waiting', () => {
  const statements = statementsOf('mssql')
  expect(show('mssql', statements.pendingKeys())?.text).toBe(
    'SELECT TOP (50) [ID] AS [key] FROM [APP].[REQ] WITH (READPAST) WHERE [STATE] = @p1 AND [ID] IS NOT NULL ORDER BY [ID]',
  )
  expect(show('mssql', statements.lockedRow('7'))?.text).toContain(
    'FROM [APP].[REQ] WITH (UPDLOCK, ROWLOCK) WHERE [ID] = @p1',
  )
  const everything = [statements.claimRow('7', 't'), statements.expiredKeys(), statements.renew(['7'], ['t'])]
  for (const statement of everything)
    expect(show('mssql', statement)?.text).not.toMatch(/OFFSET|FETCH|DATEDIFF_BIG|IIF|CONCAT/)
})

test('PostgreSQL claims a page at once and skips rows that others hold', () => {
  expect(show('postgres', statementsOf('postgres').claimPage(['7', '8'], 't'))?.text).toContain(
    '"ID" IN (SELECT "ID" FROM "APP"."REQ" WHERE "ID" IN ($3, $4)',
  )
  expect(show('postgres', statementsOf('postgres').claimPage(['7'], 't'))?.text).toMatch(
    /FOR UPDATE SKIP LOCKED\) RETURNING "ID" AS "key"/,
  )
})

test('an unchanged document is written over in one statement where the database can hash', () => {
  const written = show('mysql', statementsOf('mysql').outcomes.writeUnchanged(outcome, 't'))
  expect(written?.text).toMatch(/ WHERE `ID` = \? AND `STATE` = \? AND `TOKEN` = \? AND SHA2\(`DOC`, 256\) = \?$/)
  expect(written?.values.at(-1)).toBe(outcome.documentSha256)
})

test('without columns for token and lease, the state alone is compared', () => {
  const statements = statementsOf('sqlite', { claims: false })
  expect(show('sqlite', statements.claimRow('7', 't'))?.text).toBe(
    `UPDATE "APP"."REQ" SET "STATE" = ?, "CHANGED" = strftime('%Y-%m-%dT%H:%M:%fZ', 'now') WHERE "ID" = ? AND "STATE" = ?`,
  )
  expect(statements.expiredKeys()).toBeNull()
  expect(statements.renew(['7'], [])).toBeNull()
  expect(show('sqlite', statements.outcomes.writeOutcome(outcome, null))?.text).toMatch(
    /WHERE "ID" = \? AND "STATE" = \?$/,
  )
})

test.each(Object.keys(dialects) as DialectName[])(
  '%s writes a rejection with its reason and leaves the signed document alone',
  (name) => {
    const rejected: SignOutcome = { ...outcome, state: 'rejected', errorCode: 'ERR_X', errorMessage: 'Chứng từ rỗng' }
    const statement = show(name, statementsOf(name).outcomes.writeOutcome(rejected, 't'))
    expect(statement?.text).not.toContain('SIGNED')
    expect(statement?.values.slice(0, 3)).toEqual([3, 'ERR_X', 'Chứng từ rỗng'])
  },
)

test('binary keys travel as hex and are bound as bytes', () => {
  const info = column('ID', 'binary', 'binary(16)')
  for (const name of ['sqlite', 'postgres', 'mysql', 'mssql'] as const) {
    expect(show(name, dialects[name].key(info, '0aff'))?.values).toEqual([Buffer.from('0aff', 'hex')])
  }
  expect(show('oracle', dialects.oracle.key(info, '0aff'))?.text).toBe('HEXTORAW(:1)')
})

test('keys are bound so that large numbers stay whole and indexes are used', () => {
  expect(show('mysql', dialects.mysql.key(column('id', 'integer', 'bigint'), '9007199254740993'))?.values).toEqual([
    9007199254740993n,
  ])
  expect(show('mysql', dialects.mysql.key(column('id', 'text', 'varchar(20)'), '7'))?.values).toEqual(['7'])
  expect(show('mssql', dialects.mssql.key(column('id', 'text', 'VarChar'), '7'))?.text).toBe(
    'CAST(@p1 AS varchar(8000))',
  )
  expect(show('mssql', dialects.mssql.key(column('id', 'text', 'NVarChar'), '7'))?.text).toBe('@p1')
})

test('what the column for it cannot hold is not written as something else', () => {
  const outcome = { jobId: 'j', externalId: '7', claim: null, documentSha256: '', state: 'signed' } as const
  const der = { ...outcome, signedDocument: Buffer.from([0x30, 0x82, 0xff]) }
  expect(() => statementsOf('postgres').outcomes.writeOutcome(der, 'token')).toThrow('ERR_SOURCE_LAYOUT')
  expect(statementsOf('postgres').textOnly).toBe('SIGNED')
})

describe('a state for rows whose document waits for an approval', () => {
  const now: Readonly<Record<DialectName, string>> = {
    sqlite: `strftime('%Y-%m-%dT%H:%M:%fZ', 'now')`,
    postgres: 'clock_timestamp()',
    mysql: 'CURRENT_TIMESTAMP',
    mssql: 'SYSDATETIME()',
    oracle: 'SYSTIMESTAMP',
  }

  test.each<[DialectName, string]>([
    [
      'sqlite',
      'UPDATE "APP"."REQ" SET "STATE" = ?, "CHANGED" = {now} WHERE "ID" = ? AND "STATE" IN (?, ?) AND "TOKEN" = ? AND "STATE" = ?',
    ],
    [
      'postgres',
      'UPDATE "APP"."REQ" SET "STATE" = $1, "CHANGED" = {now} WHERE "ID" = $2 AND "STATE" IN ($3, $4) AND "TOKEN" = $5 AND "STATE" = $6',
    ],
    [
      'mysql',
      'UPDATE `APP`.`REQ` SET `STATE` = ?, `CHANGED` = {now} WHERE `ID` = ? AND `STATE` IN (?, ?) AND `TOKEN` = ? AND `STATE` = ?',
    ],
    [
      'mssql',
      'UPDATE [APP].[REQ] SET [STATE] = @p1, [CHANGED] = {now} WHERE [ID] = @p2 AND [STATE] IN (@p3, @p4) AND [TOKEN] = @p5 AND [STATE] = @p6',
    ],
    [
      'oracle',
      'UPDATE "APP"."REQ" SET "STATE" = :1, "CHANGED" = {now} WHERE "ID" = :2 AND "STATE" IN (:3, :4) AND "TOKEN" = :5 AND "STATE" = :6',
    ],
  ])('%s says so over our own claim only, and back again', (name, text) => {
    const statements = statementsOf(name, { awaitingApproval: 4 })
    const marked = show(name, statements.mark(['7'], ['t'], true))
    expect(marked?.text).toBe(text.replace('{now}', now[name]))
    expect(marked?.values.map(String)).toEqual(['4', '7', '1', '4', 't', '1'])
    expect(show(name, statements.mark(['7'], ['t'], false))?.values.map(String)).toEqual(['1', '7', '1', '4', 't', '4'])
  })

  test.each(Object.keys(dialects) as DialectName[])('%s takes them for claimed wherever claims count', (name) => {
    const statements = statementsOf(name, { awaitingApproval: 4 })
    const everywhere = [
      statements.expiredKeys(),
      statements.renew(['7'], ['t']),
      statements.outcomes.writeOutcome(outcome, 't'),
    ]
    for (const statement of [...everywhere, statements.release(['7'], ['t']), statements.claimRow('7', 't')]) {
      const { text = '', values = [] } = show(name, statement) ?? {}
      expect(text).toMatch(/STATE[^ ]? IN \(/)
      expect(values).toEqual(expect.arrayContaining([1, 4]))
    }
    expect(show(name, statements.pendingKeys())?.values).toEqual([0])
  })

  test('a table without such a state is never told', () => {
    expect(statementsOf('sqlite').mark(['7'], ['t'], true)).toBeNull()
  })
})
