/**
 * The PIN of one unlocked token: kept in memory only, zeroed when forgotten, and counted durably before it
 * meets the token, so that at most one wrong login can happen between two PINs typed by a person.
 */
import type { PinAttempts } from '../token.ts'
import { DriverError } from './driver-error.ts'

/**
 * Logins of an accepted PIN that may end without the token's judgement before a person is asked again. A
 * driver that answered with an error of another kind would have told a refusal, so one repeat is safe. One
 * that crashed or hung may have taken the token's refusal along, so there is no repeat.
 */
const UNJUDGED_MAX = 2

export class KeptPin {
  readonly #tokenKey: () => string
  readonly #attempts: PinAttempts
  #pin: Buffer | null = null
  #unjudgedLogins = 0

  constructor(tokenKey: () => string, attempts: PinAttempts) {
    this.#tokenKey = tokenKey
    this.#attempts = attempts
  }

  get current(): Buffer | null {
    return this.#pin
  }

  /** A driver died or hung over a signature that took it to the token: a refusal may have gone with it. */
  doubt(): void {
    this.#unjudgedLogins = UNJUDGED_MAX
  }

  /** Whether the token may have refused it by now without our knowing. */
  get isDoubtful(): boolean {
    return this.#unjudgedLogins >= UNJUDGED_MAX
  }

  /** Takes over a PIN that the token accepted. */
  keep(pin: Buffer): void {
    if (this.#pin !== pin) this.forget()
    this.#pin = pin
  }

  forget(): void {
    this.#pin?.fill(0)
    this.#pin = null
    this.#unjudgedLogins = 0
  }

  /** One login, its attempt durable before and taken back after success. Rethrows what `login` throws. */
  async attempt<T>(login: () => Promise<T>): Promise<T> {
    await this.recordAttempt()
    try {
      const answer = await login()
      this.#unjudgedLogins = 0
      await this.#attempts.recordSuccess(this.#tokenKey())
      return answer
    } catch (error) {
      if (!isPinJudgement(error)) this.#unjudgedLogins += error instanceof DriverError ? 1 : UNJUDGED_MAX
      throw error
    }
  }

  /** Marks the PIN as refused until an attempt succeeds. */
  recordAttempt(): Promise<void> {
    return this.#attempts.recordAttempt(this.#tokenKey())
  }

  isRefused(): Promise<boolean> {
    return this.#attempts.isRefused(this.#tokenKey())
  }
}

/** Whether the token looked at the PIN and said no. */
export function isPinJudgement(error: unknown): boolean {
  return error instanceof DriverError && error.isPinJudgement
}
