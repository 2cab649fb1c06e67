/**
 * The long form of the crash stories: a thousand kills while ten thousand rows and the documents of two kinds of
 * clients are signed, then everything is judged. Run by `npm run test:soak -- crashes`; environment:
 *
 * | variable              | default | meaning                                             |
 * |-----------------------|---------|-----------------------------------------------------|
 * | CONGKY_SOAK_KILLS     | 1000    | kills of the daemon and of token processes together |
 * | CONGKY_SOAK_ROWS      | 10000   | rows in the table; clients send a fifth as many     |
 * | CONGKY_SOAK_DATABASE  | sqlite  | or postgres                                         |
 * | CONGKY_SOAK_MINUTES   | no end  | kills no more after that, and judges what was done  |
 * | CONGKY_SEED           | by time | repeats the choices of an earlier run               |
 */
import { openAuditedPostgres } from '../support/audited-table.ts'
import { CrashRig } from '../support/crash-rig.ts'
import { judgeCrashes, type Verdict } from '../support/crash-verdicts.ts'
import { makeFolder, removeFolder } from '../support/folder.ts'

const killsWanted = Number(process.env.CONGKY_SOAK_KILLS ?? 1_000)
const rowsWanted = Number(process.env.CONGKY_SOAK_ROWS ?? 10_000)
const endsAt = Date.now() + Number(process.env.CONGKY_SOAK_MINUTES ?? Number.POSITIVE_INFINITY) * 60_000
const database = process.env.CONGKY_SOAK_DATABASE ?? 'sqlite'
const seed = process.env.CONGKY_SEED ?? String(Date.now())

/** The gateway's default, which promise K1 allows 30 s for. */
const LEASE_MS = 20_000
const RECOVERY_MS = 10 * 60_000
const FAULTS_SHOWN = 20
/** How often a line is printed where lines cannot move. */
const LINE_EVERY_MS = 15_000

const startedAt = Date.now()
const isTerminal = process.stdout.isTTY === true
let lastLineAt = 0

function report(rig: CrashRig, signed: number): void {
  const { rowCount, killCount, clients } = rig
  const line =
    `rows ${signed}/${rowsWanted} (${rowCount} there) · answers ${clients?.outcomes.length}/${clients?.sent} · ` +
    `kills ${killCount}/${killsWanted} · ${elapsed()} · seed ${seed}`
  if (isTerminal) process.stdout.write(`\r\x1b[2K${line.slice(0, (process.stdout.columns ?? 80) - 1)}`)
  else if (Date.now() - lastLineAt > LINE_EVERY_MS) console.log(line)
  else return
  lastLineAt = Date.now()
}

function elapsed(): string {
  const seconds = Math.round((Date.now() - startedAt) / 1000)
  return `${Math.floor(seconds / 60)} min ${seconds % 60} s`
}

/** Rows keep pace with kills, so that there is work in hand whenever something dies. */
function rowsDue(kills: number): number {
  return Math.min(rowsWanted, Math.ceil((rowsWanted * (kills + 1)) / killsWanted))
}

async function soak(folder: string): Promise<boolean> {
  const table = database === 'postgres' ? await openAuditedPostgres(folder) : null
  const rig = await CrashRig.create({ folder, seed, leaseMs: LEASE_MS, ...(table ? { table } : {}) })
  try {
    while (rig.killCount < killsWanted && Date.now() < endsAt) {
      const rows = rowsDue(rig.killCount) - rig.rowCount
      await rig.addWork(rows, Math.floor(rows / 5))
      await rig.liveAtRandom()
      report(rig, await rig.table.count(2))
    }
    if (rig.killCount >= killsWanted) await rig.addWork(rowsWanted - rig.rowCount, 0)
    const recoveredMs = await rig.recover(RECOVERY_MS)
    const verdicts = await judgeCrashes(rig)
    printSummary(rig, recoveredMs, verdicts)
    return verdicts.every(({ faults }) => faults.length === 0)
  } finally {
    await rig.close()
  }
}

function printSummary(rig: CrashRig, recoveredMs: number, verdicts: readonly Verdict[]): void {
  const { atPoint, powerCut, atRandom, tokenProcess } = rig.kills
  console.log(`\n\n${elapsed()}, seed ${seed}, ${database}`)
  console.log(
    `${rig.killCount} kills: ${atPoint} at a step, ${powerCut} power cuts at a step, ${atRandom} at a random time, ${tokenProcess} of token processes`,
  )
  console.log(`at rest ${(recoveredMs / 1000).toFixed(1)} s after the last start\n`)
  for (const { promise, says, counted, faults } of verdicts) {
    console.log(`${faults.length === 0 ? '✔' : '✘'} ${promise}  ${says}\n      ${counted}`)
    for (const fault of faults.slice(0, FAULTS_SHOWN)) console.log(`      ✘ ${fault}`)
    if (faults.length > FAULTS_SHOWN) console.log(`      … ${faults.length} faults altogether`)
  }
}

const folder = makeFolder('soak')
try {
  const isKept = await soak(folder)
  process.exitCode = isKept ? 0 : 1
  console.log(isKept ? '\nEvery promise kept.' : `\nPromises broken; everything is left in ${folder}`)
  if (isKept) removeFolder(folder)
} catch (error) {
  console.error(
    `\n${error instanceof Error ? error.stack : String(error)}\nEverything is left in ${folder}; seed ${seed}`,
  )
  process.exitCode = 1
}
