/** A declarants' SQLite database with our reference table, as their software would fill and read it. */
import Database from 'better-sqlite3'

export interface NewRow {
  readonly taxCode?: unknown
  readonly profile?: unknown
  readonly document: unknown
  readonly requester?: unknown
}

export interface Row {
  readonly id: number
  readonly tax_code: string | null
  readonly document: string
  readonly state: number
  readonly signed_document: string | null
  readonly error_code: string | null
  readonly error_message: string | null
}

export class DeclarantsTable {
  readonly file: string
  readonly #sqlite: Database.Database

  constructor(file: string) {
    this.file = file
    this.#sqlite = new Database(file)
    this.#sqlite.pragma('journal_mode = WAL')
    this.#sqlite.pragma('busy_timeout = 5000')
  }

  /** The lines of a configuration that read this table. */
  source(name: string, more: object = {}): object {
    return { name, dialect: 'sqlite', connection: { file: this.file }, pollMs: 100, ...more }
  }

  insert(rows: readonly NewRow[]): void {
    const insert = this.#sqlite.prepare(
      'INSERT INTO congky_request (tax_code, profile, document, requester, state) VALUES (?, ?, ?, ?, 0)',
    )
    this.#sqlite.transaction(() => {
      for (const { taxCode, profile, document, requester } of rows)
        insert.run(taxCode ?? null, profile ?? null, document, requester ?? null)
    })()
  }

  rows(): Row[] {
    return this.#sqlite.prepare<[], Row>('SELECT * FROM congky_request ORDER BY id').all()
  }

  /** How many rows are in a state: 0 pending, 1 claimed, 2 signed, 3 rejected. */
  count(state: number): number {
    return (
      this.#sqlite
        .prepare<[number], number>('SELECT count(*) FROM congky_request WHERE state = ?')
        .pluck()
        .get(state) ?? 0
    )
  }

  run(sql: string, ...values: unknown[]): void {
    this.#sqlite.prepare(sql).run(...values)
  }

  close(): void {
    this.#sqlite.close()
  }
}
