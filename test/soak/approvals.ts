/**
 * The long form of the model of promise A1: its cases as deep as they go, then histories of it lived by a running
 * gateway under kill -9. Run by `npm run test:soak -- approvals`; environment:
 *
 * | variable              | default | meaning                                             |
 * |-----------------------|---------|-----------------------------------------------------|
 * | CONGKY_SOAK_HISTORIES | 500     | histories that the running gateway lives            |
 * | CONGKY_SEED           | by time | repeats the choices of an earlier run               |
 */
import { cases } from '../model/cases.ts'
import { explore } from '../model/explore.ts'
import { LiveGateway } from '../model/live-gateway.ts'
import { faultsOfHistory, LiveHistories } from '../model/live-histories.ts'
import { tellEvent } from '../model/model-event.ts'
import { DEPUTY } from '../support/approval-office.ts'
import { makeFolder, removeFolder } from '../support/folder.ts'
import { Random } from '../support/random.ts'

const wanted = Number(process.env.CONGKY_SOAK_HISTORIES ?? 500)
const LINE_EVERY = 10

/** @returns Every path that breaks A1, in words. */
function exploreAll(): readonly string[] {
  return cases.flatMap((smallCase) => {
    const { states, histories, broken } = explore(smallCase, { depth: smallCase.depth.long })
    console.log(`${smallCase.name}: ${states} states, ${histories} histories`)
    return broken.map(({ says, events }) => [says, ...events.map(tellEvent)].join('\n  '))
  })
}

async function liveAll(folder: string): Promise<readonly string[]> {
  const random = Random.fromEnvironment('CONGKY_SEED')
  const live = await LiveGateway.open(folder)
  const lived = new LiveHistories(live, random)
  const tell = () => console.log(`${JSON.stringify(lived.counts)} · seed ${random.seed}`)
  try {
    while (lived.counts.histories < wanted) {
      await lived.live()
      if (lived.counts.histories % LINE_EVERY === 0) tell()
    }
    return await faultsOfHistory(live, [DEPUTY.name])
  } finally {
    tell()
    await live.close()
  }
}

const folder = makeFolder('approvals-soak')
try {
  const faults = [...exploreAll(), ...(await liveAll(folder))]
  for (const fault of faults) console.log(`✘ ${fault}`)
  console.log(faults.length === 0 ? '✔ no path to C_Sign without its approval' : `everything is left in ${folder}`)
  process.exitCode = faults.length === 0 ? 0 : 1
  if (faults.length === 0) removeFolder(folder)
} catch (error) {
  console.error(`${error instanceof Error ? error.stack : String(error)}\nEverything is left in ${folder}`)
  process.exitCode = 1
}
