/** A request table in a test database, seen from the declarants' side, and sources that read it. */

import { createHash, randomUUID } from 'node:crypto'
import { REFERENCE_COLUMNS, type SourceColumns } from '@congky/shared'
import type { ConnectionConfig, Dialect, TableSourceConfig } from '../../packages/gateway/src/domain/gateway-config.ts'
import type { IncomingRequest, SignedOutcome, SignOutcome } from '../../packages/gateway/src/domain/request.ts'
import type { RequestSource } from '../../packages/gateway/src/sources/source.ts'
import { openTableSource } from '../../packages/gateway/src/sources/table/open-table-source.ts'
import { initTable } from '../../packages/gateway/src/sources/table/test-source.ts'

/** A database under test. */
export interface TestDatabase {
  readonly dialect: Dialect
  readonly connection: ConnectionConfig
  readonly password: string | null
  /** Runs SQL as declaration software would; `?` stands for a value. */
  run(text: string, values?: readonly unknown[]): Promise<readonly Readonly<Record<string, unknown>>[]>
  quote(name: string): string
  /** Words of this database for types that poison rows need. */
  readonly types: { readonly text: string; readonly bytes: string; readonly integer: string; readonly key: string }
  stop(): Promise<void>
  start(): Promise<void>
}

export const referenceColumns = REFERENCE_COLUMNS

const silent = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} }

/** A configuration as the reference table needs it. @param changes What is otherwise. */
export function tableConfig(
  { dialect, connection }: Pick<TestDatabase, 'dialect' | 'connection'>,
  changes: Partial<TableSourceConfig> = {},
): TableSourceConfig {
  return {
    name: 'khai-bao',
    application: null,
    active: true,
    dialect,
    connection,
    table: [`t${randomUUID().slice(0, 8)}`],
    columns: referenceColumns,
    documentEncoding: 'auto',
    signedDocumentEncoding: 'auto',
    states: { pending: 0, claimed: 1, awaitingApproval: null, signed: 2, rejected: 3 },
    pageSize: 50,
    pollMs: 20,
    idlePollMs: 1_000,
    listen: true,
    leaseMs: 20_000,
    defaultCertificate: null,
    defaultProfile: null,
    ...changes,
  }
}

export type RowValues = Partial<Record<keyof SourceColumns, unknown>>

export class RequestTable {
  readonly config: TableSourceConfig
  readonly #database: TestDatabase
  readonly #sources: RequestSource[] = []

  /** @param changes What differs from the reference table, which has a name of its own for every test. */
  constructor(database: TestDatabase, changes: Partial<TableSourceConfig> = {}) {
    this.#database = database
    this.config = tableConfig(database, changes)
  }

  async init(): Promise<this> {
    await initTable(this.config, this.#database.password)
    return this
  }

  /** A source of another gateway over this table. @param changes What that gateway's configuration has otherwise. */
  source(changes: Partial<TableSourceConfig> = {}, gatewayId: string = randomUUID()): RequestSource {
    const source = openTableSource(
      { ...this.config, ...changes },
      { gatewayId, password: async () => this.#database.password, log: silent },
    )
    this.#sources.push(source)
    return source
  }

  async insert(values: RowValues): Promise<void> {
    const entries = Object.entries(values) as [keyof SourceColumns, unknown][]
    const names = entries.map(([name]) => this.column(name)).join(', ')
    const places = entries.map(() => '?').join(', ')
    await this.#database.run(
      `INSERT INTO ${this.name} (${names}) VALUES (${places})`,
      entries.map(([, value]) => value),
    )
  }

  /** Changes one row as its owner would. */
  async update(id: string, values: RowValues): Promise<void> {
    const entries = Object.entries(values) as [keyof SourceColumns, unknown][]
    const changes = entries.map(([name]) => `${this.column(name)} = ?`).join(', ')
    await this.#database.run(`UPDATE ${this.name} SET ${changes} WHERE ${this.column('id')} = ?`, [
      ...entries.map(([, value]) => value),
      id,
    ])
  }

  /** Every row in the order of its key, its values under the gateway's names for them. */
  async rows(): Promise<readonly Readonly<Record<string, unknown>>[]> {
    const names = Object.entries(this.config.columns).flatMap(([name, column]) => (column === null ? [] : [name]))
    const columns = names.map((name) => `${this.column(name as keyof SourceColumns)} AS ${this.#database.quote(name)}`)
    const rows = await this.#database.run(
      `SELECT ${columns.join(', ')} FROM ${this.name} ORDER BY ${this.column('id')}`,
    )
    return rows.map((row) => ({ ...row, state: Number(row.state), id: String(row.id) }))
  }

  get name(): string {
    return this.config.table.map((part) => this.#database.quote(part)).join('.')
  }

  column(name: keyof SourceColumns): string {
    return this.#database.quote(this.config.columns[name] ?? '')
  }

  async close(): Promise<void> {
    await Promise.all(this.#sources.map((source) => source.close()))
  }
}

/** The first requests of a source. */
export async function take(source: RequestSource, count: number): Promise<readonly IncomingRequest[]> {
  const requests: IncomingRequest[] = []
  if (count === 0) return requests
  for await (const request of source.requests(new AbortController().signal)) {
    requests.push(request)
    if (requests.length === count) break
  }
  return requests
}

export async function takeOne(source: RequestSource): Promise<IncomingRequest> {
  const [request] = await take(source, 1)
  if (request === undefined) throw new Error('the source handed nothing over')
  return request
}

/** What a source hands over within a time. */
export async function takeFor(source: RequestSource, ms: number): Promise<readonly IncomingRequest[]> {
  const requests: IncomingRequest[] = []
  for await (const request of source.requests(AbortSignal.timeout(ms))) requests.push(request)
  return requests
}

export function signedOutcome(
  request: IncomingRequest,
  signedDocument: string | Uint8Array = `${request.document}<!-- ký -->`,
): SignedOutcome {
  return { ...outcomeOf(request), state: 'signed', signedDocument: Buffer.from(signedDocument) }
}

export function rejectedOutcome(request: IncomingRequest, errorMessage: string): SignOutcome {
  return { ...outcomeOf(request), state: 'rejected', errorCode: 'ERR_DOCUMENT_EMPTY', errorMessage }
}

function outcomeOf({ externalId, claim, document }: IncomingRequest) {
  const bytes = typeof document === 'string' || document instanceof Uint8Array ? document : ''
  return { jobId: randomUUID(), externalId, claim, documentSha256: createHash('sha256').update(bytes).digest('hex') }
}
