/** K6: a gateway that has been signing for years starts as fast as a new one, and sees a torn last record. */
import { closeSync, openSync, readFileSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect } from 'vitest'
import type { HistoryEntry } from '../../packages/gateway/src/domain/history-record.ts'
import { openStore } from '../../packages/gateway/src/store/store.ts'
import { makeFolder, removeFolder } from '../support/folder.ts'
import { GatewayFixture } from '../support/gateway.ts'
import { promise } from '../support/promise.ts'

const RECORDS = 100_000
const READY_MS = 2_000
const ROUNDS = 6
const folder = makeFolder('history-start')
const gatewayFolder = join(folder, 'gateway')
const database = join(gatewayFolder, 'state', 'congky.sqlite')
let gateway: GatewayFixture

beforeAll(async () => {
  const store = openStore(join(gatewayFolder, 'state'))
  const perWrite = 1_000
  for (let done = 0; done < RECORDS; done += perWrite) {
    await Promise.all(Array.from({ length: perWrite }, (_, i) => store.history.append(entry(done + i))))
  }
  store.close()
  gateway = await GatewayFixture.start({ folder: gatewayFolder, config: { autoStart: true } })
})

afterAll(async () => {
  await gateway?.stop()
  removeFolder(folder)
})

/** Kills and restarts it. @returns What the start took, in ms. */
async function startAgain(fixture: GatewayFixture): Promise<number> {
  await fixture.kill()
  const began = performance.now()
  await fixture.restart()
  return Math.round(performance.now() - began)
}

interface Start {
  readonly ms: number
  /** What one without any history needed right afterwards, where it was asked. */
  readonly emptyMs: number | null
}

/** Where a gateway without any history needs longer too, the machine is busy with something else. */
const isInTime = ({ ms, emptyMs }: Start) => ms <= Math.max(READY_MS, 1.5 * (emptyMs ?? 0))

/** Starts until once it is in time, at most so many times. */
async function starts(): Promise<readonly Start[]> {
  const first = { ms: await startAgain(gateway), emptyMs: null }
  if (isInTime(first)) return [first]
  const empty = await GatewayFixture.start({ folder: join(folder, 'empty'), config: { autoStart: true } })
  const all: Start[] = [first]
  try {
    while (all.length < ROUNDS && !all.some(isInTime)) {
      const ms = await startAgain(gateway)
      all.push({ ms, emptyMs: await startAgain(empty) })
    }
  } finally {
    await empty.stop()
  }
  return all
}

/** One step of one of many requests, as long as real ones are. */
function entry(number: number): HistoryEntry {
  const kinds = ['received', 'intent', 'signed', 'delivered'] as const
  return {
    kind: kinds[number % 4] ?? 'signed',
    jobId: `00000000-0000-4000-8000-${String(Math.floor(number / 4)).padStart(12, '0')}`,
    source: 'khai-bao',
    externalId: String(Math.floor(number / 4)),
    requester: 'Nguyễn Văn A',
    origin: 'postgres://10.0.0.5:5432/khai_bao',
    workstationId: null,
    taxCode: '0101300842',
    profile: 'xmldsig-enveloped',
    reference: null,
    documentSha256: number.toString(16).padStart(64, '0'),
    signedSha256: number.toString(16).padStart(64, 'f'),
    certificate: { thumbprint: 'c'.repeat(64), serial: '5402BC01', subject: 'CN=Công ty A, UID=MST:0101300842, C=VN' },
  }
}

promise(
  'K6',
  'ready again within two seconds of a kill with 100,000 records, and every record verifies',
  async (count) => {
    const times = await starts()
    const verdict = await gateway.json<{ intact: boolean; records: number }>(['history', 'verify'])
    expect(verdict.intact).toBe(true)
    expect(verdict.records).toBeGreaterThan(RECORDS)
    expect(times.some(isInTime), JSON.stringify(times)).toBe(true)
    const told = times.map(({ ms, emptyMs }) => (emptyMs === null ? `${ms}` : `${ms} (${emptyMs} without a history)`))
    count(`${verdict.records} records: ready ${told.join(', ')} ms after a kill`)
  },
)

promise(
  'K6',
  'a torn last record is told by status, health, log, history and verify, and signing can go on',
  async (count) => {
    const before = await gateway.json<{ seq: number }>(['history', 'head'])
    expect(await gateway.stop()).toBe(0)
    const torn = tearLastRecord()
    expect(torn).toBe(before.seq + 1)
    await gateway.restart()

    const status = await gateway.admin<{
      readonly history: { readonly damage: string | null }
      readonly notices: readonly { readonly en: string; readonly vi: string }[]
    }>('GET', '/status')
    expect(status.history.damage).toBe('unreadable')
    expect(status.notices[0]?.en).toContain(`record ${torn} cannot be read`)
    expect(status.notices[0]?.vi).toContain(`không đọc được bản ghi số ${torn}`)
    expect((await gateway.run(['status'])).stdout).toContain('congky history verify')
    expect(gateway.output).toContain(`record ${torn} cannot be read`)
    const recorded = await gateway.json<{ seq: number; code?: string; note?: string }[]>([
      'history',
      'list',
      '--limit',
      '5',
    ])
    expect(recorded.find(({ code }) => code === 'ERR_HISTORY_BROKEN')).toMatchObject({
      seq: torn + 1,
      note: expect.stringContaining(`record ${torn} cannot be read`),
    })
    const verified = await gateway.run(['history', 'verify', '--json'])
    expect(verified.code).toBe(1)
    expect(JSON.parse(verified.stdout)).toMatchObject({
      intact: false,
      records: torn - 1,
      fault: { kind: 'unreadable', seq: torn },
    })
    count(`record ${torn} torn in the file: told by status, log, history and verify`)
  },
)

/** Overwrites half of the newest record where it lies in the file, as a disk does that loses a sector. */
function tearLastRecord(): number {
  const bytes = readFileSync(database)
  const starts = [...bytes.toString('latin1').matchAll(/\{"seq":(\d+),"at":"/g)]
  const newest = starts.reduce((best, start) => (Number(start[1]) > Number(best[1]) ? start : best))
  const handle = openSync(database, 'r+')
  writeSync(handle, Buffer.alloc(60), 0, 60, newest.index + 60)
  closeSync(handle)
  return Number(newest[1])
}
