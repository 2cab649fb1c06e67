/**
 * Where time goes, by the gateway's own trace: what each stage of a request takes when one document is on its way alone
 * and when 16 are, and what stands in no stage. What a request takes beside its token's own time (P2) follows.
 */
import { join } from 'node:path'
import { Registry } from 'prom-client'
import type { GatewayConnection } from '../packages/client/src/index.ts'
import { stageHistogram } from '../packages/gateway/src/api/stage-metrics.ts'
import { type HistoryRecord, parseRecord } from '../packages/gateway/src/domain/history-record.ts'
import { STAGES, type StageTimes, timesInStory } from '../packages/gateway/src/domain/stage-times.ts'
import { StageClock } from '../packages/gateway/src/pipeline/stage-clock.ts'
import { openStoreReader } from '../packages/gateway/src/store/store-reader.ts'
import { AGENT } from '../test/support/office.ts'
import { BareSync } from './bare-sync.ts'
import { inOffice } from './bench-office.ts'
import { CustomsDocuments, KB } from './documents.ts'
import type { Figures, Spread } from './figures.ts'
import { ROUNDS } from './options.ts'
import { quantile } from './statistics.ts'

const ALONE_PER_ROUND = 60
const BUSY_PER_ROUND = 400
const IN_FLIGHT = 16

/** One request: what its caller waited for it, and what the gateway says of it. */
interface Traced {
  /** From handing it in to the signed document, in milliseconds. */
  readonly totalMs: number
  readonly times: StageTimes
}

export async function measureStages(figures: Figures): Promise<void> {
  figures.progress('making tokens')
  const { alone, busy, syncs } = await inOffice({}, async ({ folder, gateway, connection }) => {
    const documents = new CustomsDocuments(10 * KB)
    const next = () => documents.next()
    const alone = new Map<string, number>()
    const busy = new Map<string, number>()
    const syncs: number[] = []
    const disk = new BareSync(folder)
    await signTimed(connection, next, BUSY_PER_ROUND, IN_FLIGHT)
    for (let round = 1; round <= ROUNDS; round++) {
      figures.progress(`stages, round ${round} of ${ROUNDS}`)
      syncs.push(...(await disk.measure(ALONE_PER_ROUND)))
      for (const [id, ms] of await signTimed(connection, next, ALONE_PER_ROUND, 1)) alone.set(id, ms)
      for (const [id, ms] of await signTimed(connection, next, BUSY_PER_ROUND, IN_FLIGHT)) busy.set(id, ms)
    }
    disk.close()
    const traces = await readTraces(join(gateway.folder, 'state'))
    return { alone: withTraces(alone, traces), busy: withTraces(busy, traces), syncs }
  })
  tellOverhead(figures, alone)
  const told = 'of which the disk has two syncs; one of 64 KB by itself'
  figures.tell('P2', `${told}, p50`, quantile(syncs, 0.5), 'ms')
  figures.tell('P2', `${told}, p99`, quantile(syncs, 0.99), 'ms')
  figures.spreads('Where time goes, 10 KB', stageTable(alone, busy))
  figures.tell('P2', 'what the trace itself costs a document', traceCostUs(), 'µs')
}

/** @returns What each request took its caller, in milliseconds, by the gateway's id of it. */
async function signTimed(
  connection: GatewayConnection,
  next: () => string,
  count: number,
  inFlight: number,
): Promise<ReadonlyMap<string, number>> {
  const taken = new Map<string, number>()
  let sent = 0
  const worker = async () => {
    while (sent++ < count) {
      const document = next()
      const startedMs = performance.now()
      const { id } = await connection.sign(document, { taxCode: AGENT.taxCode })
      taken.set(id, performance.now() - startedMs)
    }
  }
  await Promise.all(Array.from({ length: inFlight }, worker))
  return taken
}

/** What the history says of the time of each request, by its id. */
async function readTraces(stateDir: string): Promise<ReadonlyMap<string, StageTimes>> {
  const stories = new Map<string, HistoryRecord[]>()
  const store = openStoreReader(stateDir)
  try {
    for await (const line of store.exportHistory()) {
      const record = line.kind === 'record' ? parseRecord(line.record.text) : null
      if (record?.jobId === undefined || record.times === undefined) continue
      stories.set(record.jobId, [...(stories.get(record.jobId) ?? []), record])
    }
  } finally {
    store.close()
  }
  return new Map([...stories].map(([id, story]) => [id, timesInStory(story)]))
}

/** Those that are on record as delivered: of the newest, a moment later. */
function withTraces(taken: ReadonlyMap<string, number>, traces: ReadonlyMap<string, StageTimes>): readonly Traced[] {
  return [...taken].flatMap(([id, totalMs]) => {
    const times = traces.get(id)
    return times?.deliver === undefined ? [] : [{ totalMs, times }]
  })
}

/** P2: one document alone, submit to reply, less what its own signature took in the driver. */
function tellOverhead(figures: Figures, alone: readonly Traced[]): void {
  const overheads = alone.map(({ totalMs, times: { sign = 0 } }) => totalMs - sign)
  figures.add('P2', 'submit to reply less its own C_Sign, 10 KB, p50', quantile(overheads, 0.5), 'ms', 2, 'at most')
  figures.add('P2', 'the same, p99', quantile(overheads, 0.99), 'ms', 8, 'at most')
}

function stageTable(alone: readonly Traced[], busy: readonly Traced[]) {
  const row = (of: (traced: Traced) => number) => ({
    'one alone': spread(alone, of),
    [`${IN_FLIGHT} in flight`]: spread(busy, of),
  })
  const inStages = ({ times }: Traced) => STAGES.reduce((sum, stage) => sum + (times[stage] ?? 0), 0)
  return {
    ...Object.fromEntries(STAGES.map((stage) => [stage, row(({ times }) => times[stage] ?? 0)])),
    'in no stage': row((traced) => traced.totalMs - inStages(traced)),
    altogether: row(({ totalMs }) => totalMs),
  }
}

function spread(traced: readonly Traced[], of: (traced: Traced) => number): Spread {
  const values = traced.map(of)
  const sum = (numbers: readonly number[]) => numbers.reduce((a, b) => a + b, 0)
  return {
    medianMs: quantile(values, 0.5),
    p99Ms: quantile(values, 0.99),
    share: sum(values) / sum(traced.map(({ totalMs }) => totalMs)),
  }
}

const TRACED = 20_000

/** What gathering, writing down and counting the times of one request takes the main thread, in microseconds of a processor. */
function traceCostUs(): number {
  const clock = new StageClock()
  stageHistogram(new Registry(), (listener) => clock.onDelivered(listener))
  const trace = (id: string) => {
    for (const [at, stage] of STAGES.entries()) clock.add(id, stage, performance.now() % (at + 1))
    JSON.stringify([clock.recorded(id, 'signed'), clock.recorded(id, 'delivered')])
    clock.follow(id, 'delivered')
  }
  for (let warmUp = 0; warmUp < TRACED; warmUp++) trace('warm up')
  const before = process.cpuUsage()
  for (let id = 0; id < TRACED; id++) trace(String(id))
  const { user, system } = process.cpuUsage(before)
  return (user + system) / TRACED
}
