/**
 * P8: a history of a million requests, the newest quarter of which has a million records, each chained, the head
 * signed: how soon the gateway is ready, how soon a page is there, what that costs the event loop and signing.
 */
import { statSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { ExportView, VerificationView } from '../packages/shared/src/index.ts'
import { GatewayFixture } from '../test/support/gateway.ts'
import { fillHistory } from '../test/support/long-history.ts'
import { AGENT } from '../test/support/office.ts'
import { type BenchOffice, inFolder, inOffice, signMany } from './bench-office.ts'
import { CustomsDocuments, KB } from './documents.ts'
import type { Figures } from './figures.ts'
import { type HistoryQuestion, historyQuestions } from './history-questions.ts'
import { ROUNDS } from './options.ts'
import { median } from './statistics.ts'
import { WatchedLoop } from './watched-loop.ts'

const REQUESTS = 1_000_000
/** Records of a request in the generated history, rounded. */
const RECORDS_EACH = 4
const RECORDS = 1_000_000
const STARTS = 3
const POLL_MS = 50

export async function measureHistory(figures: Figures): Promise<void> {
  figures.progress('P8 start with 100,000 records')
  await inFolder((folder) => measureStart(figures, folder))
  let loop: WatchedLoop | undefined
  const until = new Date()
  await inOffice(
    {},
    async (bench) => {
      if (loop) await measureLong(figures, bench, loop, historyQuestions(REQUESTS, until))
    },
    (_office, folder) => {
      figures.progress(`P8 writing ${RECORDS} records`)
      fillHistory(join(folder, 'gateway', 'state'), { requests: REQUESTS, chained: RECORDS / RECORDS_EACH, until })
      loop = new WatchedLoop(folder)
      return { env: loop.env }
    },
  )
}

async function measureStart(figures: Figures, folder: string): Promise<void> {
  fillHistory(join(folder, 'state'), { requests: 100_000, chained: 100_000 / RECORDS_EACH })
  const gateway = await GatewayFixture.start({ folder, config: {} })
  try {
    const seconds = await secondsToReady(gateway)
    figures.add('P8', 'start to ready with 100,000 records', seconds, 's', 2, 'at most')
  } finally {
    await gateway.stop()
  }
}

/** The first start makes the key of the history; those after it are as every day's. */
async function secondsToReady(gateway: GatewayFixture): Promise<number> {
  const seconds: number[] = []
  for (let start = 0; start < STARTS; start++) {
    await gateway.stop()
    const started = performance.now()
    await gateway.restart()
    seconds.push((performance.now() - started) / 1_000)
  }
  return median(seconds)
}

async function measureLong(
  figures: Figures,
  { folder, gateway, connection }: BenchOffice,
  loop: WatchedLoop,
  questions: readonly HistoryQuestion[],
): Promise<void> {
  figures.progress('P8 reading a million requests for the first filter')
  const started = performance.now()
  await gateway.admin('GET', '/requests?state=rejected')
  figures.tell('P8', 'from nothing read to the first filtered page', (performance.now() - started) / 1_000, 's')

  await loop.longestStall()
  await tellPages(figures, gateway, questions, 'alone')
  figures.add('P8', '  longest stall of the event loop meanwhile', await loop.longestStall(), 'ms', 50, 'at most')

  const documents = new CustomsDocuments(10 * KB)
  let isAsking = true
  const signing = (async () => {
    const rates: number[] = []
    const some = { count: 100, inFlight: 8, taxCodes: [AGENT.taxCode] }
    while (isAsking) rates.push(await signMany(connection, () => documents.next(), some))
    return median(rates)
  })()
  await tellPages(figures, gateway, questions, 'while signing goes on').finally(() => {
    isAsking = false
  })
  figures.tell('P8', '  documents/s signed meanwhile', await signing, '/s')
  figures.tell('P8', '  longest stall of the event loop meanwhile', await loop.longestStall(), 'ms')

  await tellLongTasks(figures, gateway)
  const bytes = statSync(join(folder, 'gateway', 'state', 'congky.sqlite')).size
  const each = bytes / (REQUESTS + RECORDS)
  figures.tell('P8', 'disk, with indexes, for each request or record', each / KB, 'KB')
  figures.tell('P8', 'start to ready with a million', await secondsToReady(gateway), 's')
}

/** The slowest of all pages, each by the median of its rounds. */
async function tellPages(
  figures: Figures,
  gateway: GatewayFixture,
  questions: readonly HistoryQuestion[],
  when: string,
): Promise<void> {
  const times = questions.map((): number[] => [])
  for (let round = 1; round <= ROUNDS; round++) {
    figures.progress(`P8 pages ${when}, round ${round} of ${ROUNDS}`)
    for (const [at, { path }] of questions.entries()) {
      const started = performance.now()
      await gateway.admin('GET', path)
      times[at]?.push(performance.now() - started)
    }
  }
  const medians = times.map(median)
  const slowest = Math.max(...medians)
  const { what } = questions[medians.indexOf(slowest)] ?? { what: '' }
  const title = `slowest of ${questions.length} pages over a million, ${when}`
  if (when === 'alone') figures.add('P8', title, slowest, 'ms', 100, 'at most')
  else figures.tell('P8', title, slowest, 'ms')
  figures.tell('P8', `  which is ${what}`, slowest, 'ms')
  figures.tell('P8', '  half of the pages within', median(medians), 'ms')
}

/** What goes through everything, in a thread of its own. */
async function tellLongTasks(figures: Figures, gateway: GatewayFixture): Promise<void> {
  figures.progress('P8 checking and exporting')
  const check = () => gateway.admin<VerificationView>('GET', '/history/verification')
  const checked = await secondsUntil(
    () => gateway.admin('POST', '/history/verification'),
    async () => (await check()).state !== 'running',
  )
  const { verdict } = await check()
  if (verdict?.intact !== true) throw new Error(`the history does not verify: ${JSON.stringify(verdict)}`)
  figures.tell('P8', 'records checked (chain, hashes, head) per second', verdict.records / checked, '/s')
  for (const format of ['proof', 'csv'] as const) {
    let view: ExportView | undefined
    const look = (id: string) => gateway.admin<ExportView>('GET', `/exports/${id}`)
    const seconds = await secondsUntil(
      async () => {
        view = await gateway.admin<ExportView>('POST', '/exports', { format })
      },
      async () => {
        if (view) view = await look(view.id)
        return view?.state !== 'running'
      },
    )
    if (view?.state !== 'done') throw new Error(`the export ended with ${JSON.stringify(view)}`)
    const what = format === 'proof' ? 'records exported' : `requests exported as ${format}`
    figures.tell('P8', `${what} per second`, view.done / seconds, '/s')
  }
}

async function secondsUntil(begin: () => Promise<unknown>, isOver: () => Promise<boolean>): Promise<number> {
  const started = performance.now()
  await begin()
  while (!(await isOver())) await sleep(POLL_MS)
  return (performance.now() - started) / 1_000
}
