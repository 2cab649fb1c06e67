/**
 * Every statement that runs against a request table, written once for all dialects.
 *
 * A claim is the fact that a row has the state `claimed`, our claim token, and a lease that has not run out
 * by the database's clock. It is made by compare-and-set, so of several gateways one wins; what was claimed
 * and whose lease ran out may be claimed again by anyone. All later writes name the token, so a gateway that
 * lost its claim changes nothing. A table without those columns is protected by its state alone. A claimed row may
 * say instead, by another state, that its document waits for an approval: all that holds of claims holds of it too.
 */
import type { TableSourceConfig } from '../../domain/gateway-config.ts'
import type { Dialect, LayoutColumn } from './dialects/dialect.ts'
import { quoteAlias } from './identifiers.ts'
import { OutcomeStatements } from './outcome-statements.ts'
import { RowConditions } from './row-conditions.ts'
import { fitText } from './row-values.ts'
import { integerSql, joinSql, type Sql, sql } from './sql.ts'
import { StateColumn } from './state-column.ts'
import { type TableLayout, takesBytes } from './table-layout.ts'

export interface TableStatementsOptions {
  readonly dialect: Dialect
  readonly layout: TableLayout
  readonly config: Pick<
    TableSourceConfig,
    'name' | 'states' | 'pageSize' | 'leaseMs' | 'documentEncoding' | 'signedDocumentEncoding'
  >
  readonly gatewayId: string
  /** Whether the database turned out to know the hash function of its dialect. */
  readonly canHash: boolean
}

export class TableStatements {
  /** How outcomes get into their rows. */
  readonly outcomes: OutcomeStatements
  readonly #dialect: Dialect
  readonly #layout: TableLayout
  readonly #states: StateColumn
  readonly #rows: RowConditions
  readonly #config: TableStatementsOptions['config']
  readonly #gatewayId: string
  readonly #hash: Sql | null

  constructor({ dialect, layout, config, gatewayId, canHash }: TableStatementsOptions) {
    this.#dialect = dialect
    this.#layout = layout
    this.#config = config
    this.#states = new StateColumn(layout.state, config.states)
    this.#gatewayId = gatewayId
    // A hash of base64 is none of the document.
    const isHashed = canHash && config.documentEncoding !== 'base64'
    this.#hash = isHashed ? (dialect.sha256?.(layout.document) ?? null) : null
    this.#rows = new RowConditions(dialect, layout, this.#states)
    this.outcomes = new OutcomeStatements({
      dialect,
      layout,
      config,
      states: this.#states,
      rows: this.#rows,
      hash: this.#hash,
    })
  }

  /** Whether claims of this table carry a token. */
  get hasClaimTokens(): boolean {
    return this.#layout.claimToken !== null
  }

  /** Whether the database tells the hash of a document. */
  get canHash(): boolean {
    return this.#hash !== null
  }

  /** Whether it does so on our own main thread. */
  get hashesHere(): boolean {
    return this.canHash && this.#dialect.isInProcess
  }

  /** Name of the column for what is signed, when it takes text only. */
  get textOnly(): string | null {
    const { info } = this.#layout.signedDocument
    return takesBytes(info, this.#config.signedDocumentEncoding) ? null : info.name
  }

  /** Keys of the oldest pending rows, as `key`. */
  pendingKeys(): Sql {
    return this.#firstKeys(sql`${this.#states.is('pending')} AND ${this.#layout.id.sql} IS NOT NULL`)
  }

  /** Keys of claimed rows whose lease ran out, as `key`. Null when the table keeps no leases. */
  expiredKeys(): Sql | null {
    const expired = this.#isExpired()
    return expired && this.#firstKeys(expired)
  }

  /** Keys of both kinds, the oldest first, as `key`. */
  freeKeys(): Sql {
    return this.#firstKeys(sql`${this.#isFree()} AND ${this.#layout.id.sql} IS NOT NULL`)
  }

  /** Claims the rows that are still free and returns them whole. Null where rows are claimed one by one. */
  claimPage(keys: readonly string[], token: string): Sql | null {
    const { table, id } = this.#layout
    return (
      this.#dialect.claimPage?.({
        table,
        set: this.#claimSet(token),
        keyColumn: id.sql,
        where: sql`${this.#rows.hasKey(keys)} AND ${this.#isFree()}`,
        returning: this.#requestColumns(),
      }) ?? null
    )
  }

  /** Claims one row; won if one row changed. */
  claimRow(key: string, token: string): Sql {
    return sql`UPDATE ${this.#layout.table} SET ${this.#claimSet(token)} WHERE ${this.#rows.hasKey([key])} AND ${this.#isFree()}`
  }

  /** The row of a claim that was won. */
  claimedRow(key: string, token: string): Sql {
    return sql`SELECT ${this.#requestColumns()} FROM ${this.#layout.table} WHERE ${this.#rows.isMine([key], [token])}`
  }

  /** Starts the leases of these claims anew. Null when the table keeps no leases. */
  renew(keys: readonly string[], tokens: readonly string[]): Sql | null {
    const { table, claimedUntil } = this.#layout
    if (claimedUntil === null) return null
    return sql`UPDATE ${table} SET ${claimedUntil.sql} = ${this.#leaseEnd()} WHERE ${this.#rows.isMine(keys, tokens)}`
  }

  /**
   * Says in the rows of these claims whether their documents wait for an approval; rows that say so already are left
   * alone. Null where the table has no state for it.
   */
  mark(keys: readonly string[], tokens: readonly string[], isWaiting: boolean): Sql | null {
    const { table, state, updatedAt } = this.#layout
    const { awaitingApproval: awaiting } = this.#states
    if (awaiting === null) return null
    const [from, to] = isWaiting ? [this.#states.code('claimed'), awaiting] : [awaiting, this.#states.code('claimed')]
    const changes = [
      sql`${state.sql} = ${to}`,
      ...(updatedAt === null ? [] : [sql`${updatedAt.sql} = ${this.#rows.present(updatedAt)}`]),
    ]
    return sql`UPDATE ${table} SET ${joinSql(changes, ', ')} WHERE ${this.#rows.isMine(keys, tokens)} AND ${state.sql} = ${from}`
  }

  /** Who has these rows: `key`, `state` and `claimToken` of each. */
  holders(keys: readonly string[]): Sql {
    const { table, id, state, claimToken } = this.#layout
    return sql`SELECT ${this.#columns({ key: id, state, claimToken })} FROM ${table} WHERE ${this.#rows.hasKey(keys)}`
  }

  /** The same, and `documentSha256` where the database can tell. */
  standings(keys: readonly string[]): Sql {
    const { table, id, state, claimToken } = this.#layout
    const hash = this.#hash === null ? [] : [sql`${this.#hash} AS ${this.#alias('documentSha256')}`]
    const columns = joinSql([this.#columns({ key: id, state, claimToken }), ...hash], ', ')
    return sql`SELECT ${columns} FROM ${table} WHERE ${this.#rows.hasKey(keys)}`
  }

  /** A row's `document` as it is now. */
  document(key: string): Sql {
    const { table, document } = this.#layout
    return sql`SELECT ${this.#columns({ document })} FROM ${table} WHERE ${this.#rows.hasKey([key])}`
  }

  /**
   * Rows claimed in our name: `key` and `claimToken` of each. Null when the table does not say who claimed a
   * row, or has no room for our whole name: the beginning of it may be another gateway's too.
   */
  ownClaims(): Sql | null {
    const { table, id, claimedBy, claimToken } = this.#layout
    if (claimedBy === null || claimToken === null) return null
    if (fitText(this.#gatewayId, claimedBy.info) !== this.#gatewayId) return null
    const isOurs = sql`${this.#states.isTaken()} AND ${claimedBy.sql} = ${this.#gatewayId}`
    return sql`SELECT ${this.#columns({ key: id, claimToken })} FROM ${table} WHERE ${isOurs}`
  }

  /** Gives rows back that were claimed and not handed over. */
  release(keys: readonly string[], tokens: readonly string[]): Sql {
    const { table, state } = this.#layout
    return sql`UPDATE ${table} SET ${state.sql} = ${this.#states.code('pending')} WHERE ${this.#rows.isMine(keys, tokens)}`
  }

  /** The row of an outcome as it is now, locked: `state`, `claimToken`, `document`, `signedDocument`, `errorCode`. */
  lockedRow(key: string): Sql {
    const { table, state, claimToken, document, signedDocument, errorCode } = this.#layout
    const columns = this.#columns({ state, claimToken, document, signedDocument, errorCode })
    return this.#dialect.lockedRows({ columns, table, where: this.#rows.hasKey([key]) })
  }

  #firstKeys(where: Sql): Sql {
    const { id, table } = this.#layout
    return this.#dialect.firstRows({
      columns: this.#columns({ key: id }),
      table,
      where,
      orderBy: id.sql,
      rows: integerSql(this.#config.pageSize),
    })
  }

  #requestColumns(): Sql {
    const { id, document, taxCode, profile, reference, requester, note } = this.#layout
    return this.#columns({ key: id, document, taxCode, profile, reference, requester, note })
  }

  /** Columns under names of ours, so that rows read the same from every database. */
  #columns(columns: Readonly<Record<string, LayoutColumn | null>>): Sql {
    const present = Object.entries(columns).flatMap(([alias, column]) =>
      column === null ? [] : [sql`${column.sql} AS ${this.#alias(alias)}`],
    )
    return joinSql(present, ', ')
  }

  #alias(name: string): Sql {
    return quoteAlias(name, this.#dialect.identifiers)
  }

  #claimSet(token: string): Sql {
    const { state, claimedBy, claimToken, claimedUntil, updatedAt } = this.#layout
    return joinSql(
      [
        sql`${state.sql} = ${this.#states.code('claimed')}`,
        ...(claimedBy === null ? [] : [sql`${claimedBy.sql} = ${fitText(this.#gatewayId, claimedBy.info)}`]),
        ...(claimToken === null ? [] : [sql`${claimToken.sql} = ${token}`]),
        ...(claimedUntil === null ? [] : [sql`${claimedUntil.sql} = ${this.#leaseEnd()}`]),
        ...(updatedAt === null ? [] : [sql`${updatedAt.sql} = ${this.#rows.present(updatedAt)}`]),
      ],
      ', ',
    )
  }

  #leaseEnd(): Sql {
    return sql`${this.#dialect.nowMs} + ${integerSql(this.#config.leaseMs)}`
  }

  #isFree(): Sql {
    const expired = this.#isExpired()
    return expired === null ? this.#states.is('pending') : sql`(${this.#states.is('pending')} OR (${expired}))`
  }

  #isExpired(): Sql | null {
    const { claimedUntil } = this.#layout
    return claimedUntil && sql`${this.#states.isTaken()} AND ${claimedUntil.sql} < ${this.#dialect.nowMs}`
  }
}
