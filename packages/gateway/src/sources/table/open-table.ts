import type { ResultFormat } from '@congky/shared'
import type { TableSourceConfig } from '../../domain/gateway-config.ts'
import type { Log } from '../../domain/log.ts'
import { isSourceError, type SourceFacts, toSourceError } from './describe-driver-error.ts'
import { dialects } from './dialects/all-dialects.ts'
import type { Dialect } from './dialects/dialect.ts'
import { GuardedDatabase } from './guarded-database.ts'
import { sql } from './sql.ts'
import { examineLayout, layoutError, quoteTable, type TableLayout } from './table-layout.ts'
import { TableStatements } from './table-statements.ts'

/** A request table that was found fit, with the connections to it. */
export interface OpenTable {
  readonly database: GuardedDatabase
  readonly statements: TableStatements
}

/** What a profile makes; null is the gateway's default one. */
export type ResultFormatOf = (profile: string | null) => ResultFormat

export interface OpenTableOptions {
  readonly gatewayId: string
  readonly password: string | null
  /** Left out: what the profiles make is not known here, and the table is not looked at for it. */
  readonly resultFormat?: ResultFormatOf | undefined
  readonly log: Log
}

/**
 * Connects to a source's database.
 *
 * @param create Whether a missing SQLite file is made.
 * @throws {CongkyError} ERR_SOURCE_UNAVAILABLE, ERR_SOURCE_LAYOUT
 */
export async function openDatabase(
  config: Pick<TableSourceConfig, 'name' | 'dialect' | 'connection' | 'table'>,
  password: string | null,
  { create }: { readonly create: boolean } = { create: false },
): Promise<GuardedDatabase> {
  const { name: source, connection, table } = config
  const facts: SourceFacts = { source, connection, table }
  try {
    const database = await dialects[config.dialect].open({ source, connection, password, create })
    return new GuardedDatabase(database, facts)
  } catch (error) {
    throw toSourceError(error, facts)
  }
}

/**
 * Connects and checks the table against its configuration.
 *
 * @throws {CongkyError} ERR_SOURCE_UNAVAILABLE; ERR_SOURCE_LAYOUT with everything that is wrong with the table.
 */
export async function openTable(
  config: TableSourceConfig,
  { gatewayId, password, resultFormat, log }: OpenTableOptions,
): Promise<OpenTable> {
  const dialect = dialects[config.dialect]
  const table = quoteTable(dialect, config)
  const database = await openDatabase(config, password)
  try {
    const needs = needsOf(config, resultFormat)
    const { layout, problems, warnings } = examineLayout(dialect, config, await database.describe(table), needs)
    const unfit = await dialect.checkDatabase(database)
    const found = unfit === null ? problems : [...problems, unfit]
    if (layout === null || found.length > 0) throw layoutError(config.name, found)
    for (const warning of warnings)
      log.warn({ source: config.name, warning: warning.en }, 'request table is usable, but')
    const canHash = await knowsHash(database, dialect, layout)
    return { database, statements: new TableStatements({ dialect, layout, config, gatewayId, canHash }) }
  } catch (error) {
    await database.close()
    throw error
  }
}

/** What rows that name no profile need of the table. */
export function needsOf(
  { defaultProfile }: Pick<TableSourceConfig, 'defaultProfile'>,
  resultFormat: ResultFormatOf | undefined,
) {
  return { makesBytes: resultFormat?.(defaultProfile).text === 'never' }
}

/** Whether the database can hash documents itself: older versions lack the function. */
async function knowsHash(database: GuardedDatabase, dialect: Dialect, layout: TableLayout): Promise<boolean> {
  if (dialect.sha256 === null) return false
  try {
    await database.query(sql`SELECT ${dialect.sha256(layout.document)} FROM ${layout.table} WHERE 1 = 0`)
    return true
  } catch (error) {
    if (isSourceError(error, 'layout')) return false
    throw error
  }
}
