import type { Dialect } from '../../sources/table/dialects/dialect.ts'
import type { Sql } from '../../sources/table/sql.ts'
import { inboxColumns, outboxColumns } from './message-columns.ts'
import { MessageTable } from './message-table.ts'

/** The two tables of one database. */
export interface MessageTables {
  readonly inbox: MessageTable<keyof typeof inboxColumns>
  readonly outbox: MessageTable<keyof typeof outboxColumns>
}

/** @throws {CongkyError} ERR_SOURCE_LAYOUT: the database allows no such name. */
export function messageTables(
  dialect: Dialect,
  { inboxTable, outboxTable }: { readonly inboxTable: readonly string[]; readonly outboxTable: readonly string[] },
): MessageTables {
  return {
    inbox: new MessageTable(dialect, inboxTable, inboxColumns),
    outbox: new MessageTable(dialect, outboxTable, outboxColumns),
  }
}

/** The statements that make each. The database itself keeps a message from being there twice. */
export function createMessageTables({ inbox, outbox }: MessageTables): Readonly<Record<keyof MessageTables, Sql[]>> {
  return {
    inbox: inbox.create({ unique: ['from', 'messageId'], indexes: [] }),
    outbox: outbox.create({
      unique: ['from', 'messageId'],
      indexes: [['answersFrom', 'answersId'], ['nextMs'], ['gatewayKey']],
    }),
  }
}
