/** A PostgreSQL server with request tables, as declaration software fills them: for measuring sources. */
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { initTable } from '../packages/gateway/src/sources/table/test-source.ts'
import { connectTo, startPostgres, type TestServer } from '../test/support/databases.ts'
import { DeclarantsTable } from '../test/support/declarants-table.ts'
import type { GatewayFixture } from '../test/support/gateway.ts'
import { AGENT } from '../test/support/office.ts'
import { tableConfig } from '../test/support/request-table.ts'
import { customsDocument } from './documents.ts'

const SECRET = 'bench-rows'
const LOOK_MS = 20
/** Longer than a source pauses before its password is there, and than the server takes to count what it ran. */
const SETTLE_MS = 12_000

export class RowsServer {
  readonly #server: TestServer
  readonly #pool: pg.Pool
  #serial = 0

  private constructor(server: TestServer) {
    this.#server = server
    const { host, port, database, user } = server.connection
    this.#pool = new pg.Pool({ host, port: port ?? 0, database, user, password: server.password, max: 2 })
    // Connections that wait break when the server stops.
    this.#pool.on('error', () => {})
  }

  static async start(folder: string): Promise<RowsServer> {
    return new RowsServer(await startPostgres(folder))
  }

  /** The lines of a configuration that read a table. */
  source(table: string, more: object = {}): object {
    const { host, port, database, user } = this.#server.connection
    const connection = { host, port, database, user, passwordSecret: SECRET, tls: 'off' }
    return { name: table, dialect: 'postgres', connection, table, ...more }
  }

  /** Makes our reference table under a name. */
  async makeTable(table: string): Promise<void> {
    const { connection, password } = this.#server
    await initTable(tableConfig({ dialect: 'postgres', connection }, { table: [table] }), password)
  }

  /** Tells the gateway the password of the database. */
  async letIn(gateway: GatewayFixture): Promise<void> {
    await gateway.json(['secret', 'set', SECRET, '--value-stdin'], `${this.#server.password}\n`)
  }

  async run(text: string, values: readonly unknown[] = []): Promise<readonly Readonly<Record<string, unknown>>[]> {
    return (await this.#pool.query(text, [...values])).rows
  }

  /** Pending rows that appear all at once, their documents of about so many bytes. */
  async fill(table: string, { count, bytes, taxCodes = [AGENT.taxCode] }: Filling): Promise<void> {
    const document = customsDocument(bytes)
    const at = document.indexOf('<reference>') + '<reference>'.length
    await this.run(
      `INSERT INTO ${table} (tax_code, document)
       SELECT ($3::text[])[1 + n % cardinality($3::text[])], $1::text || gen_random_uuid() || $2::text
       FROM generate_series(1, $4::int) AS n`,
      [document.slice(0, at), document.slice(at), taxCodes, count],
    )
  }

  /** Writes one row. @returns Its key, and when it was written, in milliseconds of this machine's clock. */
  async insertOne(table: string, bytes: number): Promise<{ readonly id: string; readonly at: number }> {
    const [row] = await this.run(
      `INSERT INTO ${table} (tax_code, document) VALUES ($1, $2)
       RETURNING id, extract(epoch FROM clock_timestamp()) * 1000 AS at`,
      [AGENT.taxCode, customsDocument(bytes, ++this.#serial)],
    )
    return { id: String(row?.id), at: Number(row?.at) }
  }

  /** Statements that were run in the database so far, as the server counts transactions, with ours among them. */
  async statements(): Promise<number> {
    const [row] = await this.run(
      'SELECT xact_commit + xact_rollback AS count FROM pg_stat_database WHERE datname = current_database()',
    )
    return Number(row?.count)
  }

  /** Resolves when every source has found its table. */
  async settled(): Promise<void> {
    await sleep(SETTLE_MS)
  }

  /** Resolves when no row of the tables waits for its signature. */
  async drained(tables: readonly string[]): Promise<void> {
    const waiting = tables.map((table) => `EXISTS (SELECT FROM ${table} WHERE state IN (0, 1))`).join(' OR ')
    while ((await this.run(`SELECT ${waiting} AS waiting`))[0]?.waiting === true) await sleep(LOOK_MS)
    for (const table of tables) {
      const [row] = await this.run(`SELECT count(*) AS rejected FROM ${table} WHERE state <> 2`)
      if (Number(row?.rejected) > 0) throw new Error(`${row?.rejected} rows of ${table} were not signed`)
    }
  }

  async stop(): Promise<void> {
    await this.#pool.end()
    await this.#server.stop()
  }
}

export interface Filling {
  readonly count: number
  readonly bytes: number
  /** Rows take them in turns. */
  readonly taxCodes?: readonly string[]
}

/** A SQLite file with our reference table. */
export async function makeFile(path: string): Promise<DeclarantsTable> {
  const connection = { ...connectTo(0), file: path }
  await initTable(tableConfig({ dialect: 'sqlite', connection }, { table: ['congky_request'] }), null)
  return new DeclarantsTable(path)
}
