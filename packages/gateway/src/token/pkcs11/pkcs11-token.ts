/**
 * One token on a PKCS#11 module: its life from plugged in to unlocked, lost, found again and locked.
 *
 *     locked, pin-refused --unlock--> starting --> ready --lock--> locked
 *          ^                            ^  |         |
 *          |     (kept PIN, once each)  |  |         | process died or hung, token went away
 *          |                            |  v         v
 *          +----- found, no PIN ------- absent <-- starting
 *
 * Owns the token's lane, its seat in a driver process and its PIN. What is never repeated without a person:
 * a PIN that was refused, and a PIN just typed whose fate is unknown.
 */
import { CongkyError } from '@congky/shared'
import type { Log } from '../../domain/log.ts'
import { OneAtATime } from '../one-at-a-time.ts'
import { SignTally } from '../sign-tally.ts'
import { SignatureHealth } from '../signature-health.ts'
import {
  absentStanding,
  faultyProblem,
  lockedStanding,
  ready,
  refusedStanding,
  type Standing,
  StandingBoard,
  standingAfter,
  starting,
  toSignError,
} from '../standing.ts'
import type { PinAttempts, SignDigestRequest, TokenSignature, TokenStatus } from '../token.ts'
import { TokenLane } from '../token-lane.ts'
import type { DriverHost } from './driver-host.ts'
import { DriverProcessError } from './driver-process.ts'
import { KeptPin } from './kept-pin.ts'
import type { FoundToken } from './messages.ts'
import { toTokenError } from './token-errors.ts'
import { TokenFacts } from './token-facts.ts'
import { type LoginOptions, logInToToken } from './token-login.ts'
import type { TokenSeat } from './token-seat.ts'

/** How often in a row a restart is tried at once when the new process dies too. */
const RESTARTS_MAX = 3

export interface Pkcs11TokenParts {
  /** What users call it; changes when they rename it. */
  readonly title: { readonly name: string }
  readonly host: DriverHost
  readonly pinAttempts: PinAttempts
  readonly laneQueueMax: number
  readonly log: Log
  readonly onChange: () => void
}

export class Pkcs11Token {
  readonly #parts: Pkcs11TokenParts
  readonly #lane: TokenLane
  /** What is known about it; changed from here only. */
  readonly facts: TokenFacts
  readonly #pin: KeptPin
  #health = new SignatureHealth()
  readonly #standing: StandingBoard
  #seat: TokenSeat | null = null
  readonly #tally = new SignTally()
  /** Unlocking, locking and restarting, one after the other. */
  readonly #turns = new OneAtATime()

  /** @param found As a scan saw it, or as the configuration knows it while nobody plugged it in yet. */
  constructor(parts: Pkcs11TokenParts, found: FoundToken) {
    this.#parts = parts
    this.#lane = new TokenLane(parts.title, parts.laneQueueMax)
    this.facts = new TokenFacts(parts.host.module.name, found)
    this.#pin = new KeptPin(() => this.facts.pinKey, parts.pinAttempts)
    this.#standing = new StandingBoard(absentStanding(this.facts.certificateName), (standing) => this.#tell(standing))
  }

  get name(): string {
    return this.#parts.title.name
  }

  /** Whether it can sign now, or as soon as its restart is done. */
  get isUsable(): boolean {
    return !this.#standing.problem
  }

  get isInUse(): boolean {
    return this.#seat !== null
  }

  /** Whether it goes on by itself as soon as it is plugged in again. */
  get waitsForReturn(): boolean {
    return this.#standing.state === 'absent' && this.#pin.current !== null
  }

  status(): TokenStatus {
    const { state, problem } = this.#standing
    const now = { state, errorCode: problem?.code ?? null, queueLength: this.#lane.length, signed: this.#tally.value }
    return { name: this.name, ...this.facts.shown, ...now }
  }

  /** A scan found it plugged in. */
  async seen(found: FoundToken): Promise<void> {
    const isNew = this.facts.hasNewCertificate(found)
    if (this.#seat) {
      // The key of a certificate is found at login, so a renewed certificate takes a new one.
      if (isNew && this.#lane.length === 0) this.#recover(this.#seat, new Error('it carries a new certificate'))
      return
    }
    this.facts.describe(found)
    if (this.#standing.state === 'absent') {
      if (this.#pin.current) this.#restartLater()
      else this.#standing.become((await this.#pin.isRefused()) ? refusedStanding(this.name) : lockedStanding(this.name))
    } else if (isNew) {
      this.#parts.onChange()
    }
  }

  /** A scan did not find it. Where it is in use, its own process knows better. */
  async missed(): Promise<void> {
    if (this.#seat) await this.check()
    else if (this.#standing.state !== 'starting') this.#standing.become(absentStanding(this.facts.certificateName))
  }

  /** While nothing is signed, notices that the token or its login went away. */
  async check(): Promise<void> {
    const seat = this.#seat
    if (!seat || this.#standing.state !== 'ready' || this.#lane.length > 0) return
    await seat.check().catch((error: unknown) => this.#recover(seat, error))
  }

  /** See the port. */
  async unlock(pin: Buffer, confirmLowTries: boolean): Promise<void> {
    const unlocked = this.#turns.run(async () => {
      if (this.#standing.state === 'ready') return
      if (this.#standing.state === 'absent') throw toSignError(this.#standing)
      const before = { state: this.#standing.state, problem: this.#standing.problem }
      this.#standing.become(starting)
      try {
        await this.#logIn(pin, { isTyped: true, confirmLowTries })
        this.#health = new SignatureHealth()
      } catch (error) {
        const problem = this.#toError(error)
        const after = problem.code === 'ERR_PIN_TRIES_LOW' ? before : standingAfter(problem)
        this.#leave(after ?? lockedStanding(this.name))
        throw problem
      }
    })
    await unlocked.finally(() => {
      if (this.#pin.current !== pin) pin.fill(0)
    })
  }

  /** See the port. The signature in hand is finished first. */
  async lock(): Promise<void> {
    await this.#turns.run(async () => {
      const seat = this.#seat
      this.#pin.forget()
      this.#seat = null
      if (this.#standing.problem === null) this.#standing.become(lockedStanding(this.name))
      await seat?.close()
    })
  }

  /** Forgets the PIN at once. The caller ends the processes right after, which ends what is under way here. */
  async stop(): Promise<void> {
    const forget = () => {
      this.#leave(lockedStanding(this.name))
      this.#pin.forget()
    }
    forget()
    await this.#turns.idle()
    forget()
  }

  /** Resolves when the signatures in hand are finished. */
  finishSigning(): Promise<void> {
    return this.#lane.finishRunning()
  }

  /** See the port. */
  async sign(request: SignDigestRequest): Promise<TokenSignature> {
    if (this.#standing.problem) throw toSignError(this.#standing)
    return this.#lane.run(() => this.#signInTurn(request), request)
  }

  async #signInTurn(request: SignDigestRequest): Promise<TokenSignature> {
    if (this.#standing.state === 'starting') await this.#standing.settled()
    if (request.signal?.aborted) throw new CongkyError('ERR_CANCELLED')
    const seat = this.#seat
    if (!seat || this.#standing.problem) throw toSignError(this.#standing)
    this.facts.assertUsable(this.name, request.thumbprint)
    try {
      const signature = await seat.sign(request)
      this.#health.signed()
      return signature
    } catch (error) {
      if (error instanceof DriverProcessError && !error.mayHaveBegun) {
        this.#recover(seat, error)
        return this.#signInTurn(request) // by the next process, as if it had only waited until now
      }
      if (error instanceof DriverProcessError && this.facts.asksPin(request.thumbprint)) this.#pin.doubt()
      const problem = this.#toError(error)
      if (this.#seat === seat && this.#standing.state === 'ready') this.#afterFailedSignature(seat, problem)
      throw problem
    }
  }

  #afterFailedSignature(seat: TokenSeat, problem: CongkyError): void {
    if (problem.code === 'ERR_TOKEN_GONE' || problem.code === 'ERR_TOKEN_TIMEOUT') {
      if (!this.#health.failed()) this.#recover(seat, problem)
      else this.#needPerson(faultyProblem(this.name, 'failing-driver'))
    } else if (problem.code === 'ERR_PIN_REFUSED' || problem.code === 'ERR_PIN_BLOCKED') {
      // A key that wants the PIN at every signature refused it: as with any refusal, a person is next.
      this.#needPerson(problem)
      void this.#pin.recordAttempt().catch((cause: unknown) => this.#warn(cause, 'could not record a refused PIN'))
    }
  }

  /** A signature did not verify; see the port. */
  reportWrongSignature(): void {
    this.#parts.log.error({ token: this.name }, 'the token returned a wrong signature')
    if (!this.#health.wrong() || this.#standing.state !== 'ready') return
    this.#needPerson(faultyProblem(this.name, 'wrong-signatures'))
  }

  /** Ends the use of the token until someone types its PIN. */
  #needPerson(problem: CongkyError): void {
    this.#leave(standingAfter(problem) ?? lockedStanding(this.name))
    this.#pin.forget()
  }

  /** Replaces the process of a token in use; harmless when that is under way already. */
  #recover(seat: TokenSeat, cause: unknown): void {
    if (this.#seat !== seat || this.#standing.state !== 'ready') return
    this.#warn(cause, 'the token is looked for anew, with a fresh process')
    this.#restartLater()
  }

  #restartLater(): void {
    this.#leave(starting)
    void this.#turns.run(() => this.#restart())
  }

  /** Logs in with the kept PIN, in a fresh process. */
  async #restart(): Promise<void> {
    for (let round = 1; this.#standing.state === 'starting'; round++) {
      const pin = this.#pin.current
      if (!pin) return this.#leave(lockedStanding(this.name))
      try {
        await this.#logIn(pin, { isTyped: false, confirmLowTries: false })
      } catch (error) {
        const died = error instanceof DriverProcessError && error.reason === 'died'
        if (died && round < RESTARTS_MAX && !this.#pin.isDoubtful) this.#leave(starting)
        else this.#giveUpRestart(error)
      }
    }
  }

  /** Absence and trouble with the driver pass, and the next scan tries again; anything else needs a person. */
  #giveUpRestart(error: unknown): void {
    this.#warn(error, 'the token could not be unlocked again with the PIN in memory')
    const problem = this.#pin.isDoubtful ? lockedStanding(this.name).problem : this.#toError(error)
    const standing = problem && standingAfter(problem)
    if (problem && standing && standing.state !== 'absent') this.#needPerson(problem)
    else this.#leave(absentStanding(this.facts.certificateName))
  }

  /** Logs in once, in a fresh process, and is ready then. @throws As `logInToToken`. */
  async #logIn(pin: Buffer, options: LoginOptions): Promise<void> {
    const parts = { ...this.#parts, token: this.name, facts: this.facts, keptPin: this.#pin, onSigned: this.#tally.add }
    const seat = await logInToToken(parts, pin, options)
    this.#pin.keep(pin)
    this.#seat = seat
    this.#standing.become(ready)
    // A signature in hand fails first, and counts; this is for a process that ends while it does nothing.
    seat.onExit(() => setImmediate(() => this.#recover(seat, new Error('its driver process ended'))))
  }

  /** Gives the process up, which cannot be trusted any more, for a standing without one. */
  #leave(standing: Standing): void {
    this.#seat?.abandon()
    this.#seat = null
    this.#standing.become(standing)
  }

  #tell({ state, problem }: Standing): void {
    const { log, onChange } = this.#parts
    log.info({ token: this.name, state, errorCode: problem?.code ?? null, pid: this.#seat?.pid }, 'token state')
    onChange()
  }

  #toError(error: unknown): CongkyError {
    const { module } = this.#parts.host
    return toTokenError(error, { token: this.name, module, certificate: this.facts.certificateName })
  }

  #warn(error: unknown, message: string): void {
    this.#parts.log.warn({ token: this.name, cause: error instanceof Error ? error.message : String(error) }, message)
  }
}
