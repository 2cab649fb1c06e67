/** How fast rows of a database are signed, against documents over WebSocket, and how soon a new row is noticed. */
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import Database from 'better-sqlite3'
import type { DeclarantsTable } from '../test/support/declarants-table.ts'
import { eventually } from '../test/support/gateway.ts'
import { AGENT } from '../test/support/office.ts'
import { type BenchOffice, inFolder, inOffice, signMany } from './bench-office.ts'
import { CustomsDocuments, KB } from './documents.ts'
import type { Figures } from './figures.ts'
import { measureManySources } from './many-sources.ts'
import { ROUNDS } from './options.ts'
import { processorMs } from './processor-time.ts'
import { makeFile, RowsServer } from './rows-server.ts'
import { median, quantile } from './statistics.ts'

/** Drained in all rounds together. */
const ROWS = 10_000
const DOCUMENTS_PER_ROUND = 500
const SQLITE_ROWS = 1_000
const PICK_UPS = 60
const TABLE = 'rows_10_kb'
const FILE_SOURCE = 'rows_in_file'

export async function measureRows(figures: Figures): Promise<void> {
  await inFolder(async (folder) => {
    const server = await RowsServer.start(folder)
    const file = await makeFile(join(folder, 'rows.db'))
    try {
      await server.makeTable(TABLE)
      const sources = [server.source(TABLE), file.source(FILE_SOURCE)]
      await inOffice({ sources }, async (bench) => {
        await server.letIn(bench.gateway)
        await measureDrain(figures, server, bench)
        await measurePickUp(figures, server, bench)
        await measureFile(figures, file)
      })
      await measureManySources(figures, server, folder)
    } finally {
      file.close()
      await server.stop()
    }
  })
}

async function measureDrain(figures: Figures, server: RowsServer, { gateway, connection }: BenchOffice): Promise<void> {
  const documents = new CustomsDocuments(10 * KB)
  const next = () => documents.next()
  const bySocket = () =>
    signMany(connection, next, { count: DOCUMENTS_PER_ROUND, inFlight: 16, taxCodes: [AGENT.taxCode] })
  const drain = async (count: number) => {
    await server.fill(TABLE, { count, bytes: 10 * KB })
    const [started, before] = [performance.now(), processorMs(gateway.pid)]
    await server.drained([TABLE])
    const rate = count / ((performance.now() - started) / 1_000)
    return { rate, processor: (processorMs(gateway.pid) - before) / count }
  }
  await drain(DOCUMENTS_PER_ROUND / 5)
  await bySocket()
  const rounds: { readonly ratio: number; readonly rate: number; readonly processor: number }[] = []
  for (let round = 1; round <= ROUNDS; round++) {
    figures.progress(`P7 rows, round ${round} of ${ROUNDS}`)
    const documentsPerSecond = await bySocket()
    const drained = await drain(Math.ceil(ROWS / ROUNDS))
    rounds.push({ ...drained, ratio: drained.rate / documentsPerSecond })
  }
  const of = (name: keyof (typeof rounds)[number]) => median(rounds.map((round) => round[name]))
  figures.add('P7', 'rows/s drained from PostgreSQL ÷ documents/s over WebSocket', of('ratio'), '×', 0.8)
  figures.tell('P7', '  the rows', of('rate'), '/s')
  figures.tell('P7', '  processor time of the main process a row', of('processor'), 'ms')
}

/** From the moment that a row is written, before its transaction ends, to the intent of its signature. */
async function measurePickUp(figures: Figures, server: RowsServer, { gateway }: BenchOffice): Promise<void> {
  figures.progress('P7 picking rows up')
  const state = new Database(join(gateway.folder, 'state', 'congky.sqlite'), { readonly: true })
  const intentOf = state
    .prepare<[string, string], number | null>('SELECT intent_at FROM job WHERE source = ? AND external_id = ?')
    .pluck()
  const pickUps: number[] = []
  for (let n = 0; n < PICK_UPS; n++) {
    const { id, at } = await server.insertOne(TABLE, 10 * KB)
    const intent = await eventually(() => intentOf.get(TABLE, id))
    pickUps.push(intent - at)
    await sleep(n % 10)
  }
  state.close()
  figures.add('P7', 'row written to signing started, by NOTIFY, p50', quantile(pickUps, 0.5), 'ms', 10, 'at most')
  figures.tell('P7', '  the same, p99', quantile(pickUps, 0.99), 'ms')
}

async function measureFile(figures: Figures, file: DeclarantsTable): Promise<void> {
  figures.progress('P7 rows of a file')
  const documents = new CustomsDocuments(10 * KB)
  const rows = Array.from({ length: SQLITE_ROWS }, () => ({ taxCode: AGENT.taxCode, document: documents.next() }))
  file.insert(rows)
  const started = performance.now()
  while (file.count(2) < SQLITE_ROWS) await sleep(20)
  figures.tell('P7', 'rows/s drained from a SQLite file', SQLITE_ROWS / ((performance.now() - started) / 1_000), '/s')
}
