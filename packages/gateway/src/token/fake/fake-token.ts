/**
 * One token without hardware: keys in memory, and the PIN rules of a real one. It takes the same turns as a
 * real token, so what the rest of the gateway sees of it is the same.
 */
import type { KeyObject } from 'node:crypto'
import { CongkyError } from '@congky/shared'
import { type Certificate, parseCertificate } from '../../domain/certificate.ts'
import { SignTally } from '../sign-tally.ts'
import { SignatureHealth } from '../signature-health.ts'
import {
  absentStanding,
  faultyProblem,
  lockedStanding,
  ready,
  refusedStanding,
  type Standing,
  toSignError,
} from '../standing.ts'
import type { PinAttempts, SignDigestRequest, TokenSignature, TokenStatus } from '../token.ts'
import { TokenLane } from '../token-lane.ts'
import { softSign } from './soft-sign.ts'

export interface FakeTokenOptions {
  readonly name: string
  readonly label: string
  readonly serial: string
  readonly pin: string
  readonly keys: readonly { readonly certificateDer: Uint8Array; readonly privateKey: KeyObject }[]
}

/** Wrong PINs until the token blocks itself, as on a strict real one. */
const PIN_TRIES = 5

export class FakeToken {
  readonly #options: FakeTokenOptions
  readonly #attempts: PinAttempts
  readonly #onChange: () => void
  readonly #lane: TokenLane
  readonly #keys: readonly { readonly certificate: Certificate; readonly privateKey: KeyObject }[]
  #standing: Standing
  readonly #tally = new SignTally()
  #health = new SignatureHealth()
  #pin: Buffer | null = null
  #triesLeft = PIN_TRIES

  constructor(options: FakeTokenOptions, laneQueueMax: number, attempts: PinAttempts, onChange: () => void) {
    this.#options = options
    this.#attempts = attempts
    this.#onChange = onChange
    this.#lane = new TokenLane(options, laneQueueMax)
    this.#keys = options.keys.map(({ certificateDer, privateKey }) => ({
      certificate: parseCertificate(certificateDer),
      privateKey,
    }))
    this.#standing = lockedStanding(options.name)
  }

  get name(): string {
    return this.#options.name
  }

  async start(): Promise<void> {
    if (await this.#attempts.isRefused(this.#key)) this.#become(refusedStanding(this.name))
  }

  holds(thumbprint: string): boolean {
    return this.#keys.some(({ certificate }) => certificate.thumbprint === thumbprint)
  }

  status(): TokenStatus {
    return {
      name: this.name,
      module: 'fake',
      serial: this.#options.serial,
      label: this.#options.label,
      model: 'fake token',
      manufacturer: 'congky',
      state: this.#standing.state,
      errorCode: this.#standing.problem?.code ?? null,
      pinFlag: this.#pinFlag,
      certificates: this.#keys.map(({ certificate }) => certificate),
      queueLength: this.#lane.length,
      signed: this.#tally.value,
    }
  }

  /** See the port. */
  async unlock(pin: Buffer, confirmLowTries: boolean): Promise<void> {
    try {
      if (this.#standing.state === 'ready') return
      if (this.#standing.state === 'absent') throw toSignError(this.#standing)
      this.#assertTriesLeft(confirmLowTries)
      await this.#attempts.recordAttempt(this.#key)
      if (pin.toString('utf8') !== this.#options.pin) {
        this.#triesLeft--
        this.#become(refusedStanding(this.name))
        throw toSignError(this.#standing)
      }
      await this.#attempts.recordSuccess(this.#key)
      this.#triesLeft = PIN_TRIES
      this.#health = new SignatureHealth()
      this.#pin = pin
      this.#become(ready)
    } finally {
      if (this.#pin !== pin) pin.fill(0)
    }
  }

  /** See the port. */
  lock(): void {
    this.#forgetPin()
    if (this.#standing.state === 'ready') this.#become(lockedStanding(this.name))
  }

  /** See the port. */
  async sign(request: SignDigestRequest): Promise<TokenSignature> {
    if (this.#standing.problem) throw toSignError(this.#standing)
    return this.#lane.run(() => this.#signInTurn(request), request)
  }

  /** See the port. */
  reportWrongSignature(): void {
    if (!this.#health.wrong() || this.#standing.state !== 'ready') return
    this.#forgetPin()
    this.#become({ state: 'faulty', problem: faultyProblem(this.name, 'wrong-signatures') })
  }

  unplug(): void {
    this.#become(absentStanding(this.#keys[0]?.certificate.commonName ?? this.#options.serial))
  }

  /** An unlocked token goes on by itself. */
  plugIn(): void {
    this.#become(this.#pin ? ready : lockedStanding(this.name))
  }

  /** Gives the event loop back first: a real token takes its time, and callers must not notice a difference. */
  async #signInTurn({ thumbprint, digestAlgorithm, digest }: SignDigestRequest): Promise<TokenSignature> {
    await new Promise((resolve) => setImmediate(resolve))
    if (this.#standing.problem) throw toSignError(this.#standing)
    const key = this.#keys.find(({ certificate }) => certificate.thumbprint === thumbprint)
    if (!key) throw new CongkyError('ERR_TOKEN_ABSENT', { certificate: thumbprint })
    const startedAt = performance.now()
    const value = softSign(key.privateKey, digestAlgorithm, digest)
    const signMs = performance.now() - startedAt
    this.#tally.add(signMs)
    this.#health.signed()
    return { value, signMs }
  }

  #assertTriesLeft(confirmLowTries: boolean): void {
    const flag = this.#pinFlag
    if (flag === 'locked') throw new CongkyError('ERR_PIN_BLOCKED', { token: this.name })
    if (flag !== 'ok' && !confirmLowTries) throw new CongkyError('ERR_PIN_TRIES_LOW', { token: this.name, flag })
  }

  get #pinFlag(): TokenStatus['pinFlag'] {
    if (this.#triesLeft === PIN_TRIES) return 'ok'
    if (this.#triesLeft === 0) return 'locked'
    return this.#triesLeft === 1 ? 'final-try' : 'count-low'
  }

  get #key(): string {
    return `fake/${this.#options.serial}`
  }

  #forgetPin(): void {
    this.#pin?.fill(0)
    this.#pin = null
  }

  #become(standing: Standing): void {
    this.#standing = standing
    this.#onChange()
  }
}
