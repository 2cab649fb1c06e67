/**
 * K1, K2, V1 in their short form: the daemon and its token processes die at chosen steps and at random while rows
 * and clients' documents come in. `npm run test:soak` is the long form.
 */
import { afterAll, beforeAll } from 'vitest'
import { CrashRig } from '../support/crash-rig.ts'
import { assertKept, judgeCrashes, type Verdict } from '../support/crash-verdicts.ts'
import { makeFolder, removeFolder } from '../support/folder.ts'
import { promise } from '../support/promise.ts'

const LIVES = 9
const seed = process.env.CONGKY_SEED ?? String(Date.now())
const folder = makeFolder('crashes')
let rig: CrashRig
let recoveredMs: number
let verdicts: readonly Verdict[]

beforeAll(async () => {
  console.log(`CONGKY_SEED=${seed} repeats this run`)
  rig = await CrashRig.create({ folder, seed })
  for (let i = 0; i < LIVES; i++) {
    await rig.addWork(8, 4)
    await rig.liveAtRandom()
  }
  recoveredMs = await rig.recover()
  verdicts = await judgeCrashes(rig)
}, 300_000)
afterAll(async () => {
  await rig?.close()
  removeFolder(folder)
})

const of = (number: Verdict['promise']) => verdicts.filter((verdict) => verdict.promise === number)
const counted = (number: Verdict['promise']) => of(number).map((verdict) => verdict.counted)
const killed = () => {
  const { atPoint, powerCut, atRandom, tokenProcess } = rig.kills
  return `killed at ${atPoint} steps, ${powerCut} power cuts, ${atRandom} random times, and ${tokenProcess} token processes`
}

promise('K1', 'every row is signed exactly once, whenever daemon and token processes die', (count) => {
  assertKept(of('K1'))
  count(`${killed()}: ${counted('K1').join(', ')}, at rest ${(recoveredMs / 1000).toFixed(1)} s after the last start`)
})

promise('K2', 'every answer that a client got has its record, with the hash of its bytes', (count) => {
  assertKept(of('K2'))
  count(`${killed()}: ${counted('K2')}`)
})

promise('K3', 'every intent comes before its signature, and a repeated one says so', (count) => {
  assertKept(of('K3'))
  count(`${killed()}: ${counted('K3')}`)
})

promise('V1', 'accepted = delivered + rejected + waiting after crashes, and no C_Sign without its intent', (count) => {
  assertKept([...of('V1'), ...of('H1')])
  count(`${killed()}: ${counted('V1').join('; ')}`)
})
