/**
 * Signing: gives received jobs their turns at the tokens, until each is 'signed' (document-signer.ts), or 'held' or
 * 'rejected' with the reason.
 */
import { CongkyError, toCongkyError } from '@congky/shared'
import { EXCHANGE_SOURCE } from '../domain/exchange-config.ts'
import type { GatewayConfig } from '../domain/gateway-config.ts'
import { afterFailure, type Job, waitsForClock, waitsForPerson, waitsForToken } from '../domain/job.ts'
import type { Log } from '../domain/log.ts'
import { CertificateQueues } from './certificate-queues.ts'
import { DocumentSigner, type DocumentSignerParts } from './document-signer.ts'
import { SignerFinder } from './signer-finder.ts'

/** How often deadlines are looked after, and how long a start is put off at most, in milliseconds. */
const SWEEP_MS = 1_000

export interface SigningParts extends Omit<DocumentSignerParts, 'finder'> {
  readonly config: () => GatewayConfig
  readonly log: Log
}

/** Said to an attempt whose turn is over. A reason of our own: the one that is made otherwise takes a stack trace each. */
const TURN_OVER = new Error('the turn is over')

/**
 * One job's stay in the queues, from 'received' until it is anything else; ending it stops its attempt. It follows what
 * is committed, a little ahead of what is durable and told to others: so a turn reads its job from the store.
 */
interface Turn {
  readonly jobId: string
  readonly abort: AbortController
  /** Since when it waits in the queues, by `performance.now()`. */
  queuedMs: number
}

export class Signing {
  readonly #parts: SigningParts
  readonly #finder: SignerFinder
  readonly #signer: DocumentSigner
  readonly #queues = new CertificateQueues<Turn>((turn) => this.#attempt(turn))
  /** Jobs queued, being signed, or waiting for their next attempt. */
  readonly #turns = new Map<string, Turn>()
  readonly #stopCallbacks: (() => void)[] = []
  #isStopping = false
  /** Counts the changes of tokens, so that an attempt knows whether its verdict on them is out of date. */
  #tokenChanges = 0
  #releasing: NodeJS.Immediate | null = null

  constructor(parts: SigningParts) {
    this.#parts = parts
    const signer = ({ approvalId }: Job) => (approvalId === null ? null : parts.approvals.signerOf(approvalId))
    this.#finder = new SignerFinder(parts.config, parts.tokens, signer)
    this.#signer = new DocumentSigner({ ...parts, finder: this.#finder })
  }

  get isPaused(): boolean {
    return !this.#queues.isOpen
  }

  /** Starts with the jobs of the last run, paused or running. */
  start(isPaused: boolean): void {
    const { tokens, keeper } = this.#parts
    this.#stopCallbacks.push(tokens.onChange(() => this.#onTokenChange()))
    const begin = (job: Job, document: Uint8Array) => (this.#mayBegin(job) ? this.#signer.begin(job, document) : null)
    const forget = (jobId: string) => this.#signer.forget(jobId)
    this.#stopCallbacks.push(keeper.employ({ begin, forget, follow: (job) => this.#follow(job) }))
    const sweep = setInterval(() => this.#followClock(), SWEEP_MS)
    this.#stopCallbacks.push(() => clearInterval(sweep))
    for (const job of keeper.openJobs()) this.#follow(job)
    if (!isPaused) this.resume()
  }

  pause(): void {
    this.#queues.close()
  }

  resume(): void {
    this.#queues.open()
    this.releaseHeld()
  }

  /** Takes nothing new up and waits for what is under way, at most `graceMs`. */
  async stop(graceMs: number): Promise<void> {
    this.#isStopping = true
    this.#queues.close()
    for (const stop of this.#stopCallbacks.splice(0)) stop()
    if (this.#releasing) clearImmediate(this.#releasing)
    const end = Date.now() + graceMs
    while (this.#queues.running > 0 && Date.now() < end) await new Promise((resolve) => setTimeout(resolve, 20))
  }

  /** How many documents are signed before this one; undefined when it is not queued. */
  queuePosition(job: Job): number | undefined {
    return this.#queues.position(this.#queueKey(job), fairnessKey(job), ({ jobId }) => jobId === job.id)
  }

  /** Name of the token that signs the job, whatever state it is in; null while none is known. */
  tokenOf(job: Job): string | null {
    return this.#finder.tokenOf(job)
  }

  /** Withdraws a job that is not signed yet. @returns The job as it is then, or null when it is unknown. */
  async cancel(id: string): Promise<Job | null> {
    const job = this.#parts.keeper.find(id)
    if (!job) return null
    return (await this.#reject(job, new CongkyError('ERR_CANCELLED'))) ?? this.#parts.keeper.find(id)
  }

  #onTokenChange(): void {
    this.#tokenChanges++
    this.releaseHeld()
  }

  /** Looks at every held job: those whose token is ready now are taken up again. */
  releaseHeld(): void {
    if (this.#isStopping) return
    this.#releasing ??= setImmediate(() => {
      this.#releasing = null
      for (const job of this.#parts.keeper.openJobs()) {
        if (waitsForToken(job) && this.#finder.isReady(job)) void this.#release(job)
      }
    })
  }

  /** After a change of the configuration: jobs held for other reasons than a token get another look. */
  reconsider(): void {
    for (const job of this.#parts.keeper.openJobs()) {
      if (job.state === 'held' && !waitsForToken(job) && !waitsForPerson(job)) void this.#release(job)
    }
    this.releaseHeld()
  }

  async #release(job: Job): Promise<void> {
    try {
      await this.#parts.keeper.change(job, ['held'], { state: 'received', reason: null, attempts: 0 }, 'released')
    } catch (error) {
      this.#parts.log.error({ err: error, job: job.id }, 'could not release a held job')
    }
  }

  /** A job that no rule gives a certificate still takes its turn, and is rejected when it comes. */
  #queueKey(job: Job): string {
    return this.#finder.referenceOf(job) ?? ''
  }

  /**
   * Whether the intent of a new job may be written with the job itself: when its turn comes at once, and nobody but
   * the caller who has just handed it in needs to be asked.
   */
  #mayBegin(job: Job): boolean {
    const { approvalId, request } = job
    if (this.#isStopping || job.state !== 'received' || approvalId !== null || request.workstationId === null)
      return false
    if (request.notBefore !== null || isPastDeadline(job)) return false
    return this.#queues.hasRoom(this.#queueKey(job), this.#signer.begun)
  }

  /**
   * A received job gets a turn; a job that is anything else by now loses it. A job that is taken up again
   * gets a new turn, so that what is left of the old one cannot answer for it.
   */
  #follow(job: Job): void {
    if (job.state !== 'received') {
      this.#turns.get(job.id)?.abort.abort(TURN_OVER)
      this.#turns.delete(job.id)
      this.#signer.forget(job.id)
    } else if (!this.#isStopping && !this.#turns.has(job.id)) {
      const turn = { jobId: job.id, abort: new AbortController(), queuedMs: 0 }
      this.#turns.set(job.id, turn)
      this.#enqueue(job, turn)
    }
  }

  #enqueue(job: Job, turn: Turn): void {
    const delayMs = (job.request.notBefore?.getTime() ?? 0) - Date.now()
    if (delayMs > 0) {
      this.#later(Math.min(delayMs, 60_000), turn)
      return
    }
    turn.queuedMs = performance.now()
    this.#queues.push(this.#queueKey(job), fairnessKey(job), turn)
  }

  #later(delayMs: number, turn: Turn): void {
    setTimeout(() => {
      if (this.#isStopping || turn.abort.signal.aborted) return
      const job = this.#parts.jobs.find(turn.jobId)
      if (job) this.#enqueue(job, turn)
    }, delayMs).unref()
  }

  async #attempt(turn: Turn): Promise<void> {
    const tokenChanges = this.#tokenChanges
    try {
      const job = this.#parts.jobs.find(turn.jobId)
      const { signal } = turn.abort
      if (job?.state !== 'received' || signal.aborted) return
      if (isPastDeadline(job)) throw new CongkyError('ERR_DEADLINE_PASSED')
      this.#parts.keeper.clock.add(job.id, 'queue', performance.now() - turn.queuedMs)
      await this.#signer.sign(job, fairnessKey(job), signal)
    } catch (error) {
      await this.#fail(turn, error).catch((failure: unknown) => {
        // The state could not be written (a full disk): the job is still 'received' and is tried later.
        this.#parts.log.error({ err: failure, job: turn.jobId }, 'could not store the outcome of an attempt')
        this.#later(SWEEP_MS, turn)
      })
    }
    // A token that was unlocked while this job was on its way to be held has not woken it up.
    if (this.#tokenChanges !== tokenChanges) this.releaseHeld()
  }

  async #fail(turn: Turn, thrown: unknown): Promise<void> {
    if (turn.abort.signal.aborted) return // Whoever ended the turn has stored why.
    const { keeper, jobs, log, config } = this.#parts
    const job = jobs.find(turn.jobId)
    if (!job) return
    const error = toCongkyError(thrown)
    if (error.code === 'ERR_INTERNAL') log.error({ err: thrown, job: job.id }, 'signing failed')
    const decision = afterFailure(job, error, config().limits.attemptsMax)
    if (decision.next === 'retry') {
      // Thousands may wait for one full disk: what comes by itself is no news.
      log.debug({ job: job.id, code: error.code }, 'signing put off')
      if (decision.change.attempts !== undefined) await keeper.change(job, ['received'], decision.change, null)
      this.#later(decision.delayMs, turn)
      return
    }
    const kind = decision.next === 'hold' ? 'held' : 'rejected'
    await keeper.change(job, ['received'], decision.change, kind, { code: error.code })
  }

  /** Deadlines pass for held jobs too, and certificates become valid: neither waits for a token or a person. */
  #followClock(): void {
    for (const job of this.#parts.keeper.openJobs()) {
      if (waitsForClock(job) && this.#finder.canSign(job)) void this.#release(job)
      if (!isPastDeadline(job)) continue
      const error = new CongkyError('ERR_DEADLINE_PASSED')
      this.#reject(job, error).catch((failure: unknown) => {
        this.#parts.log.error({ err: failure, job: job.id }, 'could not reject a job past its deadline')
      })
    }
  }

  #reject(job: Job, error: CongkyError): Promise<Job | null> {
    const change = { state: 'rejected', reason: { code: error.code, details: error.details } } as const
    return this.#parts.keeper.change(job, ['received', 'held', 'awaiting-approval'], change, 'rejected', {
      code: error.code,
    })
  }
}

/** Sources and workstations take turns under these names; what a workstation sends to customs is its own. */
function fairnessKey({ request: { workstationId, source, claim } }: Job): string {
  if (source === EXCHANGE_SOURCE && typeof claim?.workstation === 'string') return claim.workstation
  return workstationId ?? `source:${source}`
}

function isPastDeadline(job: Job): boolean {
  return job.request.deadline !== null && job.request.deadline.getTime() < Date.now()
}
