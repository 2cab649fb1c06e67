/** The steps of one message to customs, each durable before the next begins: signing, sending, keeping the answer. */
import { CongkyError, toCongkyError } from '@congky/shared'
import { EXCHANGE_SOURCE, type SendConfig } from '../../domain/exchange-config.ts'
import type { Job } from '../../domain/job.ts'
import type { OutgoingChange, OutgoingMessage, OutgoingState } from '../exchange-store.ts'
import { historyOf, toIncoming } from './message-requests.ts'
import { afterNoAnswer, heldFor, pauseAfter } from './next-attempt.ts'
import type { ExchangeSenderParts, Judgement } from './sender-parts.ts'

/**
 * How long a message that is not signed yet belongs to the gateway that has a job for it, since that last looked at it.
 * After it another gateway on the same outbox takes it over.
 */
const SIGNING_LEASE_MS = 5 * 60_000
/** Time for judging an answer, before another gateway on the same outbox repeats the message. */
const JUDGING_MS = 30_000
/** How long it waits when the desk takes nothing in. */
const DESK_PAUSE_MS = 5_000
/** Pauses longer than this are left to the looks through the outbox. */
const TIMER_MS_MAX = 60_000

/** Customs answered, or a person is needed: nothing happens by itself any more. */
export const SETTLED: readonly OutgoingState[] = ['accepted', 'refused', 'held']

type Config = NonNullable<ReturnType<ExchangeSenderParts['config']>>

export interface MessageStepsOptions {
  /** Ends calls under way. */
  readonly signal: AbortSignal
  /** Has a message looked at once more. */
  readonly wake: (id: string) => void
}

export class MessageSteps {
  readonly #parts: ExchangeSenderParts
  readonly #signal: AbortSignal
  readonly #wake: (id: string) => void
  /** How to stop listening for the signatures of messages. */
  readonly #signatures = new Map<string, () => void>()

  constructor(parts: ExchangeSenderParts, { signal, wake }: MessageStepsOptions) {
    this.#parts = parts
    this.#signal = signal
    this.#wake = wake
    signal.addEventListener('abort', () => {
      for (const stopListening of this.#signatures.values()) stopListening()
    })
  }

  /** Takes a message as far as it goes now. @throws {CongkyError} ERR_SOURCE_UNAVAILABLE, ERR_STORE_FULL */
  async advance(id: string): Promise<void> {
    const { config, refusal, store } = this.#parts
    const current = config()
    if (current === null || refusal() !== null) return
    const message = await store().outbox.find(id)
    if (message === null || SETTLED.includes(message.state)) return
    const signed = message.state === 'signing' ? await this.#sign(message, current) : message
    if (signed && isDue(signed)) await this.#send(signed, current)
  }

  /** Looks at the messages that wait for a signature here: they stay this gateway's. */
  lookAtUnsigned(): void {
    for (const id of this.#signatures.keys()) this.#wake(id)
  }

  /** @returns The signed message, or null while there is none. */
  async #sign(message: OutgoingMessage, config: Config): Promise<OutgoingMessage | null> {
    const { desk, store } = this.#parts
    const { outbox } = store()
    let job: Job | null
    try {
      job = await this.#jobOf(message, config)
    } catch (error) {
      const { code, details } = toCongkyError(error)
      const nextAttemptAt = new Date(Date.now() + DESK_PAUSE_MS)
      return outbox.change(message.id, ['signing'], { nextAttemptAt, lastError: { code, details } }).then(() => null)
    }
    if (job === null) return null
    if (job.state === 'rejected') {
      const held = await outbox.change(message.id, ['signing'], heldFor(job.reason ?? new CongkyError('ERR_INTERNAL')))
      if (held !== null) await this.#note(held, 'message to customs could not be signed')
      await desk.markDelivered(job)
      return null
    }
    if (job.state !== 'signed') {
      this.#awaitSignature(message.id, job)
      const lastError = job.reason
      const nextAttemptAt = new Date(Date.now() + SIGNING_LEASE_MS)
      await outbox.change(message.id, ['signing'], { nextAttemptAt, lastError })
      return null
    }
    return this.#keepSigned(message, job)
  }

  /**
   * The job of a message. One that was rejected since the message was last looked at stands: somebody withdrew it, or
   * it must not be signed. It is taken up anew once a person saw that and had the message sent again.
   *
   * @returns Null when the message belongs to another gateway.
   */
  async #jobOf(message: OutgoingMessage, config: Config): Promise<Job | null> {
    const { desk } = this.#parts
    const jobs = await desk.findByExternalId(EXCHANGE_SOURCE, message.messageId)
    const known = jobs.find(({ request }) => request.documentSha256 === message.sha256)
    if (known?.state === 'signed') return known
    if (known?.state === 'rejected' && known.deliveredAt === null) return known
    const isOpen = known !== undefined && known.state !== 'rejected'
    if (!isOpen && config.database !== null && !(await this.#claim(message))) return null
    return desk.submit(toIncoming(message, config.profile))
  }

  /** Of several gateways on one outbox, one signs a message. */
  async #claim(message: OutgoingMessage): Promise<boolean> {
    if (message.nextAttemptAt === null || !isDue(message)) return false
    const lease = { nextAttemptAt: new Date(Date.now() + SIGNING_LEASE_MS) }
    const { outbox } = this.#parts.store()
    return (await outbox.change(message.id, ['signing'], lease, { dueAt: message.nextAttemptAt })) !== null
  }

  async #keepSigned(message: OutgoingMessage, job: Job): Promise<OutgoingMessage | null> {
    const { desk, store } = this.#parts
    const bytes = desk.signedDocument(job.id)
    const change: OutgoingChange =
      bytes === null
        ? heldFor(new CongkyError('ERR_DOCUMENT_GONE'))
        : {
            state: 'waiting',
            content: Buffer.from(bytes).toString('utf8'),
            signedAt: job.signedAt,
            nextAttemptAt: new Date(),
            lastError: null,
          }
    const kept = await store().outbox.change(message.id, ['signing'], change)
    await desk.markDelivered(job)
    return kept
  }

  /** Whatever it waits for (a token, an approver), the message goes on when its job ends. */
  #awaitSignature(id: string, job: Job): void {
    if (this.#signatures.has(id)) return
    const stop = this.#parts.desk.watch(job.id, ({ state, reason }) => {
      if (state === 'held') void this.#noteReason(id, reason)
      if (state !== 'signed' && state !== 'rejected') return
      stop()
      this.#signatures.delete(id)
      this.#wake(id)
    })
    this.#signatures.set(id, stop)
    // It may have ended before anybody listened.
    const now = this.#parts.desk.find(job.id)?.state
    if (now === 'signed' || now === 'rejected') {
      stop()
      this.#signatures.delete(id)
      this.#wake(id)
    }
  }

  /** For people who look what it waits for. */
  async #noteReason(id: string, lastError: OutgoingMessage['lastError']): Promise<void> {
    const noted = this.#parts.store().outbox.change(id, ['signing'], { lastError })
    await noted.catch((error: unknown) => this.#parts.log.debug({ err: error, message: id }, 'a reason was not kept'))
  }

  async #send(message: OutgoingMessage, { send: config, database }: Config): Promise<void> {
    const { store, call } = this.#parts
    const { outbox } = store()
    const judgingMs = database === null ? 0 : JUDGING_MS
    const lateMs = config.timeoutMs + judgingMs + pauseAfter(message.errorCount + 1, config)
    const underWay = { state: 'unknown', nextAttemptAt: new Date(Date.now() + lateMs) } as const
    const dueAt = message.nextAttemptAt ?? new Date()
    const claimed = await outbox.change(message.id, ['waiting', 'unknown'], underWay, { dueAt })
    if (claimed === null) return
    await this.#note(claimed, `message sent to customs, attempt ${message.errorCount + 1}`)
    try {
      const answer = await call(claimed.content, config, this.#signal)
      await this.#settle(claimed, answer, await this.#parts.judge(answer, claimed))
    } catch (error) {
      if (this.#signal.aborted) return // It is due again as it was kept above.
      await this.#noAnswer(message, claimed, toCongkyError(error), config)
    }
  }

  async #settle(message: OutgoingMessage, answer: string, judgement: Judgement): Promise<void> {
    const { outbox } = this.#parts.store()
    const answered = { answer, answeredAt: new Date() }
    if (judgement.verdict === 'untrusted') {
      const held = await outbox.change(message.id, ['unknown'], { ...answered, ...heldFor(judgement.error) })
      if (held !== null) await this.#note(held, "customs' answer is not to be trusted")
      return
    }
    const { verdict, error } = judgement
    const lastError = error && { code: error.code, details: error.details }
    const change = { ...answered, state: verdict, nextAttemptAt: null, lastError } as const
    // Customs has answered it, whatever a later attempt of another gateway came to.
    const settled = await outbox.change(message.id, ['unknown', 'held'], change, { answer: judgement.answer })
    if (settled !== null) await this.#note(settled, `customs ${verdict} the message`)
  }

  /** @param claimed As this attempt left it: when a person or another gateway had it sent anew since, that counts. */
  async #noAnswer(
    before: OutgoingMessage,
    claimed: OutgoingMessage,
    error: CongkyError,
    config: SendConfig,
  ): Promise<void> {
    const { log, store } = this.#parts
    if (error.code === 'ERR_INTERNAL') log.error({ err: error.cause, message: before.id }, 'sending to customs failed')
    const change = afterNoAnswer(before, error, config, new Date())
    const dueAt = claimed.nextAttemptAt ?? new Date()
    const changed = await store().outbox.change(before.id, ['unknown'], change, { dueAt })
    if (changed?.state === 'held') await this.#note(changed, 'no answer of customs, attempts spent')
    else if (changed !== null) this.#wakeAt(changed)
  }

  /** Sooner than the next look through the outbox may find it. */
  #wakeAt({ id, nextAttemptAt }: OutgoingMessage): void {
    const inMs = (nextAttemptAt?.getTime() ?? Number.POSITIVE_INFINITY) - Date.now()
    if (inMs < TIMER_MS_MAX) setTimeout(() => this.#wake(id), Math.max(0, inMs)).unref()
  }

  async #note(message: OutgoingMessage, note: string): Promise<void> {
    const code = message.lastError === null ? {} : { code: message.lastError.code }
    this.#parts.log.info({ source: EXCHANGE_SOURCE, message: message.id, ...code }, note)
    await this.#parts.note({ ...historyOf(message), ...code, note })
  }
}

function isDue({ nextAttemptAt }: OutgoingMessage): boolean {
  return nextAttemptAt !== null && nextAttemptAt.getTime() <= Date.now()
}
