/** `congky exchange init-tables` and `status`: where messages are kept, and how sending stands. */
import { CongkyError, type ExchangeState, type ExchangeStatusView } from '@congky/shared'
import type { Command } from 'commander'
import type { ExchangeDatabaseConfig } from '../domain/exchange-config.ts'
import type { Cli } from './cli.ts'
import { addExample } from './command-help.ts'
import { STATE_WORDS } from './exchange-words.ts'

export function addExchangeTableCommands(group: Command, cli: Cli): void {
  const { say } = cli
  const init = group
    .command('init-tables')
    .description(
      say(
        'Tạo bảng MSG_INBOX và MSG_OUTBOX trong cơ sở dữ liệu đã khai.',
        'Makes MSG_INBOX and MSG_OUTBOX in the configured database.',
      ),
    )
    .option('--print', say('chỉ in các câu lệnh SQL, không chạy', 'print the SQL statements only'))
    .action((options: { readonly print?: boolean }) => (options.print ? printTables(cli) : initTables(cli)))
  addExample(init, cli, 'exchange init-tables', 'exchange init-tables --print')

  const status = group
    .command('status')
    .description(say('Tình hình gửi thông điệp cho hải quan.', 'How the sending of messages stands.'))
    .action(() => showStatus(cli))
  addExample(status, cli, 'exchange status')
}

async function printTables(cli: Cli): Promise<void> {
  const { exchangeTablesSql } = await import('../exchange/tables/open-exchange-store.ts')
  const { database } = databaseOf(cli)
  const statements = exchangeTablesSql(database)
  cli.result({ dialect: database.dialect, statements }, () => statements.map((statement) => `${statement};`))
}

/** @throws {CongkyError} ERR_SOURCE_UNAVAILABLE, ERR_SOURCE_LAYOUT, ERR_SECRET_MISSING, ERR_USAGE */
async function initTables(cli: Cli): Promise<void> {
  const { say } = cli
  const { initExchangeTables } = await import('../exchange/tables/open-exchange-store.ts')
  const { database, stateDir } = databaseOf(cli)
  const { passwordSecret } = database.connection
  const password = passwordSecret === null ? null : cli.openSecrets(stateDir).get(passwordSecret)
  const created = await initExchangeTables(database, password)
  const tables = [
    { table: database.inboxTable.join('.'), created: created.inbox },
    { table: database.outboxTable.join('.'), created: created.outbox },
  ]
  cli.result(tables, () =>
    tables.map(({ table, created: isNew }) =>
      cli.ok(
        isNew
          ? say(`Đã tạo bảng ${table}`, `Made the table ${table}`)
          : say(
              `Bảng ${table} đã có sẵn, không thay đổi gì`,
              `The table ${table} is there already; nothing was changed`,
            ),
      ),
    ),
  )
}

/** @throws {CongkyError} ERR_USAGE: messages are kept in the gateway's own state, whose tables make themselves. */
function databaseOf(cli: Cli): { readonly database: ExchangeDatabaseConfig; readonly stateDir: string } {
  const { config } = cli.loadConfig()
  const database = config.exchange?.database ?? null
  if (database !== null) return { database, stateDir: config.stateDir }
  const detail = {
    en: 'congky.yaml names no database under exchange.database: messages are kept by the gateway itself',
    vi: 'congky.yaml chưa khai exchange.database: thông điệp được lưu trong chính cổng ký',
  }
  throw new CongkyError('ERR_USAGE', { detail })
}

async function showStatus(cli: Cli): Promise<void> {
  const { say } = cli
  const view = await cli.daemon().call<ExchangeStatusView>('GET', '/exchange/status')
  const counts = Object.entries(view.newest) as [ExchangeState, number][]
  cli.result(view, () => [
    ...cli.pairs([
      [say('Gửi đến', 'Sent to'), view.url ?? say('chưa thiết lập', 'not set up')],
      [say('Lưu tại', 'Kept in'), view.database ?? say('cổng ký', "the gateway's own state")],
      ...counts
        .filter(([, count]) => count > 0)
        .map(([state, count]) => [say(STATE_WORDS[state].vi, STATE_WORDS[state].en), cli.number(count)] as const),
    ]),
  ])
}
