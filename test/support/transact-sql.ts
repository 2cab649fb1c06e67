/** The Transact-SQL that the gateway's SQL Server dialect writes, as SQLite says it. Nothing more. */

export interface TranslatedBatch {
  readonly text: string
  /** Whether the batch ends by asking how many rows it changed. */
  readonly asksRowCount: boolean
}

const ROW_COUNT = '; SELECT @@ROWCOUNT AS changed'
/** Milliseconds since 1970 in SQL Server 2008. */
const NOW_MS =
  "(CAST(DATEDIFF(day, '19700101', SYSUTCDATETIME()) AS bigint) * 86400000 + DATEDIFF(millisecond, CAST(CAST(SYSUTCDATETIME() AS date) AS datetime2), SYSUTCDATETIME()))"

export function translateBatch(batch: string): TranslatedBatch {
  const asksRowCount = batch.endsWith(ROW_COUNT)
  const statement = (asksRowCount ? batch.slice(0, -ROW_COUNT.length) : batch)
    .replace(/^SET LOCK_TIMEOUT \d+; /, '')
    .replaceAll(NOW_MS, "CAST(round(unixepoch('subsec') * 1000) AS INTEGER)")
  const rows = /^SELECT TOP \((\d+)\)/.exec(statement)?.[1]
  const text = splitNames(statement).map(({ part, isName }) => (isName ? toSqliteName(part) : translate(part)))
  const joined = text.join('').replace(/"dbo"\./g, '')
  return { text: rows === undefined ? joined : `${joined} LIMIT ${rows}`, asksRowCount }
}

/** Names in brackets, with a closing bracket inside doubled, and what stands between them. */
function splitNames(statement: string): readonly { readonly part: string; readonly isName: boolean }[] {
  return statement.split(/(\[(?:[^\]]|\]\])+\])/).map((part, index) => ({ part, isName: index % 2 === 1 }))
}

function toSqliteName(bracketed: string): string {
  return `"${bracketed.slice(1, -1).replaceAll(']]', ']').replaceAll('"', '""')}"`
}

function translate(sql: string): string {
  return sql
    .replace(/^SELECT TOP \(\d+\)/, 'SELECT')
    .replace(/ WITH \((READPAST|UPDLOCK, ROWLOCK)\)/, '')
    .replace('bigint IDENTITY(1,1) NOT NULL PRIMARY KEY', 'INTEGER PRIMARY KEY AUTOINCREMENT')
    .replace(/\b(nvarchar|varbinary)\(max\)/g, '$1_max')
    .replaceAll('SYSDATETIME()', "(strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))")
}
