/** P4: what a document of 4 MB costs everybody else: the gateway's event loop, its memory, the documents beside it. */
import { AGENT, OWN_A } from '../test/support/office.ts'
import { inOffice } from './bench-office.ts'
import { KB, MB } from './documents.ts'
import type { Figures } from './figures.ts'
import { LoadSender } from './load-sender.ts'
import { ROUNDS, SEED } from './options.ts'
import { median, quantile } from './statistics.ts'
import { takePeakMemory, WatchedLoop } from './watched-loop.ts'

const SECONDS = 4
const WARM_UP = 300
/** Of the capacity that the run itself finds, so that what is measured is the large document and no queue. */
const SHARE = 0.3

export async function measureLarge(figures: Figures): Promise<void> {
  figures.progress('making tokens')
  let loop: WatchedLoop | undefined
  await inOffice(
    {},
    async ({ gateway }) => {
      const small = await LoadSender.start(gateway, 'small', 10 * KB)
      const large = await LoadSender.start(gateway, 'large', 4 * MB)
      try {
        const warm = await small.run({ kind: 'closed', count: WARM_UP, inFlight: 16, taxCode: AGENT.taxCode })
        if (loop) await measureStalls(figures, loop, gateway.pid, large)
        await measureNeighbours(figures, small, large, (WARM_UP / warm.seconds) * SHARE)
      } finally {
        small.stop()
        large.stop()
      }
    },
    (_office, folder) => {
      loop = new WatchedLoop(folder)
      return { env: loop.env }
    },
  )
}

/** One document at a time in a gateway that does nothing else. */
async function measureStalls(figures: Figures, loop: WatchedLoop, pid: number, large: LoadSender): Promise<void> {
  const stalls: number[] = []
  const idle = await loop.memory()
  takePeakMemory(pid)
  let peak = idle
  const latencies: number[] = []
  // One round more, whose figures are those of code not yet compiled.
  for (let round = 0; round <= ROUNDS; round++) {
    figures.progress(`P4 stalls, round ${round} of ${ROUNDS}`)
    await loop.longestStall()
    const { latencies: of } = await large.run({ kind: 'closed', count: 1, inFlight: 1, taxCode: AGENT.taxCode })
    const stall = await loop.longestStall()
    peak = Math.max(peak, takePeakMemory(pid))
    if (round === 0) continue
    stalls.push(stall)
    latencies.push(...of)
  }
  figures.add('P4', 'longest stall of the event loop, a 4 MB document', median(stalls), 'ms', 50, 'at most')
  figures.tell('P4', '  the longest of all rounds', Math.max(...stalls), 'ms')
  figures.add('P4', 'most memory of all rounds above idle', (peak - idle) / MB, 'MB', 80, 'at most')
  figures.tell('P4', '  it takes, submit to reply', median(latencies), 'ms')
}

/** Documents of 10 KB at an even pace, by turns alone and beside a document of 4 MB a second for another token. */
async function measureNeighbours(figures: Figures, small: LoadSender, large: LoadSender, perSecond: number) {
  const alone: number[] = []
  const beside: number[] = []
  for (let round = 1; round <= ROUNDS; round++) {
    figures.progress(`P4 beside a large document, round ${round} of ${ROUNDS}`)
    const open = { kind: 'open', seconds: SECONDS, taxCode: AGENT.taxCode, seed: SEED + round } as const
    const light = { ...open, perSecond, arrivals: 'poisson' } as const
    alone.push(quantile((await small.run(light)).latencies, 0.99))
    const heavy = { ...open, perSecond: 1, arrivals: 'even', taxCode: OWN_A.taxCode } as const
    const [lightly] = await Promise.all([small.run(light), large.run(heavy)])
    beside.push(quantile(lightly.latencies, 0.99))
  }
  const ratios = beside.map((ms, round) => ms / (alone[round] ?? Number.NaN))
  figures.add('P4', 'p99 of 10 KB beside one 4 MB document a second ÷ alone', median(ratios), '×', 1.5, 'at most')
  figures.tell('P4', '  p99 alone', median(alone), 'ms')
  figures.tell('P4', '  p99 beside it', median(beside), 'ms')
}
