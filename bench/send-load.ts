/**
 * Sends documents to a gateway from a process of its own, as a workstation would, and answers each message with what it
 * found. A load is closed (so many in flight, each after the last one's answer), which finds the capacity, or open:
 * documents come when they come, whether earlier ones are answered or not, and a document's time counts from the moment
 * it was meant to be sent. A gateway that stands still is then seen by everyone who came meanwhile, and by as many as
 * would have come.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import { connect } from '../packages/client/src/index.ts'
import { Random } from '../test/support/random.ts'
import { CustomsDocuments } from './documents.ts'
import type { Load, LoadResult } from './load-sender.ts'

const [url = '', accessKey = '', bytes = ''] = JSON.parse(process.env.CONGKY_BENCH_SENDER ?? '[]') as string[]
const connection = await connect({ url, accessKey })
const documents = new CustomsDocuments(Number(bytes))

process.on('message', (load: Load) => {
  const run = load.kind === 'open' ? sendOpen(load) : sendClosed(load)
  run.then(
    (result) => process.send?.(result),
    (error: unknown) => {
      console.error(error)
      process.exit(1)
    },
  )
})
process.on('disconnect', () => process.exit(0))
process.send?.('ready')

async function sendClosed({ count, inFlight, taxCode }: Load & { kind: 'closed' }): Promise<LoadResult> {
  const started = performance.now()
  let left = count
  const latencies: number[] = []
  const worker = async () => {
    while (left-- > 0) latencies.push(await timed(performance.now(), taxCode))
  }
  await Promise.all(Array.from({ length: inFlight }, worker))
  return { latencies, seconds: (performance.now() - started) / 1_000 }
}

async function sendOpen({ seconds, perSecond, arrivals, taxCode, seed }: Load & { kind: 'open' }): Promise<LoadResult> {
  const random = new Random(seed)
  const started = performance.now()
  const sending: Promise<number>[] = []
  const gap = () => (arrivals === 'even' ? 1 : -Math.log(1 - random.next())) * (1_000 / perSecond)
  // Even ones begin after half a gap, so that a second of one a second holds one.
  for (let due = arrivals === 'even' ? 500 / perSecond : gap(); due < seconds * 1_000; due += gap()) {
    const early = started + due - performance.now()
    if (early > 0) await sleep(early)
    sending.push(timed(started + due, taxCode))
  }
  return { latencies: await Promise.all(sending), seconds: (performance.now() - started) / 1_000 }
}

/** @returns Milliseconds from when it was meant to be sent to when its signature was here. */
async function timed(dueMs: number, taxCode: string): Promise<number> {
  await connection.sign(documents.next(), { taxCode })
  return performance.now() - dueMs
}
