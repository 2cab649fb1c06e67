/**
 * What the port `Tokens` promises, as tests that every adapter passes. The token under test holds RSA-2048,
 * RSA-4096 and P-256 keys; its PIN is `PIN`.
 */
import { createHash, randomBytes, verify, X509Certificate } from 'node:crypto'
import { CongkyError } from '@congky/shared'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { PinAttempts, TokenStatus, Tokens } from '../../packages/gateway/src/token/token.ts'

export const PIN = 'Canary-PIN-1234'
export const NAME = 'agent'
/** Documents that the lane of the token under test takes. */
export const LANE_QUEUE_MAX = 50

/** One token, plugged in and locked, on adapters that are started. */
export interface TokensHarness {
  readonly tokens: Tokens
  readonly attempts: CountingPinAttempts
  unplug(): Promise<void>
  plugIn(): Promise<void>
}

/** The durable counter, in memory, that tells how often a PIN met the token. */
export class CountingPinAttempts implements PinAttempts {
  readonly refused = new Set<string>()
  /** Attempts since the last look. */
  count = 0
  /** Called once an attempt is on record, before the token sees the PIN. */
  onAttempt: () => void = () => {}

  async isRefused(tokenKey: string): Promise<boolean> {
    return this.refused.has(tokenKey)
  }

  async recordAttempt(tokenKey: string): Promise<void> {
    this.count++
    this.refused.add(tokenKey)
    this.onAttempt()
  }

  async recordSuccess(tokenKey: string): Promise<void> {
    this.refused.delete(tokenKey)
  }

  takeCount(): number {
    const count = this.count
    this.count = 0
    return count
  }
}

/** Signs something. @returns Whether Node's own OpenSSL takes it, and it is told how long the token took. */
export async function signAndVerify(
  tokens: Tokens,
  der: Uint8Array,
  algorithm: 'sha1' | 'sha256' = 'sha256',
  fairnessKey = 'test',
): Promise<boolean> {
  const data = randomBytes(100)
  const digest = createHash(algorithm).update(data).digest()
  const thumbprint = createHash('sha256').update(der).digest('hex')
  const { value, signMs } = await tokens.sign({ thumbprint, digestAlgorithm: algorithm, digest, fairnessKey })
  const { publicKey } = new X509Certificate(der)
  return verify(algorithm, data, { key: publicKey, dsaEncoding: 'ieee-p1363' }, value) && signMs > 0
}

/** The code of the error that a promise ends with; null when it ends well. */
export async function codeOf(promise: Promise<unknown>): Promise<string | null> {
  try {
    await promise
    return null
  } catch (error) {
    if (error instanceof CongkyError) return error.code
    throw error
  }
}

/** The token once it is in this state. */
export async function whenIn(tokens: Tokens, name: string, state: TokenStatus['state']): Promise<TokenStatus> {
  let status: TokenStatus | undefined
  await expect
    .poll(
      () => {
        status = tokens.list().find((token) => token.name === name)
        return status?.state
      },
      { timeout: 60_000, interval: 10 },
    )
    .toBe(state)
  if (!status) throw new Error(`no token ${name}`)
  return status
}

export function testTokensContract(create: () => Promise<TokensHarness>): void {
  let harness: TokensHarness
  let tokens: Tokens
  const token = () => tokens.list().find(({ name }) => name === NAME)
  const certificate = (keyBits: number) => {
    const found = token()?.certificates.find((candidate) => candidate.keyBits === keyBits)
    if (!found) throw new Error(`no certificate with ${keyBits} bits`)
    return found
  }
  const sign = () => signAndVerify(tokens, certificate(2048).der)

  beforeEach(async () => {
    harness = await create()
    tokens = harness.tokens
  })

  afterEach(async () => {
    await tokens.stop()
  })

  test('a token is listed with its certificates before anyone unlocked it', () => {
    expect(token()).toMatchObject({ label: 'Agent', state: 'locked', errorCode: 'ERR_TOKEN_LOCKED', queueLength: 0 })
    expect(
      token()
        ?.certificates.map(({ keyBits }) => keyBits)
        .sort(),
    ).toEqual([2048, 256, 4096])
  })

  test('a locked token does not sign, and an unknown certificate counts as absent', async () => {
    expect(await codeOf(sign())).toBe('ERR_TOKEN_LOCKED')
    const unknown = { thumbprint: '00', digestAlgorithm: 'sha256', digest: randomBytes(32), fairnessKey: 'a' } as const
    expect(await codeOf(tokens.sign(unknown))).toBe('ERR_TOKEN_ABSENT')
  })

  test.each([
    [2048, 'sha256'],
    [2048, 'sha1'],
    [4096, 'sha256'],
    [256, 'sha256'],
    [256, 'sha1'],
  ] as const)('an unlocked key of %i bits makes %s signatures that OpenSSL accepts', async (bits, algorithm) => {
    expect(await tokens.unlock(NAME, Buffer.from(PIN))).toMatchObject({ name: NAME, state: 'ready', errorCode: null })
    expect(await signAndVerify(tokens, certificate(bits).der, algorithm)).toBe(true)
  })

  test('many signatures asked for at once all come, and all are right', async () => {
    await tokens.unlock(NAME, Buffer.from(PIN))
    const der = certificate(2048).der
    const signed = Array.from({ length: 40 }, (_, index) => signAndVerify(tokens, der, 'sha256', `source ${index % 2}`))
    expect(token()?.queueLength).toBeGreaterThan(1)
    expect(await Promise.all(signed)).toEqual(Array.from({ length: 40 }, () => true))
    expect(token()?.queueLength).toBe(0)
  })

  test('a full lane turns documents away, and a place in it can be given up', async () => {
    await tokens.unlock(NAME, Buffer.from(PIN))
    const { der, thumbprint } = certificate(2048)
    const waiting = Array.from({ length: LANE_QUEUE_MAX - 1 }, () => signAndVerify(tokens, der))
    const giveUp = new AbortController()
    const request = { thumbprint, digestAlgorithm: 'sha256', digest: randomBytes(32), fairnessKey: 'test' } as const
    const given = tokens.sign({ ...request, signal: giveUp.signal })
    expect(await codeOf(signAndVerify(tokens, der))).toBe('ERR_TOKEN_BUSY')
    giveUp.abort()
    expect(await codeOf(given)).toBe('ERR_CANCELLED')
    expect(new Set(await Promise.all(waiting))).toEqual(new Set([true]))
  })

  test('a wrong PIN meets the token once, then a person has to type and to know that tries are low', async () => {
    const wrong = Buffer.from('9999')
    expect(await codeOf(tokens.unlock(NAME, wrong))).toBe('ERR_PIN_REFUSED')
    expect(wrong).toEqual(Buffer.alloc(4))
    expect(token()).toMatchObject({ state: 'pin-refused', errorCode: 'ERR_PIN_REFUSED' })
    expect(await codeOf(sign())).toBe('ERR_PIN_REFUSED')
    await tokens.rescan()
    expect(token()?.state).toBe('pin-refused')
    expect(harness.attempts.takeCount()).toBe(1)
    expect(await codeOf(tokens.unlock(NAME, Buffer.from(PIN)))).toBe('ERR_PIN_TRIES_LOW')
    expect(harness.attempts.takeCount()).toBe(0)
    expect(token()?.state).toBe('pin-refused')
    await tokens.unlock(NAME, Buffer.from(PIN), { confirmLowTries: true })
    expect(await sign()).toBe(true)
    expect(harness.attempts.refused.size).toBe(0)
  })

  test('unlocking twice changes nothing, and the second PIN is zeroed', async () => {
    await tokens.unlock(NAME, Buffer.from(PIN))
    const second = Buffer.from(PIN)
    expect(await tokens.unlock(NAME, second)).toMatchObject({ state: 'ready' })
    expect(second).toEqual(Buffer.alloc(PIN.length))
    expect(harness.attempts.takeCount()).toBe(1)
  })

  test('locking zeroes the PIN and stops signing, and may be repeated', async () => {
    const pin = Buffer.from(PIN)
    await tokens.unlock(NAME, pin)
    expect(pin.toString()).toBe(PIN)
    expect(await tokens.lock(NAME)).toMatchObject({ state: 'locked', errorCode: 'ERR_TOKEN_LOCKED' })
    expect(pin).toEqual(Buffer.alloc(PIN.length))
    expect(await tokens.lock(NAME)).toMatchObject({ state: 'locked' })
    expect(await codeOf(sign())).toBe('ERR_TOKEN_LOCKED')
  })

  test('a name that no token has is an error, and its PIN is zeroed', async () => {
    const pin = Buffer.from(PIN)
    expect(await codeOf(tokens.unlock('nobody', pin))).toBe('ERR_TOKEN_UNKNOWN')
    expect(pin).toEqual(Buffer.alloc(PIN.length))
    expect(await codeOf(tokens.lock('nobody'))).toBe('ERR_TOKEN_UNKNOWN')
  })

  test('an unlocked token that is taken out and put back signs again by itself', async () => {
    await tokens.unlock(NAME, Buffer.from(PIN))
    harness.attempts.takeCount()
    await harness.unplug()
    expect(await whenIn(tokens, NAME, 'absent')).toMatchObject({ errorCode: 'ERR_TOKEN_ABSENT' })
    expect(token()?.certificates).toHaveLength(3)
    expect(await codeOf(sign())).toBe('ERR_TOKEN_ABSENT')
    expect(await codeOf(tokens.unlock(NAME, Buffer.from(PIN)))).toBe('ERR_TOKEN_ABSENT')
    await harness.plugIn()
    await whenIn(tokens, NAME, 'ready')
    expect(await sign()).toBe(true)
    expect(harness.attempts.takeCount()).toBeLessThanOrEqual(1)
  })

  test('a locked token that is taken out and put back is locked', async () => {
    await harness.unplug()
    await tokens.rescan()
    expect(token()?.state).toBe('absent')
    await harness.plugIn()
    await tokens.rescan()
    expect(token()?.state).toBe('locked')
    expect(harness.attempts.takeCount()).toBe(0)
  })

  test('three wrong signatures in a row put the token aside until someone unlocks it again', async () => {
    await tokens.unlock(NAME, Buffer.from(PIN))
    const { thumbprint } = certificate(2048)
    for (let report = 1; report <= 3; report++) {
      expect(await sign()).toBe(true)
      tokens.reportWrongSignature(thumbprint)
    }
    expect(token()).toMatchObject({ state: 'faulty', errorCode: 'ERR_TOKEN_FAULTY' })
    expect(await codeOf(sign())).toBe('ERR_TOKEN_FAULTY')
    await tokens.unlock(NAME, Buffer.from(PIN))
    expect(await sign()).toBe(true)
  })

  test('changes are told until the listener leaves', async () => {
    const states: (string | undefined)[] = []
    const leave = tokens.onChange(() => states.push(token()?.state))
    await tokens.unlock(NAME, Buffer.from(PIN))
    expect(states.at(-1)).toBe('ready')
    leave()
    await tokens.lock(NAME)
    expect(states.at(-1)).toBe('ready')
  })

  test('stopping zeroes the PIN, and nothing is signed any more', async () => {
    const pin = Buffer.from(PIN)
    await tokens.unlock(NAME, pin)
    await tokens.stop()
    expect(pin).toEqual(Buffer.alloc(PIN.length))
    expect(await codeOf(sign())).toBe('ERR_STOPPING')
  })
}
