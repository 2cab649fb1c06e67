/** What befalls tokens in the field, on SoftHSM with real driver processes. */
import { createHash, randomBytes, verify, X509Certificate } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { FaultModule } from '../../../../../test/support/fault-module.ts'
import { makeFolder, removeFolder } from '../../../../../test/support/folder.ts'
import { isRunning } from '../../../../../test/support/is-running.ts'
import {
  type Authority,
  createAuthority,
  type IssuedCertificate,
  issueCertificate,
} from '../../../../../test/support/pki.ts'
import { SoftHsm } from '../../../../../test/support/softhsm.ts'
import type { NewKey } from '../../../../../test/support/softhsm-provision.ts'
import { CountingPinAttempts, codeOf, PIN, signAndVerify, whenIn } from '../../../../../test/support/tokens-contract.ts'
import type { ModuleConfig } from '../../domain/gateway-config.ts'
import { type Intervals, Pkcs11Tokens } from './pkcs11-tokens.ts'

let authority: Authority
/** Certificates for RSA-2048 keys, made once since making keys is slow. */
let rsa: IssuedCertificate[]
let folder: string
let hsm: SoftHsm
let attempts: CountingPinAttempts
let tokens: Pkcs11Tokens
/** Last known driver process of each token. */
const pids = new Map<string, number>()
const log = {
  debug() {},
  info(fields: object) {
    const { token, pid } = fields as { token?: string; pid?: number | null }
    if (token && pid) pids.set(token, pid)
  },
  warn() {},
  error() {},
}

beforeAll(async () => {
  authority = await createAuthority('CA')
  rsa = await Promise.all(
    [1, 2, 3].map((number) =>
      issueCertificate(authority, { subject: [['CN', `Certificate ${number}`]], keyType: 'rsa-2048' }),
    ),
  )
})

beforeEach(async () => {
  folder = makeFolder('life')
  hsm = await SoftHsm.create(join(folder, 'first'))
  attempts = new CountingPinAttempts()
})

afterEach(async () => {
  await tokens.stop()
  removeFolder(folder)
})

const nth = (number: number): IssuedCertificate => {
  const issued = rsa[number]
  if (!issued) throw new Error(`no certificate ${number}`)
  return issued
}

const moduleOf = (from: SoftHsm, name: string, more: Partial<ModuleConfig> = {}): ModuleConfig => ({
  ...{ name, path: from.modulePath, tokens: [], callTimeoutMs: 10_000, sharedProcess: false },
  ...more,
})

async function start(
  modules: readonly ModuleConfig[],
  env: Readonly<Record<string, string>> = hsm.env,
  intervals: Partial<Intervals> = {},
): Promise<void> {
  tokens = new Pkcs11Tokens({
    ...{ modules, pinAttempts: attempts, laneQueueMax: 1_000, log },
    environment: { ...process.env, ...env },
    intervals: { returnMs: 200, checkMs: 200, stopMs: 1_000, ...intervals },
  })
  await tokens.start()
}

const addAgent = (keys: readonly NewKey[] = [{ issued: nth(0) }]) => hsm.addToken({ label: 'Agent', pin: PIN, keys })
const unlock = (name: string) => tokens.unlock(name, Buffer.from(PIN))
const statusOf = (name: string) => tokens.list().find((token) => token.name === name)
const sign = (issued: IssuedCertificate) => signAndVerify(tokens, issued.certificateDer)

/** What the pipeline does with ERR_TOKEN_GONE: asks again. @returns How long it took, in milliseconds. */
async function signUntilDone(issued: IssuedCertificate): Promise<number> {
  const startedAt = performance.now()
  for (;;) {
    try {
      expect(await sign(issued)).toBe(true)
      return performance.now() - startedAt
    } catch (error) {
      expect(error).toMatchObject({ code: 'ERR_TOKEN_GONE' })
    }
  }
}

/** Kills every child of this process. */
function killDrivers(): void {
  for (const thread of readdirSync('/proc/self/task')) {
    const children = readFileSync(`/proc/self/task/${thread}/children`, 'utf8')
    for (const pid of children.split(' ').filter(Boolean)) process.kill(Number(pid), 'SIGKILL')
  }
}

function pidOf(name: string): number {
  const pid = pids.get(name)
  if (pid === undefined) throw new Error(`no process of ${name} is known`)
  return pid
}

test('three tokens on two modules sign at the same time', async () => {
  const second = await SoftHsm.create(join(folder, 'second'), { ownLibrary: true })
  await addAgent()
  await hsm.addToken({ label: 'Đại lý Ánh Dương', pin: PIN, keys: [{ issued: nth(1) }] })
  await second.addToken({ label: 'Importer', pin: PIN, keys: [{ issued: nth(2) }] })
  await start([moduleOf(hsm, 'first'), moduleOf(second, 'second')], { ...hsm.env, ...second.env })
  const names = tokens.list().map(({ name, module }) => `${module}/${name}`)
  expect(names.sort()).toEqual(['first/agent', 'first/dai-ly-anh-duong', 'second/importer'])
  await Promise.all(['agent', 'dai-ly-anh-duong', 'importer'].map(unlock))
  const signed = await Promise.all(Array.from({ length: 30 }, (_, index) => sign(nth(index % 3))))
  expect(new Set(signed)).toEqual(new Set([true]))
  expect(new Set([pidOf('agent'), pidOf('dai-ly-anh-duong'), pidOf('importer')]).size).toBe(3)
})

test('a process that dies while nothing is signed is replaced at once', async () => {
  await addAgent()
  await start([moduleOf(hsm, 'softhsm')], hsm.env, { checkMs: 60_000 })
  await unlock('agent')
  process.kill(pidOf('agent'), 'SIGKILL')
  await whenIn(tokens, 'agent', 'starting')
  await whenIn(tokens, 'agent', 'ready')
  expect(await sign(nth(0))).toBe(true)
})

test('a driver that hangs misses its deadline, is replaced, and holds no other token up', async () => {
  await addAgent()
  await hsm.addToken({ label: 'Other', pin: PIN, keys: [{ issued: nth(1) }] })
  await start([moduleOf(hsm, 'softhsm', { callTimeoutMs: 2_500 })])
  await Promise.all(['agent', 'other'].map(unlock))
  const hung = pidOf('agent')
  process.kill(hung, 'SIGSTOP')
  let isGivenUp = false
  const waiting = codeOf(sign(nth(0))).finally(() => {
    isGivenUp = true
  })
  expect(await sign(nth(1))).toBe(true)
  expect(isGivenUp).toBe(false)
  expect(await waiting).toBe('ERR_TOKEN_TIMEOUT')
  expect(await sign(nth(0))).toBe(true)
  expect(isRunning(hung)).toBe(false)
})

test('a driver that fails five signatures in a row is put aside', async () => {
  await addAgent()
  // A look at the token that fails at the same moment would have its process replaced, and the signature not counted.
  await start([moduleOf(hsm, 'softhsm')], hsm.env, { checkMs: 60_000 })
  await unlock('agent')
  for (let failure = 1; failure <= 5; failure++) {
    await whenIn(tokens, 'agent', 'ready')
    process.kill(pidOf('agent'), 'SIGSTOP')
    const signing = codeOf(sign(nth(0)))
    process.kill(pidOf('agent'), 'SIGKILL')
    expect(await signing).toBe('ERR_TOKEN_GONE')
  }
  expect(statusOf('agent')).toMatchObject({ state: 'faulty', errorCode: 'ERR_TOKEN_FAULTY' })
})

test('a PIN that was changed elsewhere is tried once after the return, and then a person is asked', async () => {
  await addAgent()
  await start([moduleOf(hsm, 'softhsm')])
  const pin = Buffer.from(PIN)
  await tokens.unlock('agent', pin)
  attempts.takeCount()
  await hsm.changePin('Agent', PIN, 'Canary-PIN-5678')
  await hsm.moveAway('Agent')
  await whenIn(tokens, 'agent', 'absent')
  await hsm.bringBack('Agent')
  await whenIn(tokens, 'agent', 'pin-refused')
  expect(pin).toEqual(Buffer.alloc(PIN.length))
  await hsm.moveAway('Agent')
  await tokens.rescan()
  await hsm.bringBack('Agent')
  await tokens.rescan()
  expect(statusOf('agent')?.state).toBe('pin-refused')
  expect(attempts.takeCount()).toBe(1)
  await tokens.unlock('agent', Buffer.from('Canary-PIN-5678'), { confirmLowTries: true })
  expect(await sign(nth(0))).toBe(true)
})

test('a refused PIN is remembered over a restart', async () => {
  await addAgent()
  await start([moduleOf(hsm, 'softhsm')])
  expect(await codeOf(tokens.unlock('agent', Buffer.from('Canary-PIN-0000')))).toBe('ERR_PIN_REFUSED')
  await tokens.stop()
  await start([moduleOf(hsm, 'softhsm')])
  expect(statusOf('agent')).toMatchObject({ state: 'pin-refused', errorCode: 'ERR_PIN_REFUSED' })
})

test('a PIN just typed is not tried again when the process dies over it', async () => {
  await addAgent()
  await start([moduleOf(hsm, 'softhsm')])
  attempts.onAttempt = killDrivers
  const pin = Buffer.from(PIN)
  expect(await codeOf(tokens.unlock('agent', pin))).toBe('ERR_TOKEN_GONE')
  expect(pin).toEqual(Buffer.alloc(PIN.length))
  await sleep(500)
  expect(statusOf('agent')?.state).toBe('locked')
  expect(attempts.takeCount()).toBe(1)
})

test('an accepted PIN is not tried again after a process died over it', async () => {
  await addAgent()
  await start([moduleOf(hsm, 'softhsm')])
  const pin = Buffer.from(PIN)
  await tokens.unlock('agent', pin)
  attempts.takeCount()
  attempts.onAttempt = killDrivers
  killDrivers()
  await whenIn(tokens, 'agent', 'locked')
  await sleep(500)
  expect(attempts.takeCount()).toBe(1)
  expect(pin).toEqual(Buffer.alloc(PIN.length))
})

test('a driver that insists on hashing signs when it gets the data, and says so when it does not', async () => {
  hsm = await SoftHsm.create(join(folder, 'hashing'), { mechanisms: 'CKM_SHA256_RSA_PKCS,CKM_SHA1_RSA_PKCS' })
  await addAgent()
  await start([moduleOf(hsm, 'softhsm')])
  await unlock('agent')
  const data = randomBytes(100)
  const digest = createHash('sha256').update(data).digest()
  const thumbprint = createHash('sha256').update(nth(0).certificateDer).digest('hex')
  const request = { thumbprint, digestAlgorithm: 'sha256', digest, fairnessKey: 'a' } as const
  expect(await codeOf(tokens.sign(request))).toBe('ERR_MECHANISM_MISSING')
  const { value } = await tokens.sign({ ...request, data })
  expect(verify('sha256', data, new X509Certificate(nth(0).certificateDer).publicKey, value)).toBe(true)
  expect(await codeOf(tokens.sign({ ...request, data: randomBytes(100) }))).toBe('ERR_INTERNAL')
  expect(statusOf('agent')?.state).toBe('ready')
})

test('keys that want the PIN at every signature sign again and again', async () => {
  const ec = await issueCertificate(authority, { subject: [['CN', 'EC']], keyType: 'p-256' })
  await addAgent([
    { issued: nth(0), alwaysAuthenticate: true },
    { issued: ec, alwaysAuthenticate: true },
  ])
  await start([moduleOf(hsm, 'softhsm')])
  await unlock('agent')
  for (const issued of [nth(0), ec, nth(0), ec]) expect(await sign(issued)).toBe(true)
})

test('a key that is not the certificate’s is found out at unlocking', async () => {
  const mixed = { certificateDer: nth(1).certificateDer, privateKey: nth(0).privateKey }
  await hsm.addToken({ label: 'Mixed', pin: PIN, keys: [{ issued: mixed }] })
  await start([moduleOf(hsm, 'softhsm')])
  const pin = Buffer.from(PIN)
  expect(await codeOf(tokens.unlock('mixed', pin))).toBe('ERR_KEY_MISMATCH')
  expect(pin).toEqual(Buffer.alloc(PIN.length))
  expect(statusOf('mixed')).toMatchObject({ state: 'locked', errorCode: 'ERR_KEY_MISMATCH' })
})

test('where a token tells no public values, a signature put to the proof finds the wrong key out', async () => {
  const issue = (name: string) => issueCertificate(authority, { subject: [['CN', name]], keyType: 'p-256' })
  const [right, wrong] = await Promise.all([issue('right'), issue('wrong')])
  const mixed = { certificateDer: wrong.certificateDer, privateKey: right.privateKey }
  await hsm.addToken({
    ...{ label: 'Mute', pin: PIN },
    keys: [
      { issued: right, objects: ['certificate', 'private-key'] },
      { issued: mixed, objects: ['certificate', 'private-key'] },
    ],
  })
  await start([moduleOf(hsm, 'softhsm')])
  await unlock('mute')
  expect(await sign(right)).toBe(true)
  expect(await codeOf(sign(wrong))).toBe('ERR_KEY_MISMATCH')
})

test('a certificate without a key is no certificate of the token once it was unlocked', async () => {
  const keyless = { certificateDer: nth(1).certificateDer, privateKey: nth(1).privateKey }
  await addAgent([{ issued: nth(0) }, { issued: keyless, objects: ['certificate'] }])
  await start([moduleOf(hsm, 'softhsm')])
  expect(statusOf('agent')?.certificates).toHaveLength(2)
  await unlock('agent')
  expect(statusOf('agent')?.certificates.map(({ commonName }) => commonName)).toEqual(['Certificate 1'])
  expect(await codeOf(sign(nth(1)))).toBe('ERR_TOKEN_ABSENT')
})

test('a token that holds nothing can be unlocked, and has nothing to sign with', async () => {
  await hsm.addToken({ label: 'Empty', pin: PIN, keys: [] })
  await start([moduleOf(hsm, 'softhsm')])
  expect(await unlock('empty')).toMatchObject({ state: 'ready', certificates: [] })
})

test('a renewed certificate on an unlocked token is taken into use without a person', async () => {
  await addAgent()
  await start([moduleOf(hsm, 'softhsm')])
  await unlock('agent')
  await hsm.addKeys('Agent', PIN, [{ issued: nth(1), id: '77' }])
  await tokens.rescan()
  await whenIn(tokens, 'agent', 'ready')
  expect(await sign(nth(1))).toBe(true)
  expect(await sign(nth(0))).toBe(true)
})

test('tokens are called as configured, else by their label, told apart by their serial numbers', async () => {
  const first = await hsm.addToken({ label: 'USB Token', pin: PIN, keys: [{ issued: nth(0) }] })
  const second = await hsm.addToken({ label: 'USB token', pin: PIN, keys: [{ issued: nth(1) }] })
  const third = await hsm.addToken({ label: 'x', pin: PIN, keys: [{ issued: nth(2) }] })
  const configured = { tokens: [{ serial: third.serial, name: 'giám-đốc' }] }
  await start([moduleOf(hsm, 'softhsm', configured)])
  const names = tokens.list().map(({ name }) => name)
  expect(names.sort()).toEqual(
    ['giám-đốc', `usb-token-${first.serial.slice(-4)}`, `usb-token-${second.serial.slice(-4)}`].sort(),
  )
})

test('a configured token that was not plugged in at the start is absent, and found when it comes', async () => {
  const { serial } = await addAgent()
  await hsm.moveAway('Agent')
  await start([moduleOf(hsm, 'softhsm', { tokens: [{ serial, name: 'boss' }] })])
  expect(statusOf('boss')).toMatchObject({ state: 'absent', serial, certificates: [] })
  await hsm.bringBack('Agent')
  await unlock('boss')
  expect(await sign(nth(0))).toBe(true)
})

test('a module that does not load is reported and disturbs no other', async () => {
  await addAgent()
  const missing = moduleOf(hsm, 'missing', { path: join(folder, 'none.so') })
  await start([missing, moduleOf(hsm, 'softhsm')])
  expect(tokens.moduleProblems()).toEqual([{ module: 'missing', message: expect.stringContaining('none.so') }])
  await unlock('agent')
  expect(await sign(nth(0))).toBe(true)
})

test('tokens that share a process all come back when it dies', async () => {
  await addAgent()
  await hsm.addToken({ label: 'Other', pin: PIN, keys: [{ issued: nth(1) }] })
  await start([moduleOf(hsm, 'softhsm', { sharedProcess: true })])
  await unlock('agent')
  await unlock('other')
  expect(pidOf('agent')).toBe(pidOf('other'))
  expect(await codeOf(tokens.unlock('agent', Buffer.from('Canary-PIN-0000')))).toBe(null)
  process.kill(pidOf('agent'), 'SIGKILL')
  await Promise.all([signUntilDone(nth(0)), signUntilDone(nth(1))])
  expect(pidOf('agent')).toBe(pidOf('other'))
  const shared = pidOf('other')
  await tokens.lock('agent')
  expect(await sign(nth(1))).toBe(true)
  expect(pidOf('other')).toBe(shared)
  await tokens.lock('other')
  await expect.poll(() => isRunning(shared)).toBe(false)
})

test('a shared process that is given up is replaced at once, for all tokens in it', async () => {
  await addAgent()
  await hsm.addToken({ label: 'Other', pin: PIN, keys: [{ issued: nth(1) }] })
  const module = await FaultModule.create(join(folder, 'faulty'), hsm)
  // No scan brings back what a restart gave up, nor does a look at a token find out by itself.
  const config = moduleOf(hsm, 'faulty', { path: module.modulePath, sharedProcess: true })
  await start([config], module.env, { returnMs: 60_000, checkMs: 60_000 })
  await unlock('agent')
  await unlock('other')
  const first = pidOf('agent')
  module.on('C_Sign', { answers: 'CKR_GENERAL_ERROR' }, { times: 1 })
  expect(await codeOf(sign(nth(0)))).toBe('ERR_TOKEN_GONE')
  expect(await Promise.all([sign(nth(0)), sign(nth(1))])).toEqual([true, true])
  expect(pidOf('agent')).not.toBe(first)
  expect(pidOf('other')).toBe(pidOf('agent'))
})

test('stopping ends every driver process, a hung one included', async () => {
  await addAgent()
  await start([moduleOf(hsm, 'softhsm')])
  await unlock('agent')
  const pid = pidOf('agent')
  process.kill(pid, 'SIGSTOP')
  const digest = createHash('sha256').update(randomBytes(8)).digest()
  const thumbprint = createHash('sha256').update(nth(0).certificateDer).digest('hex')
  const hung = codeOf(tokens.sign({ thumbprint, digestAlgorithm: 'sha256', digest, fairnessKey: 'a' }))
  await tokens.stop()
  await expect.poll(() => isRunning(pid)).toBe(false)
  // Not ERR_TOKEN_TIMEOUT: stopping did not wait for the call's own deadline.
  expect(await hung).toBe('ERR_TOKEN_GONE')
})
