/**
 * One statement that writes many signed documents back, each by its own compare-and-set: over our own claim, by its
 * token, and only if the document is still the one that was signed. Rows that are otherwise are left alone.
 */
import type { SignedOutcome } from '../../domain/request.ts'
import { type LayoutColumn, type PageWriting, pageValue } from './dialects/dialect.ts'
import { joinSql, type Sql, sql } from './sql.ts'
import type { TableLayout } from './table-layout.ts'

/** What goes into one row, and what it is found by. */
export interface WrittenRow {
  readonly outcome: SignedOutcome
  readonly token: string
  /** As the column takes it. */
  readonly signed: string | Uint8Array
}

export interface PageWriteParts {
  readonly layout: TableLayout
  readonly claimToken: LayoutColumn
  readonly writing: PageWriting
  readonly key: (externalId: string) => Sql
  /** What changes in every row alike. */
  readonly set: readonly Sql[]
  readonly isTaken: Sql
  readonly hash: Sql
  readonly returning: Sql
}

/** Null where this database cannot tell the types of the values apart. */
export function buildPageWrite(parts: PageWriteParts, rows: readonly WrittenRow[]): Sql | null {
  const { layout, claimToken, writing, key, isTaken, hash, returning } = parts
  const values: Sql[] = []
  for (const { outcome, token, signed } of rows) {
    const typed = [
      writing.value(layout.id.info, key(outcome.externalId)),
      writing.value(claimToken.info, token),
      sql`${outcome.documentSha256}`,
      writing.value(layout.signedDocument.info, signed),
    ].flatMap((value) => value ?? [])
    if (typed.length < WIDTH) return null
    values.push(sql`(${joinSql(typed, ', ')})`)
  }
  return writing.statement({
    table: layout.table,
    set: joinSql([...parts.set, sql`${layout.signedDocument.sql} = ${pageValue(4)}`], ', '),
    values: joinSql(values, ', '),
    keyColumn: layout.id.sql,
    keys: joinSql(
      rows.map(({ outcome }) => key(outcome.externalId)),
      ', ',
    ),
    where: joinSql(
      [
        sql`${layout.id.sql} = ${pageValue(1)}`,
        isTaken,
        sql`${claimToken.sql} = ${pageValue(2)}`,
        sql`${hash} = ${pageValue(3)}`,
      ],
      ' AND ',
    ),
    returning,
  })
}

/** Key, token, hash and document. */
const WIDTH = 4
