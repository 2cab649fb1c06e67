/**
 * Memory after many requests through one gateway: flat, or something keeps what ended. Short by default;
 * `CONGKY_BENCH_REQUESTS=100000 npm run bench -- memory` takes some minutes.
 */
import { connect } from 'node:net'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { AGENT, OWN_A } from '../test/support/office.ts'
import { inOffice, signMany } from './bench-office.ts'
import { CustomsDocuments, KB, MB } from './documents.ts'
import type { Figures } from './figures.ts'

const REQUESTS = Number(process.env.CONGKY_BENCH_REQUESTS ?? 20_000)
/** After these the code is compiled, and memories that have a limit are full. */
const WARM_UP = REQUESTS / 5
const STEP = 1_000
const IN_FLIGHT = 16

/** What `heap-watch.ts` answers. */
interface Memory {
  readonly usedBytes: number
  readonly rssBytes: number
}

export async function measureMemory(figures: Figures): Promise<void> {
  let socket = ''
  await inOffice(
    {},
    async ({ connection }) => {
      const documents = new CustomsDocuments(10 * KB)
      const signUntil = async (done: number, count: number): Promise<Memory> => {
        for (let at = done; at < count; at += STEP) {
          figures.progress(`memory after ${at} of ${REQUESTS} requests`)
          const some = { count: STEP, inFlight: IN_FLIGHT, taxCodes: [AGENT.taxCode, OWN_A.taxCode] }
          await signMany(connection, () => documents.next(), some)
        }
        return JSON.parse(await text(connect(socket)))
      }
      const before = await signUntil(0, WARM_UP)
      const after = await signUntil(WARM_UP, REQUESTS)
      figures.tell('P8', `the gateway's memory in use after ${WARM_UP} requests`, before.usedBytes / MB, 'MB')
      figures.tell('P8', `the gateway's memory in use after ${REQUESTS} requests`, after.usedBytes / MB, 'MB')
      const grown = (after.usedBytes - before.usedBytes) / ((REQUESTS - WARM_UP) / STEP)
      figures.tell('P8', '  growth for each 1,000 requests', grown / KB, 'KB')
      figures.tell('P8', `its resident memory after ${WARM_UP} requests`, before.rssBytes / MB, 'MB')
      figures.tell('P8', `its resident memory after ${REQUESTS} requests`, after.rssBytes / MB, 'MB')
    },
    (_office, folder) => {
      socket = join(folder, 'heap.sock')
      const preload = new URL('./heap-watch.js', import.meta.url)
      return { env: { NODE_OPTIONS: `--import ${preload}`, CONGKY_BENCH_HEAP_SOCKET: socket } }
    },
  )
}
