/** Opens MSG_INBOX and MSG_OUTBOX: those of the gateway's own state, or of a configured database. */
import type { ExchangeDatabaseConfig } from '../../domain/exchange-config.ts'
import { isSourceError } from '../../sources/table/describe-driver-error.ts'
import { dialects } from '../../sources/table/dialects/all-dialects.ts'
import type { GuardedDatabase } from '../../sources/table/guarded-database.ts'
import { openDatabase } from '../../sources/table/open-table.ts'
import { renderSql, type Sql } from '../../sources/table/sql.ts'
import type { StatementStore } from '../../store/statements.ts'
import type { ExchangeStore } from '../exchange-store.ts'
import { DatabaseRunner } from './database-runner.ts'
import { EXCHANGE } from './message-table.ts'
import { createMessageTables, type MessageTables, messageTables } from './message-tables.ts'
import type { ScriptRunner } from './script.ts'
import { StateRunner } from './state-runner.ts'
import { TableInbox } from './table-inbox.ts'
import { TableOutbox } from './table-outbox.ts'

/** Names of the tables in the state: the decision's. */
export const STATE_TABLES = { inboxTable: ['MSG_INBOX'], outboxTable: ['MSG_OUTBOX'] } as const

/** The tables in the gateway's own state. */
export function openStateExchange(statements: StatementStore): ExchangeStore {
  return toStore(messageTables(dialects.sqlite, STATE_TABLES), new StateRunner(statements))
}

/**
 * The tables in a configured database. It connects when it is first used, so the database may be away by now.
 *
 * @param password Asked whenever a connection is made anew, so that a changed password needs no restart.
 * @throws {CongkyError} ERR_SOURCE_LAYOUT: the database allows no such name.
 */
export function openDatabaseExchange(
  config: ExchangeDatabaseConfig,
  password: () => Promise<string | null>,
): ExchangeStore {
  const open = async () => openDatabase(toSource(config), await password())
  return toStore(messageTables(dialects[config.dialect], config), new DatabaseRunner(open))
}

/** The statements that make the tables, for people: an administrator may have to run them. */
export function exchangeTablesSql(config: ExchangeDatabaseConfig): readonly string[] {
  const { inbox, outbox } = createMessageTables(messageTables(dialects[config.dialect], config))
  return [...inbox, ...outbox].map((statement) => renderSql(statement, () => '?').text)
}

/**
 * Makes the tables that are missing, and a missing SQLite file; what is there is not touched.
 *
 * @returns Whether each was made.
 * @throws {CongkyError} ERR_SOURCE_UNAVAILABLE, ERR_SOURCE_LAYOUT
 */
export async function initExchangeTables(
  config: ExchangeDatabaseConfig,
  password: string | null,
): Promise<Readonly<Record<keyof MessageTables, boolean>>> {
  const tables = messageTables(dialects[config.dialect], config)
  const statements = createMessageTables(tables)
  const database = await openDatabase(toSource(config), password, { create: true })
  const make = async (name: keyof MessageTables) => {
    if (await exists(database, tables[name].sql)) return false
    for (const statement of statements[name]) await database.execute(statement)
    return true
  }
  try {
    return { inbox: await make('inbox'), outbox: await make('outbox') }
  } finally {
    await database.close()
  }
}

async function exists(database: GuardedDatabase, table: Sql): Promise<boolean> {
  try {
    await database.describe(table)
    return true
  } catch (error) {
    if (isSourceError(error, 'table-missing')) return false
    throw error
  }
}

/** Errors call the tables by this name, where a source has its own. */
function toSource({ dialect, connection, inboxTable }: ExchangeDatabaseConfig) {
  return { name: EXCHANGE, dialect, connection, table: inboxTable }
}

function toStore(tables: MessageTables, runner: ScriptRunner): ExchangeStore {
  return {
    inbox: new TableInbox(tables, runner),
    outbox: new TableOutbox(tables, runner),
    close: () => runner.close(),
  }
}
