/** The statements by which outcomes get into their rows: each over our own claim only. */
import type { TableSourceConfig } from '../../domain/gateway-config.ts'
import type { RejectedOutcome, SignedOutcome, SignOutcome } from '../../domain/request.ts'
import { toColumn } from './column-document.ts'
import type { Dialect, LayoutColumn } from './dialects/dialect.ts'
import { quoteAlias } from './identifiers.ts'
import { buildPageWrite } from './page-write.ts'
import type { RowConditions } from './row-conditions.ts'
import { fitText } from './row-values.ts'
import { joinSql, rawSql, type Sql, sql } from './sql.ts'
import type { StateColumn } from './state-column.ts'
import { layoutError, type TableLayout, textColumn } from './table-layout.ts'

export interface OutcomeStatementsParts {
  readonly dialect: Dialect
  readonly layout: TableLayout
  readonly config: Pick<TableSourceConfig, 'name' | 'signedDocumentEncoding'>
  readonly states: StateColumn
  readonly rows: RowConditions
  /** SHA-256 of a row's document; null where the database cannot tell. */
  readonly hash: Sql | null
}

export class OutcomeStatements {
  readonly #parts: OutcomeStatementsParts

  constructor(parts: OutcomeStatementsParts) {
    this.#parts = parts
  }

  /**
   * Writes an outcome over our own claim if the document is still the one that was claimed, all in one
   * statement; done if one row changed. Null where the database cannot tell.
   */
  writeUnchanged(outcome: SignOutcome, token: string | null): Sql | null {
    const { hash } = this.#parts
    return hash && sql`${this.writeOutcome(outcome, token)} AND ${hash} = ${outcome.documentSha256}`
  }

  /**
   * Writes signed documents over our own claims where the documents are still those that were claimed, and returns
   * the `key` of each row that was written. Null where rows are written one by one.
   *
   * @param claims With tokens that are not null; no two of one row.
   */
  writePage(claims: readonly { readonly outcome: SignedOutcome; readonly token: string }[]): Sql | null {
    const { dialect, layout, config, states, hash } = this.#parts
    const { id, claimToken, signedDocument } = layout
    const { writePage: writing } = dialect
    if (writing === null || claimToken === null || hash === null) return null
    const rows = claims.flatMap(({ outcome, token }) => {
      const signed = toColumn(outcome.signedDocument, config.signedDocumentEncoding, signedDocument)
      return signed === null ? [] : [{ outcome, token, signed }]
    })
    if (rows.length === 0) return null
    return buildPageWrite(
      {
        layout,
        claimToken,
        writing,
        key: (externalId) => dialect.key(id.info, externalId),
        set: this.#changes('signed', null),
        isTaken: states.isTaken(),
        hash,
        returning: sql`${id.sql} AS ${quoteAlias('key', dialect.identifiers)}`,
      },
      rows,
    )
  }

  /**
   * Writes an outcome over our own claim; done if one row changed.
   *
   * @throws {CongkyError} ERR_SOURCE_LAYOUT: the column was changed since the document was taken, and cannot hold
   * what is signed. Nothing is lost: the outcome is delivered when it can again.
   */
  writeOutcome(outcome: SignOutcome, token: string | null): Sql {
    const { rows } = this.#parts
    const { table, signedDocument } = this.#parts.layout
    const isSigned = outcome.state === 'signed'
    const changes = [
      ...this.#changes(outcome.state, isSigned ? null : outcome),
      ...(isSigned ? [sql`${signedDocument.sql} = ${this.#signedValue(outcome.signedDocument)}`] : []),
    ]
    return sql`UPDATE ${table} SET ${joinSql(changes, ', ')} WHERE ${rows.isMine([outcome.externalId], token === null ? [] : [token])}`
  }

  /** What an outcome changes in its row, the signed document aside. */
  #changes(to: SignOutcome['state'], refusal: RejectedOutcome | null): Sql[] {
    const { state, errorCode, errorMessage, updatedAt } = this.#parts.layout
    const setText = (column: LayoutColumn | null, text: string | undefined) =>
      column === null ? [] : [sql`${column.sql} = ${text === undefined ? rawSql('NULL') : fitText(text, column.info)}`]
    return [
      sql`${state.sql} = ${this.#parts.states.code(to)}`,
      ...setText(errorCode, refusal?.errorCode),
      ...setText(errorMessage, refusal?.errorMessage),
      ...(updatedAt === null ? [] : [sql`${updatedAt.sql} = ${this.#parts.rows.present(updatedAt)}`]),
    ]
  }

  #signedValue(signed: Uint8Array): string | Uint8Array {
    const { layout, config } = this.#parts
    const { signedDocument } = layout
    const value = toColumn(signed, config.signedDocumentEncoding, signedDocument)
    if (value === null) throw layoutError(config.name, [textColumn(signedDocument.info)])
    return value
  }
}
