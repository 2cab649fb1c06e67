/**
 * What Node's SQLite does with durable commits alone, with the settings of our state database, and how many of them
 * the gateway needs for a document when several are on their way.
 */
import { closeSync, openSync, readSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { AGENT } from '../test/support/office.ts'
import { Random } from '../test/support/random.ts'
import { inFolder, inOffice, signMany } from './bench-office.ts'
import { CustomsDocuments, KB } from './documents.ts'
import type { Figures } from './figures.ts'
import { ROUNDS, SEED } from './options.ts'
import { median } from './statistics.ts'

const ROWS_PER_ROUND = 320
const DOCUMENTS_PER_ROUND = 400
const IN_FLIGHT = 16

export async function measureStoreLimits(figures: Figures): Promise<void> {
  await inFolder(async (folder) => measureCommits(figures, folder))
  await inOffice({}, async ({ gateway, connection }) => {
    const documents = new CustomsDocuments(10 * KB)
    const work = { count: DOCUMENTS_PER_ROUND, inFlight: IN_FLIGHT, taxCodes: [AGENT.taxCode] }
    const next = () => documents.next()
    await signMany(connection, next, work)
    const state = join(gateway.folder, 'state', 'congky.sqlite')
    const found: number[] = []
    for (let round = 1; round <= ROUNDS; round++) {
      figures.progress(`P7 commits, round ${round} of ${ROUNDS}`)
      const before = transactionsOf(state)
      await signMany(connection, next, work)
      found.push((transactionsOf(state) - before) / DOCUMENTS_PER_ROUND)
    }
    figures.add('P7', `commits per document, ${IN_FLIGHT} in flight`, median(found), '', 0.5, 'at most')
  })
}

function measureCommits(figures: Figures, folder: string): void {
  const sqlite = new Database(join(folder, 'limits.sqlite'))
  try {
    sqlite.pragma('journal_mode = WAL')
    sqlite.pragma('synchronous = FULL')
    sqlite.exec('CREATE TABLE document (content BLOB NOT NULL) STRICT')
    const insert = sqlite.prepare('INSERT INTO document VALUES (?)')
    const random = new Random(SEED)
    const content = Buffer.from(Array.from({ length: 10 * KB }, () => random.below(256)))
    const rowsPerSecond = (perCommit: number) => {
      const group = sqlite.transaction(() => {
        for (let row = 0; row < perCommit; row++) insert.run(content)
      })
      const started = performance.now()
      for (let row = 0; row < ROWS_PER_ROUND; row += perCommit) group()
      return ROWS_PER_ROUND / ((performance.now() - started) / 1000)
    }
    const rounds = Array.from({ length: ROUNDS }, (_, round) => {
      figures.progress(`SQLite, round ${round + 1} of ${ROUNDS}`)
      return { alone: rowsPerSecond(1), grouped: rowsPerSecond(IN_FLIGHT) }
    })
    const told = 'SQLite: durable rows of 10 KB'
    figures.tell('L', `${told}, a commit each`, median(rounds.map(({ alone }) => alone)), '/s')
    figures.tell('L', `${told}, ${IN_FLIGHT} a commit`, median(rounds.map(({ grouped }) => grouped)), '/s')
  } finally {
    sqlite.close()
  }
}

/**
 * How many transactions were written to a database in WAL mode, counted by itself: `iChange` in the header of its
 * index (https://sqlite.org/walformat.html, section 2.1), in the byte order of the machine.
 */
function transactionsOf(database: string): number {
  const index = openSync(`${database}-shm`, 'r')
  try {
    const counter = new Uint32Array(1)
    readSync(index, counter, 0, 4, 8)
    return counter[0] ?? 0
  } finally {
    closeSync(index)
  }
}
