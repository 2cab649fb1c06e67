/** The declarants' side: a SQLite table that their software fills with envelopes and reads results from. */
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { DeclarantsTable } from '../test/support/declarants-table.ts'
import type { Result } from './checks.ts'
import { type Envelope, envelopes } from './envelopes.ts'
import { enterprises, expectedIdentity, type Identities } from './office.ts'
import type { RunningGateway } from './running-gateway.ts'
import { bar, paint, step } from './terminal.ts'

const ROWS = 20
const DRAIN_MS = 30_000

export class Declarants {
  readonly #table: DeclarantsTable
  readonly #documents: readonly Envelope[]

  private constructor(table: DeclarantsTable, documents: readonly Envelope[]) {
    this.#table = table
    this.#documents = documents
  }

  /** Makes the reference table and fills it. */
  static async open(gateway: RunningGateway): Promise<Declarants> {
    await step('Tạo bảng congky_request', async () => {
      await gateway.congky(['source', 'init-table', 'khai-bao'])
      return { vi: 'Đã tạo bảng congky_request', en: 'congky source init-table' }
    })
    const table = new DeclarantsTable(join(gateway.folder, 'khai-bao.db'))
    const documents = envelopes(ROWS)
    table.insert(documents.map(({ company, xml }) => ({ taxCode: company.taxCode, document: xml })))
    await step('', async () => ({
      vi: `${ROWS} tờ khai của ${enterprises.length} doanh nghiệp đang chờ ký`,
      en: `${ROWS} rows pending, ${enterprises.length} enterprises`,
    }))
    return new Declarants(table, documents)
  }

  /** The gateway takes the rows before anybody typed a PIN; they wait for it. */
  async waitUntilTaken(): Promise<void> {
    await step('Nhận tờ khai', async (say) => {
      await this.#until(() => this.#table.count(0) === 0, say)
      return { vi: `Đã nhận ${ROWS} tờ khai, chờ người nhập PIN`, en: 'taken, waiting for the PINs' }
    })
  }

  /** @throws {Error} Some rows are not signed in time, or were rejected. */
  async waitUntilSigned(identities: Identities): Promise<Result[]> {
    await step('Ký', async (say) => {
      await this.#until(() => this.#table.count(2) + this.#table.count(3) === ROWS, say)
      const signed = this.#table.count(2)
      return { vi: `Đã ký ${bar(signed, ROWS)}`, en: 'signed and written back', isGood: signed === ROWS }
    })
    return this.#table.rows().map((row, index) => {
      const { company, reference, xml } = this.#documents[index] ?? unknownRow(row.id)
      if (row.signed_document === null) throw new Error(`dòng ${row.id}: ${row.error_code} ${row.error_message}`)
      return {
        ...{ company, reference },
        way: 'CSDL',
        original: Buffer.from(xml),
        signed: Buffer.from(row.signed_document),
        expected: expectedIdentity(identities, company),
      }
    })
  }

  async #until(isReached: () => boolean, say: (text: string) => void): Promise<void> {
    const endAt = Date.now() + DRAIN_MS
    while (!isReached()) {
      if (Date.now() > endAt) throw new Error(`${paint.bold('congky status')} cho biết vì sao / tells why`)
      say(bar(this.#table.count(2), ROWS))
      await sleep(30)
    }
  }

  close(): void {
    this.#table.close()
  }
}

function unknownRow(id: number): never {
  throw new Error(`dòng ${id} không phải của bản trình diễn`)
}
