/** Twenty databases of 500 enterprises each on one gateway: what they cost while nothing comes, and what they yield. */
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { manyEnterprises } from '../test/support/enterprises.ts'
import { inOffice } from './bench-office.ts'
import { customsDocument, KB } from './documents.ts'
import type { Figures } from './figures.ts'
import { processorMs } from './processor-time.ts'
import { makeFile, type RowsServer } from './rows-server.ts'

/** As many files again: together twenty. A server has a hundred connections to give, and each source takes up to five. */
const TABLES = 10
const ENTERPRISES = 500
const ROWS_EACH = 50
const IDLE_MS = 15_000
/** What a source comes down to when nothing came for two minutes, from the beginning: nobody wants to wait for it. */
const PACE = { pollMs: 5_000, idlePollMs: 5_000 } as const

export async function measureManySources(figures: Figures, server: RowsServer, folder: string): Promise<void> {
  const tables = Array.from({ length: TABLES }, (_, n) => `office_${n}`)
  for (const table of tables) await server.makeTable(table)
  const files = await Promise.all(tables.map((table) => makeFile(join(folder, `${table}.db`))))
  const fileSources = tables.map((table) => `${table}_file`)
  const names = [...tables, ...fileSources]
  const listed = manyEnterprises(ENTERPRISES * names.length)
  const enterprises = listed.map((enterprise, n) => ({ ...enterprise, source: names[n % names.length] }))
  const sources = [
    ...tables.map((table) => server.source(table, PACE)),
    ...files.map((file, n) => file.source(fileSources[n] ?? '', PACE)),
  ]
  try {
    figures.progress('P7 making twenty databases')
    await inOffice({ sources, enterprises }, async ({ gateway }) => {
      await server.letIn(gateway)
      await server.settled()
      figures.progress('P7 twenty databases at rest')
      const [statements, used] = [await server.statements(), processorMs(gateway.pid)]
      await sleep(IDLE_MS)
      const minutes = IDLE_MS / 60_000
      const asked = ((await server.statements()) - statements) / TABLES / minutes
      figures.tell('P7', 'a database without work: statements a minute', asked, '')
      const share = (processorMs(gateway.pid) - used) / IDLE_MS
      figures.tell('P7', 'twenty databases without work: share of one core', share * 100, '%')
      figures.progress('P7 twenty databases at work')
      const codesOf = (name: string) =>
        enterprises.filter(({ source }) => source === name).map(({ taxCode }) => taxCode)
      for (const [n, file] of files.entries()) {
        const codes = codesOf(fileSources[n] ?? '')
        const document = customsDocument(10 * KB)
        file.insert(
          Array.from({ length: ROWS_EACH }, (_, row) => ({
            taxCode: codes[row],
            document: `${document}<!-- ${row} -->`,
          })),
        )
      }
      const started = performance.now()
      for (const table of tables)
        await server.fill(table, { count: ROWS_EACH, bytes: 10 * KB, taxCodes: codesOf(table) })
      await server.drained(tables)
      while (files.some((file) => file.count(2) < ROWS_EACH)) await sleep(20)
      const rate = (ROWS_EACH * names.length) / ((performance.now() - started) / 1_000)
      figures.tell('P7', 'twenty databases with work in each: rows/s in all, picking up by asking included', rate, '/s')
    })
  } finally {
    for (const file of files) file.close()
  }
}
