/** A sample of the model's histories, lived by a running gateway that is killed again and again. */
import { afterAll, beforeAll, expect } from 'vitest'
import { DEPUTY } from '../support/approval-office.ts'
import { makeFolder, removeFolder } from '../support/folder.ts'
import { promise } from '../support/promise.ts'
import { Random } from '../support/random.ts'
import { LiveGateway } from './live-gateway.ts'
import { faultsOfHistory, LiveHistories } from './live-histories.ts'

/** One history with an approval, a signature, two policies and four kills: others are lived by the soak. */
const SEED = 196
const folder = makeFolder('live-histories')
let live: LiveGateway

beforeAll(async () => {
  live = await LiveGateway.open(folder)
})
afterAll(async () => {
  await live?.close()
  removeFolder(folder)
})

promise('A1', 'histories of the model, lived by a running gateway under kill -9', async (count) => {
  const random = Random.fromEnvironment('CONGKY_SEED', SEED)
  const lived = new LiveHistories(live, random)
  try {
    do await lived.live()
    while (lived.counts.signatures === 0)
  } catch (error) {
    throw new Error(`CONGKY_SEED=${random.seed}`, { cause: error })
  }
  expect(await faultsOfHistory(live, [DEPUTY.name])).toEqual([])
  const { histories, events, kills, signatures } = lived.counts
  count(`${histories} histories, ${events} events, ${kills} kills, ${signatures} signatures: none without its approval`)
})
