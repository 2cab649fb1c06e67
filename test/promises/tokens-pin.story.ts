/** PINs that went wrong: how often the token meets them. */
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import type { FaultModule, FaultSettings, LoggedCall } from '../support/fault-module.ts'
import { FaultyTokens, PIN, TokenDrawer, WRONG_PIN } from '../support/faulty-tokens.ts'
import { makeFolder, removeFolder } from '../support/folder.ts'
import { promise } from '../support/promise.ts'
import { Random } from '../support/random.ts'
import { CountingPinAttempts, codeOf } from '../support/tokens-contract.ts'

const QUICK = { returnMs: 100, checkMs: 100 }
/** Drivers hang on purpose here; one that does not has to be in time on a busy machine too. */
const CALL_TIMEOUT_MS = 1_500
const IS_SOAK = process.env.CONGKY_SOAK === '1'
const STEPS = IS_SOAK ? 400 : 20
const BAD_DAYS_MS = IS_SOAK ? 30 * 60_000 : 120_000

let folder: string
let drawer: TokenDrawer
let faulty: FaultyTokens

beforeAll(async () => {
  folder = makeFolder('token-pin')
  drawer = await TokenDrawer.create(folder, ['one', 'two'])
})

afterEach(() => faulty.tokens.stop())
afterAll(() => removeFolder(folder))

const isWrong = ({ rv }: LoggedCall) => rv === 'CKR_PIN_INCORRECT' || rv === 'CKR_PIN_LOCKED'

/** Not starting any more. */
async function settle(): Promise<void> {
  await expect.poll(() => faulty.status('one').state, { interval: 20 }).not.toBe('starting')
}

/**
 * One token's bad days, step by step and by chance: restarts of the gateway, deaths and hangs of processes at
 * the worst moments, re-plugs, a PIN changed elsewhere, and now and then a person who types the PIN.
 */
class BadDays {
  readonly #random: Random
  readonly #module: FaultModule
  readonly #settings: Partial<FaultSettings>
  readonly #attempts = new CountingPinAttempts()
  /** When a person typed a PIN, in milliseconds since 1970. */
  readonly entries: number[] = []
  readonly done = new Map<string, number>()

  constructor(random: Random, module: FaultModule) {
    this.#random = random
    this.#module = module
    const [reportsPinFlags, alwaysAuthenticates] = [random.chance(0.5), random.chance(0.3)]
    this.#settings = { pinTries: 1_000, reportsPinFlags, alwaysAuthenticates }
    this.#calm()
  }

  async start(): Promise<void> {
    const options = {
      module: this.#module,
      attempts: this.#attempts,
      intervals: QUICK,
      config: { callTimeoutMs: CALL_TIMEOUT_MS },
    }
    faulty = await FaultyTokens.start(drawer, options)
  }

  readonly #steps: Readonly<Record<string, () => Promise<void> | void>> = {
    restart: async () => {
      await faulty.tokens.stop()
      await this.start()
    },
    death: () => this.#kill(),
    'death over C_Login': () => {
      const fault = this.#random.pick(['crashes', 'crashes-after', 'hangs', 'hangs-after'] as const)
      this.#module.on('C_Login', fault, { times: 1 })
      if (this.#random.chance(0.5)) this.#module.set({ refusesPin: true })
      this.#kill()
    },
    'error of C_Login': () => {
      const error = { answers: this.#random.pick(['CKR_DEVICE_ERROR', 'CKR_FUNCTION_FAILED'] as const) }
      this.#module.on('C_Login', error, { times: 1 })
      this.#kill()
    },
    'death over C_Sign': async () => {
      this.#module.on('C_Sign', this.#random.pick(['crashes', 'hangs'] as const), { times: 1 })
      await faulty.signCode('one')
    },
    're-plug': async () => {
      const { serial } = drawer.token('one')
      this.#module.unplug(serial, this.#random.pick(['CKR_DEVICE_REMOVED', 'CKR_GENERAL_ERROR', 'crash'] as const))
      await sleep(this.#random.next() * 400)
      this.#module.plugIn(serial)
    },
    signatures: async () => {
      await Promise.all([1, 2, 3, 4].map(() => faulty.signCode('one')))
    },
  }

  async step(): Promise<void> {
    await settle()
    const isLocked = ['locked', 'pin-refused', 'faulty'].includes(faulty.status('one').state)
    // Without a person nothing goes on; before one comes, the same should not happen either.
    if (isLocked && this.#random.chance(0.8)) await this.#type()
    if (this.#random.chance(0.2)) await this.#do('change of the PIN', () => this.#module.set({ refusesPin: true }))
    // The worst moment comes more often than chance would have it.
    const name = this.#random.chance(0.25) ? 'death over C_Login' : this.#random.pick(Object.keys(this.#steps))
    await this.#do(name, this.#steps[name])
    await sleep(this.#random.next() * 150)
  }

  async #do(name: string, what: (() => Promise<void> | void) | undefined): Promise<void> {
    this.done.set(name, (this.done.get(name) ?? 0) + 1)
    await what?.()
  }

  /** A person, who mostly knows which PIN is right by now. */
  async #type(): Promise<void> {
    if (this.#random.chance(0.8)) this.#calm()
    this.entries.push(Date.now())
    await codeOf(faulty.unlock('one', this.#random.chance(0.85) ? PIN : WRONG_PIN, true))
  }

  /** No fault waits any more, and the PIN is right again. */
  #calm(): void {
    this.#module.clear()
    this.#module.set(this.#settings)
  }

  #kill(): void {
    try {
      process.kill(faulty.pid('one'), 'SIGKILL')
    } catch {
      // It has no process, or it is dead already: that too happens to tokens.
    }
  }
}

/** Wrong logins between each entry and the next. */
function wrongBetween(entries: readonly number[], calls: readonly LoggedCall[]): number[] {
  return entries.map((entry, index) => {
    const next = entries[index + 1] ?? Number.POSITIVE_INFINITY
    return calls.filter((call) => isWrong(call) && call.at >= entry && call.at < next).length
  })
}

promise(
  'T4',
  'a PIN that went wrong meets the token once, whatever happens, flags or none',
  async (count) => {
    const random = Random.fromEnvironment('CONGKY_TOKENS_SEED')
    const module = await drawer.module()
    const days = new BadDays(random, module)
    await days.start()
    for (let step = 0; step < STEPS; step++) await days.step()
    await settle()
    const logins = faulty.calls('C_Login', 'one')
    const wrong = wrongBetween(days.entries, logins)
    expect(Math.max(...wrong), `seed ${random.seed}`).toBeLessThanOrEqual(1)
    expect(logins.filter(({ at }) => at < (days.entries[0] ?? 0))).toEqual([])
    const done = [...days.done].map(([name, times]) => `${times} × ${name}`).join(', ')
    const total = logins.filter(isWrong).length
    // Without any, nothing was put to the proof.
    expect(total, `seed ${random.seed}`).toBeGreaterThan(0)
    count(
      `seed ${random.seed}: ${done}, ${days.entries.length} entries: ${logins.length} C_Login, ${total} wrong, ${Math.max(...wrong)} between two entries at most`,
    )
  },
  BAD_DAYS_MS,
)

promise('T4', 'on a final try or a locked PIN, the gateway itself does not log in at all', async (count) => {
  const module = await drawer.module()
  module.set({ pinTries: 3 })
  faulty = await FaultyTokens.start(drawer, { module, intervals: QUICK })
  const { serial } = drawer.token('one')
  const states: string[] = []
  for (const wrongPins of [1, 2, 3]) {
    module.setWrongPins(serial, 0)
    await faulty.unlock('one')
    module.setWrongPins(serial, wrongPins)
    const before = module.count('C_Login', serial)
    module.unplug(serial)
    await faulty.whenIn('one', 'absent')
    module.plugIn(serial)
    const { errorCode, pinFlag } = await faulty.whenIn('one', 'locked')
    states.push(`${pinFlag}: ${errorCode}`)
    expect(module.count('C_Login', serial) - before).toBe(0)
  }
  expect(states).toEqual(['count-low: ERR_PIN_TRIES_LOW', 'final-try: ERR_PIN_TRIES_LOW', 'locked: ERR_PIN_BLOCKED'])
  // Neither does it on a person's word where the token says that it is locked.
  const before = module.count('C_Login', serial)
  expect(await codeOf(faulty.unlock('one', PIN, true))).toBe('ERR_PIN_BLOCKED')
  expect(module.count('C_Login', serial) - before).toBe(0)
  count('re-plugged with one wrong PIN on record, on its final try, and locked: 0 C_Login')
})

promise('T4', 'a refusal that a dying driver takes along is not asked for again', async (count) => {
  const module = await drawer.module()
  module.set({ pinTries: 1_000, reportsPinFlags: false })
  faulty = await FaultyTokens.start(drawer, { module, intervals: QUICK, config: { callTimeoutMs: CALL_TIMEOUT_MS } })
  const deaths = ['crashes-after', 'hangs-after'] as const
  for (const death of deaths) {
    await faulty.unlock('one')
    const before = faulty.calls('C_Login', 'one').length
    module.set({ refusesPin: true })
    module.on('C_Login', death, { times: 1 })
    process.kill(faulty.pid('one'), 'SIGKILL')
    await faulty.whenIn('one', 'locked')
    await faulty.tokens.rescan()
    expect(faulty.calls('C_Login', 'one').length - before).toBe(1)
    module.set({ refusesPin: false })
  }
  count(`${deaths.length} drivers that died over a refusal: 1 wrong C_Login each`)
})

promise('T4', 'neither is one that a driver takes along in the middle of a signature', async (count) => {
  const module = await drawer.module()
  const deaths = ['crashes-after', 'hangs-after'] as const
  module.set({ alwaysAuthenticates: true, pinTries: 1_000, reportsPinFlags: false })
  faulty = await FaultyTokens.start(drawer, { module, intervals: QUICK, config: { callTimeoutMs: CALL_TIMEOUT_MS } })
  for (const death of deaths) {
    await faulty.unlock('one')
    expect(await faulty.sign('one')).toBe(true)
    const before = faulty.calls('C_Login', 'one').length
    module.set({ refusesPin: true })
    module.on('C_Login', death, { times: 1 })
    expect(['ERR_TOKEN_GONE', 'ERR_TOKEN_TIMEOUT']).toContain(await faulty.signCode('one'))
    await faulty.whenIn('one', 'locked')
    await faulty.tokens.rescan()
    expect(faulty.calls('C_Login', 'one').length - before).toBe(1)
    module.set({ refusesPin: false })
  }
  count(`${deaths.length} drivers that died over a refusal within a signature: 1 wrong C_Login each`)
})

promise('T4', 'a PIN refused within a signature does not meet the token again with the next ones', async (count) => {
  const module = await drawer.module()
  module.set({ alwaysAuthenticates: true, pinTries: 10, reportsPinFlags: false })
  faulty = await FaultyTokens.start(drawer, { module, intervals: QUICK })
  await faulty.unlock('one')
  expect(await faulty.sign('one')).toBe(true)
  module.on('C_Sign', { takesMs: 500 })
  // The second waits a moment before its login, so that the third is handed over by then.
  module.on('C_SignInit', { takesMs: 500 }, { times: 1, skip: 1 })
  const first = faulty.signCode('one')
  await expect.poll(() => module.calls().some(({ name, rv }) => name === 'C_Sign' && rv === null)).toBe(true)
  module.set({ refusesPin: true })
  const codes = await Promise.all([first, ...Array.from({ length: 7 }, () => faulty.signCode('one'))])
  // One was handed over already, and ended with the process.
  for (const code of codes.slice(1)) expect(['ERR_PIN_REFUSED', 'ERR_TOKEN_GONE']).toContain(code)
  await sleep(300)
  const wrong = faulty.calls('C_Login', 'one').filter(isWrong).length
  expect(wrong).toBe(1)
  expect(faulty.status('one')).toMatchObject({ state: 'pin-refused' })
  count(`7 signatures waiting behind a refused PIN: ${wrong} wrong C_Login`)
})

test('keys that want the PIN at every signature get it, once each', async () => {
  const module = await drawer.module()
  module.set({ alwaysAuthenticates: true })
  faulty = await FaultyTokens.start(drawer, { module })
  await faulty.unlock('one')
  const before = faulty.calls('C_Login', 'one').length
  expect(await Promise.all([1, 2, 3].map(() => faulty.sign('one')))).toEqual([true, true, true])
  expect(faulty.calls('C_Login', 'one').length - before).toBe(3)
})

test('a driver that says someone is logged in already is believed', async () => {
  const module = await drawer.module()
  module.on('C_Login', { answersAfter: 'CKR_USER_ALREADY_LOGGED_IN' })
  faulty = await FaultyTokens.start(drawer, { module })
  expect(await faulty.unlock('one')).toMatchObject({ state: 'ready' })
  expect(await faulty.sign('one')).toBe(true)
})

test('a driver that refuses operating system locks is used without', async () => {
  const module = await drawer.module()
  module.set({ refusesOsLocking: true })
  faulty = await FaultyTokens.start(drawer, { module })
  await faulty.unlock('one')
  expect(await faulty.sign('one')).toBe(true)
  const answers = module.calls().filter(({ name }) => name === 'C_Initialize')
  expect(new Set(answers.map(({ rv }) => rv))).toEqual(new Set(['CKR_CANT_LOCK', 'CKR_OK']))
})

test('a driver that answers a wrong PIN after a re-plug until it is loaded anew gets a fresh process first', async () => {
  const module = await drawer.module()
  module.set({ refusesStalePin: true, cachesSlots: true })
  faulty = await FaultyTokens.start(drawer, { module, intervals: QUICK })
  await faulty.unlock('one')
  const { serial } = drawer.token('one')
  for (const outMs of [0, 700]) {
    module.unplug(serial)
    await sleep(outMs)
    module.plugIn(serial)
    await faulty.signPatiently('one')
  }
  expect(faulty.calls('C_Login', 'one').map(({ rv }) => rv)).toEqual(['CKR_OK', 'CKR_OK', 'CKR_OK'])
})

test('a right PIN that a token refuses after a re-plug all the same is not repeated', async () => {
  const module = await drawer.module()
  faulty = await FaultyTokens.start(drawer, { module, intervals: QUICK })
  await faulty.unlock('one')
  const { serial } = drawer.token('one')
  module.on('C_Login', { answers: 'CKR_PIN_INCORRECT' }, { times: 1 })
  module.unplug(serial)
  await faulty.whenIn('one', 'absent')
  module.plugIn(serial)
  await faulty.whenIn('one', 'pin-refused')
  await faulty.tokens.rescan()
  expect(faulty.calls('C_Login', 'one').filter(isWrong)).toHaveLength(1)
  expect(await faulty.unlock('one')).toMatchObject({ state: 'ready' })
})
