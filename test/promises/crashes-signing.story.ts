/** K3: power fails right before the token is asked, after it signed, and before the signature goes back to its row. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, vi } from 'vitest'
import { judgeWithXmlsec1 } from '../judges/index.ts'
import { type CrashPoint, readSteps, type StepClass } from '../support/crash-points.ts'
import { CrashRig } from '../support/crash-rig.ts'
import { documentCalls, type HistoryRecord, readState, SIGNED_AGAIN } from '../support/crash-verdicts.ts'
import { makeFolder, removeFolder } from '../support/folder.ts'
import { eventually } from '../support/gateway.ts'
import { promise } from '../support/promise.ts'
import { sha256 } from '../support/stubborn-clients.ts'

const TRIES = 5
// Many lives of a daemon each: a slow machine may take its time.
vi.setConfig({ testTimeout: 300_000, hookTimeout: 300_000 })

const folder = makeFolder('crashes-signing')
let rig: CrashRig
let lives = 0

beforeAll(async () => {
  rig = await CrashRig.create({ folder, seed: 'signing', clients: false })
})
afterAll(async () => {
  await rig?.close()
  removeFolder(folder)
})

interface Moment {
  readonly records: readonly HistoryRecord[]
  readonly signCalls: number
}

/** Of documents: every PIN is typed here, and each login signs something random first. */
function countSignCalls(): number {
  return documentCalls(rig.module).fewest
}

function lookAt(row: number): Moment {
  const records = readState(rig.stateDir).history.filter(({ externalId }) => externalId === String(row))
  return { records, signCalls: countSignCalls() }
}

const kinds = ({ records }: Moment) => records.map(({ kind }) => kind)

/** Has one row signed, and power fails at that step of it, counted from the message that asks the token. */
async function failAt(
  step: StepClass,
): Promise<{ readonly row: number; readonly signCalls: number; readonly dead: Moment }> {
  const point: CrashPoint = { action: 'power', step, at: 1 }
  const armFile = join(folder, `armed-${++lives}`)
  await rig.gateway.restart(rig.env({ point, since: 'token', armFile }))
  await rig.unlock()
  const signCalls = countSignCalls()
  writeFileSync(armFile, '')
  await rig.addWork(1, 0)
  await eventually(() => rig.gateway.ending !== null)
  return { row: rig.rowCount, signCalls, dead: lookAt(rig.rowCount) }
}

/** A sign of life asked from a token at the same moment counts as a step too: then it is another try. */
async function failWhere(step: StepClass, isThere: (dead: Moment, signCalls: number) => boolean) {
  for (let i = 0; i < TRIES; i++) {
    const failed = await failAt(step)
    if (isThere(failed.dead, failed.signCalls)) return failed
    await rig.recover()
    await rig.gateway.stop()
  }
  throw new Error(`power did not fail at the right moment in ${TRIES} tries`)
}

/** The next start, until the row is answered. */
async function finish(row: number): Promise<Moment & { readonly signed: string }> {
  await rig.recover()
  const signed = (await rig.table.rows()).find(({ id }) => id === String(row))?.signedDocument ?? ''
  await rig.gateway.stop()
  expect(
    await judgeWithXmlsec1(Buffer.from(signed), { trustedPem: rig.office.authority.certificatePem }),
  ).toMatchObject({
    accepted: true,
  })
  expect((await rig.table.everSigned()).get(String(row))).toEqual([signed])
  return { ...lookAt(row), signed }
}

function expectSignedAgain({ records, signed }: Moment & { readonly signed: string }): void {
  const intents = records.filter(({ kind }) => kind === 'intent')
  expect(intents).toHaveLength(2)
  expect(intents[0]?.note).toBeUndefined()
  expect(intents[1]?.note).toContain(SIGNED_AGAIN)
  expect(new Set(intents.map(({ documentSha256 }) => documentSha256)).size).toBe(1)
  const outcomes = records.filter(({ kind }) => kind === 'signed')
  expect(outcomes.map(({ signedSha256 }) => signedSha256)).toEqual([sha256(signed)])
}

promise('K3', 'power fails before the token is asked: the intent is there, and the restart signs', async (count) => {
  const { row, signCalls, dead } = await failWhere('token', (moment) => kinds(moment).includes('intent'))
  expect(kinds(dead)).toEqual(['received', 'intent'])
  expect(dead.signCalls).toBe(signCalls)
  const done = await finish(row)
  expectSignedAgain(done)
  expect(done.signCalls).toBe(signCalls + 1)
  count('power cut between intent and C_Sign: intent on record, 1 C_Sign after the restart, recorded as a repetition')
})

promise('K3', 'power fails after C_Sign: the same document is signed again, and the history says so', async (count) => {
  const { row, signCalls, dead } = await failWhere('state-write', (moment, before) => moment.signCalls > before)
  expect(kinds(dead)).toEqual(['received', 'intent'])
  expect(dead.signCalls).toBe(signCalls + 1)
  const done = await finish(row)
  expectSignedAgain(done)
  expect(done.signCalls).toBe(signCalls + 2)
  count(
    'power cut between C_Sign and the stored signature: 2 C_Sign, 2 intents, the second “signed again”, 1 signature',
  )
})

promise('K3', 'power fails before the row is written: the stored signature is used', async (count) => {
  const { row, signCalls, dead } = await failWhere('source-write', (moment) => kinds(moment).includes('signed'))
  expect(kinds(dead)).toEqual(['received', 'intent', 'signed'])
  const done = await finish(row)
  expect(kinds(done)).toEqual(['received', 'intent', 'signed', 'delivered'])
  expect(done.signCalls).toBe(signCalls + 1)
  expect(dead.records.at(-1)?.signedSha256).toBe(sha256(done.signed))
  count('power cut between the stored signature and the write-back: 1 C_Sign, the stored bytes in the row')
})

promise(
  'K2',
  'what a killed gateway left unsynced is synced before the next one tells anybody of it',
  async (count) => {
    const logFile = join(folder, 'steps')
    await rig.gateway.restart(rig.env({ logFile }))
    await rig.gateway.stop()
    const steps = readSteps(logFile)
    const told = steps.findIndex(({ step }) => !step.startsWith('state-'))
    expect(told).toBeGreaterThan(0)
    expect(steps.slice(0, told)).toContainEqual({ step: 'state-sync', call: 'fdatasync', bytes: 0 })
    count('the log is synced at every start, before the first message to anybody')
  },
)

promise('K2', 'a disk that does not confirm a write ends the gateway, and the next start is whole', async (count) => {
  const armFile = join(folder, 'armed-eio')
  const point: CrashPoint = { action: 'eio', step: 'state-sync', at: 2 }
  await rig.gateway.restart(rig.env({ point, armFile }))
  await rig.unlock()
  writeFileSync(armFile, '')
  await rig.addWork(5, 0)
  await eventually(() => rig.gateway.ending !== null)
  expect(rig.gateway.ending).toBe(1)
  expect(rig.gateway.output).toContain('ERR_STORE_FAILED')
  const told = (await rig.table.rows()).filter(({ signedDocument }) => signedDocument !== null)
  const recorded = new Set(readState(rig.stateDir).history.map(({ signedSha256 }) => signedSha256))
  for (const { signedDocument } of told) expect(recorded).toContain(sha256(signedDocument ?? ''))
  await rig.recover()
  expect(await rig.table.count(2)).toBe(rig.rowCount)
  expect(await rig.gateway.json(['history', 'verify'])).toMatchObject({ intact: true })
  for (const versions of (await rig.table.everSigned()).values()) expect(versions).toHaveLength(1)
  await rig.gateway.stop()
  count(`exit code 1 at the first sync that failed; after the next start all ${rig.rowCount} rows signed once`)
})
