/** K1 where the rows are on a database server: the daemon dies between what it says to the server and what it writes down. */
import { afterAll, beforeAll, vi } from 'vitest'
import { openAuditedPostgres } from '../support/audited-table.ts'
import type { CrashAction } from '../support/crash-points.ts'
import { CrashRig } from '../support/crash-rig.ts'
import { assertKept, judgeCrashes } from '../support/crash-verdicts.ts'
import { makeFolder, removeFolder } from '../support/folder.ts'
import { promise } from '../support/promise.ts'

const LIVES = 5
/** What is said to the server until a dozen rows are answered, in messages. */
const MESSAGES = 26
const seed = process.env.CONGKY_SEED ?? String(Date.now())
// Many lives of a daemon each: a slow machine may take its time.
vi.setConfig({ testTimeout: 300_000, hookTimeout: 300_000 })

const folder = makeFolder('crashes-postgres')
let rig: CrashRig

beforeAll(async () => {
  console.log(`CONGKY_SEED=${seed} repeats this run`)
  const table = await openAuditedPostgres(folder)
  rig = await CrashRig.create({ folder, seed, table, clients: false })
})
afterAll(async () => {
  await rig?.close()
  removeFolder(folder)
})

promise('K1', 'rows of a database server are signed exactly once, whatever was last said to it', async (count) => {
  for (let i = 0; i < LIVES; i++) {
    await rig.addWork(12, 0)
    const action = rig.random.pick<CrashAction>(['before', 'after', 'power'])
    await rig.live({ point: { action, step: 'database', at: 1 + rig.random.below(MESSAGES) }, lifeMs: 1_500 })
  }
  const recoveredMs = await rig.recover()
  const verdicts = await judgeCrashes(rig)
  assertKept(verdicts)
  const { atPoint, powerCut, atRandom } = rig.kills
  count(
    `PostgreSQL: killed at ${atPoint} messages, ${powerCut} power cuts, ${atRandom} random times: ` +
      `${rig.rowCount} rows, each signed once, at rest ${(recoveredMs / 1000).toFixed(1)} s after the last start`,
  )
})
