/** The end of driver processes: they never outlive the gateway, whatever their driver does. */
import { execFileSync, spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, readlinkSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type Fault, FaultModule } from '../../../../../test/support/fault-module.ts'
import { makeFolder, removeFolder } from '../../../../../test/support/folder.ts'
import { isRunning } from '../../../../../test/support/is-running.ts'
import { createAuthority, type IssuedCertificate, issueCertificate } from '../../../../../test/support/pki.ts'
import { SoftHsm } from '../../../../../test/support/softhsm.ts'
import { builtEntry } from '../../built-entry.ts'
import { DRIVER_STDIO } from './driver-pipes.ts'
import { DriverProcess, DriverProcessError } from './driver-process.ts'
import { encodeCall } from './message-codec.ts'
import type { CallMessage } from './messages.ts'

let folder: string
let hsm: SoftHsm
let issued: IssuedCertificate
let serial: string

beforeEach(async () => {
  folder = makeFolder('driver')
  hsm = await SoftHsm.create(folder)
  issued = await issueCertificate(await createAuthority('CA'), { subject: [['CN', 'Agent']], keyType: 'p-256' })
  serial = (await hsm.addToken({ label: 'Agent', pin: 'Canary-PIN-1234', keys: [{ issued }] })).serial
})

afterEach(() => removeFolder(folder))

/** SoftHSM reads this file before every signature; opening a pipe that nobody writes to never returns. */
function makeDriverHang(): void {
  const generation = join(hsm.directoryOf('Agent'), 'generation')
  execFileSync('rm', [generation])
  execFileSync('mkfifo', [generation])
}

/**
 * A gateway to be killed: starts a driver process as `DriverProcess` does, writes it the first calls, says its id when
 * they are answered, and writes the last call when it reads a line.
 */
const gateway = `
  const { spawn } = require('node:child_process')
  const { entry, stdio, first, last } = JSON.parse(process.argv[1])
  const child = spawn(process.execPath, [entry], { stdio })
  const [calls, answered] = [child.stdio[3], child.stdio[4]]
  let answers = 0
  let come = Buffer.alloc(0)
  answered.on('data', (chunk) => {
    come = Buffer.concat([come, chunk])
    while (come.length >= 4 && come.length >= 4 + come.readUInt32LE(0)) {
      come = come.subarray(4 + come.readUInt32LE(0))
      answers++
      if (answers === first.length) console.log(child.pid)
      if (answers > first.length) console.log('signed')
    }
  })
  for (const call of first) calls.write(Buffer.from(call, 'base64'))
  process.stdin.once('data', () => calls.write(Buffer.from(last, 'base64'), () => console.log('asked')))`

test.each([
  ['while it waits', false],
  ['while a signature hangs in its driver', true],
])('a driver process dies with the gateway, %s', async (_, hangs) => {
  const thumbprint = createHash('sha256').update(issued.certificateDer).digest('hex')
  const token = 1 // the first that a process opens
  const digested = { digestAlgorithm: 'sha256', digest: Buffer.alloc(32), data: null } as const
  const encode = (message: CallMessage) => encodeCall(message).toString('base64')
  const facts = {
    ...{ entry: builtEntry('token-process').pathname, stdio: DRIVER_STDIO },
    first: [
      encode({ call: 'load', takes: { path: hsm.modulePath } }),
      encode({ call: 'open', takes: { serial, thumbprints: [thumbprint] } }),
      encode({ call: 'login', takes: { token, pin: Buffer.from('Canary-PIN-1234') } }),
      encode({ call: 'keys', takes: { token, probe: false } }),
    ],
    last: encode({ call: 'sign', takes: { token, thumbprint, ...digested } }),
  }
  const standIn = spawn(process.execPath, ['-e', gateway, JSON.stringify(facts)], {
    env: { ...process.env, ...hsm.env },
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  const lines: string[] = []
  createInterface(standIn.stdout).on('line', (line) => lines.push(line))
  await expect.poll(() => lines.length).toBe(1)
  const pid = Number(lines[0])
  if (hangs) {
    makeDriverHang()
    standIn.stdin.write('\n')
    await expect.poll(() => lines.length).toBe(2)
    await new Promise((resolve) => setTimeout(resolve, 500))
    expect(lines.at(-1)).toBe('asked')
  }
  expect(isRunning(pid)).toBe(true)
  standIn.kill('SIGKILL')
  await expect.poll(() => isRunning(pid)).toBe(false)
})

test('a driver that hangs is ended at the deadline, with every call that waits behind it', async () => {
  const driver = new DriverProcess({ ...process.env, ...hsm.env })
  await driver.call('load', { path: hsm.modulePath }, 10_000)
  makeDriverHang()
  const calls = [driver.call('scan', { leaveAlone: [] }, 300), driver.call('scan', { leaveAlone: [] }, 10_000)]
  for (const call of calls) await expect(call).rejects.toMatchObject({ name: 'DriverProcessError', reason: 'timeout' })
  await expect.poll(() => isRunning(driver.pid ?? 0)).toBe(false)
  await expect(driver.call('scan', { leaveAlone: [] }, 300)).rejects.toMatchObject({ reason: 'timeout' })
})

/** Long enough for a signature on a machine that is busy with other things. */
const LIMIT_MS = 3_000

/** Asks for so many signatures at once, of a driver that does something wrong in the third. */
async function signWithFault(fault: Fault, count: number, stallMs = 0) {
  const module = await FaultModule.create(join(folder, 'faulty'), hsm)
  const driver = new DriverProcess(process.env)
  const thumbprint = createHash('sha256').update(issued.certificateDer).digest('hex')
  await driver.call('load', { path: module.modulePath }, 10_000)
  const opened = await driver.call('open', { serial, thumbprints: [thumbprint] }, 10_000)
  const token = opened?.token ?? 0
  await driver.call('login', { token, pin: Buffer.from('Canary-PIN-1234') }, 10_000)
  await driver.call('keys', { token, probe: false }, 10_000)
  module.on('C_Sign', fault, { skip: 2, times: 1 })
  const digested = { digestAlgorithm: 'sha256', digest: Buffer.alloc(32), data: null } as const
  const asked = Array.from({ length: count }, () => driver.call('sign', { token, thumbprint, ...digested }, LIMIT_MS))
  const settled = Promise.allSettled(asked)
  await new Promise((resolve) => setImmediate(resolve)) // the calls are in the pipe
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, stallMs)
  const fates = (await settled).map((fate) => {
    if (fate.status === 'fulfilled') return 'signed'
    if (!(fate.reason instanceof DriverProcessError)) throw fate.reason
    return fate.reason.mayHaveBegun ? 'in doubt' : 'never begun'
  })
  return { fates, begun: module.count('C_Sign') }
}

const fatesOf16 = ['signed', 'signed', 'in doubt', ...Array.from({ length: 13 }, () => 'never begun')]

test.each<[string, Fault]>([
  ['crashes before it signs', 'crashes'],
  ['crashes when it has signed', 'crashes-after'],
  ['hangs', 'hangs'],
])('of the calls that lie in the pipe, one is in doubt when the driver %s', async (_, fault) => {
  expect(await signWithFault(fault, 16)).toEqual({ fates: fatesOf16, begun: 3 })
})

test('what was answered while the gateway was busy counts when the deadline is found missed', async () => {
  expect(await signWithFault('hangs', 16, LIMIT_MS + 500)).toEqual({ fates: fatesOf16, begun: 3 })
})

test('a library that is none is told from one that is missing', async () => {
  for (const [path, told] of [
    [join(folder, 'none.so'), 'cannot open shared object file'],
    [process.execPath, ''],
  ] as const) {
    const driver = new DriverProcess(process.env)
    await expect(driver.call('load', { path }, 10_000)).rejects.toMatchObject({
      failure: { kind: 'load', message: expect.stringContaining(told) },
    })
    driver.kill()
  }
})

test('a driver process has what drivers need and nothing else: environment, files, folder, memory in core dumps', async () => {
  const driver = new DriverProcess({ ...process.env, ...hsm.env, CONGKY_DB_PASSWORD: 'canary-3141' })
  await driver.call('load', { path: hsm.modulePath }, 10_000)
  const environment = execFileSync('cat', [`/proc/${driver.pid}/environ`], { encoding: 'latin1' })
  const workingFolder = readlinkSync(`/proc/${driver.pid}/cwd`)
  const coreDumpFilter = readFileSync(`/proc/${driver.pid}/coredump_filter`, 'utf8')
  const files = readdirSync(`/proc/${driver.pid}/fd`).map((fd) => readlinkSync(`/proc/${driver.pid}/fd/${fd}`))
  driver.kill()
  expect(environment).toContain('SOFTHSM2_CONF')
  expect(environment).not.toContain('canary-3141')
  expect(workingFolder).toBe('/')
  expect(Number.parseInt(coreDumpFilter, 16)).toBe(0)
  // No file of ours is open there.
  expect(files.filter((file) => file.startsWith('/') && !file.startsWith('/dev/'))).toEqual([])
})
