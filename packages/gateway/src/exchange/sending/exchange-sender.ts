/**
 * Our messages to customs (Decision 1543/QĐ-TCHQ, appendix part II): each is checked, kept in the outbox, signed by the
 * normal pipeline, sent, and its answer judged and kept. What was decided is durable before the next step begins, so
 * a start goes on where an end came, at any of them:
 *
 * - handed in: kept as `signing` before anybody is told of it. The same id with the same content is the same message.
 * - signed: the signed bytes are kept before anything leaves; these bytes are sent, at every attempt.
 * - sent: kept as `unknown`, and due once more, before the first byte leaves. Whatever was cut off, customs may have
 *   the message; it is repeated under its id until customs answers or its attempts are spent.
 * - answered: the answer is kept with what it means. Only a verified answer to this very message is believed.
 */
import { CongkyError, toCongkyError } from '@congky/shared'
import type { OutgoingMessage, OutgoingSummary } from '../exchange-store.ts'
import { acceptMessage } from './accept-message.ts'
import { historyOf } from './message-requests.ts'
import { MessageSteps, SETTLED } from './message-steps.ts'
import type { ExchangeSenderParts, Sender } from './sender-parts.ts'

/** How often the outbox is looked through; what changes here is taken up at once. */
const SWEEP_MS = 5_000
/** How often messages are looked at that wait for a signature here. */
const UNSIGNED_MS = 60_000
/** Messages under way at a time: beyond it they wait. */
const PARALLEL_MAX = 4
/** Messages of one look through the outbox, the oldest first. */
const SWEPT_MAX = 500
/** The last moment that a date can name (ECMA-262, 21.4.1.1). */
const END_OF_TIME = new Date(8.64e15)
/** Time for the answer of an attempt under way when the gateway stops. */
const STOP_MS = 2_000

export class ExchangeSender {
  readonly #parts: ExchangeSenderParts
  readonly #abort = new AbortController()
  readonly #underWay = new Map<string, Promise<void>>()
  /** Woken while others took all places, in order. */
  readonly #queue = new Set<string>()
  /** Woken while they were under way: looked at once more. */
  readonly #again = new Set<string>()
  readonly #watchers = new Map<string, Set<() => void>>()
  readonly #steps: MessageSteps
  #timers: readonly NodeJS.Timeout[] = []

  constructor(parts: ExchangeSenderParts) {
    this.#parts = parts
    this.#steps = new MessageSteps(parts, { signal: this.#abort.signal, wake: (id) => this.#wake(id) })
  }

  /** Takes up what the last run left. */
  start(): void {
    this.#timers = [
      setInterval(() => void this.#sweep(new Date()), SWEEP_MS),
      setInterval(() => this.#steps.lookAtUnsigned(), UNSIGNED_MS),
    ]
    // What waits for its signature is asked after at once, whenever it would have been: nobody listens for it yet.
    void this.#sweep(END_OF_TIME)
  }

  /** Ends calls under way; their messages go on with the next start. */
  async stop(): Promise<void> {
    for (const timer of this.#timers) clearInterval(timer)
    this.#abort.abort()
    for (const id of this.#watchers.keys()) this.#tell(id)
    const ended = Promise.allSettled(this.#underWay.values())
    await Promise.race([ended, new Promise((resolve) => setTimeout(resolve, STOP_MS).unref())])
  }

  /**
   * Takes a message in; when this returns, it is durable. The same message again gives the one that is there.
   *
   * @throws {CongkyError} ERR_EXCHANGE_OFF; what is wrong with the message; ERR_ENTERPRISE_FORBIDDEN;
   * ERR_EXCHANGE_CONFLICT; ERR_SOURCE_UNAVAILABLE; ERR_RESTORE_UNCONFIRMED
   */
  async submit(xml: string, sender: Sender): Promise<OutgoingMessage> {
    const refusal = this.#parts.refusal()
    if (refusal) throw refusal
    if (this.#abort.signal.aborted) throw new CongkyError('ERR_STOPPING')
    const { message, isNew } = await acceptMessage(xml, sender, this.#parts)
    if (isNew) {
      const origin = { origin: sender.origin }
      await this.#parts.note({ ...historyOf(message), ...origin, note: 'message to customs handed in' })
    }
    this.#wake(message.id)
    return message
  }

  find(id: string): Promise<OutgoingMessage | null> {
    return this.#parts.store().outbox.find(id)
  }

  list(limit: number): Promise<readonly OutgoingSummary[]> {
    return this.#parts.store().outbox.list(limit)
  }

  /** Waits until customs answered or a person is needed, at most `waitMs`. @returns The message as it is then. */
  async waitUntilSettled(message: OutgoingMessage, waitMs: number, signal: AbortSignal): Promise<OutgoingMessage> {
    const end = Date.now() + waitMs
    let current = message
    while (!SETTLED.includes(current.state) && Date.now() < end && !this.#isOver(signal)) {
      await this.#nextChange(current.id, end - Date.now(), signal)
      current = (await this.find(current.id)) ?? current
    }
    return current
  }

  /**
   * A person has a message sent that waits, or that is held.
   *
   * @throws {CongkyError} ERR_NOT_FOUND; ERR_EXCHANGE_FINAL: customs answered it; ERR_RESTORE_UNCONFIRMED
   */
  async retry(id: string, by: { readonly name: string; readonly origin: string }): Promise<OutgoingMessage> {
    const refusal = this.#parts.refusal()
    if (refusal) throw refusal
    const { outbox } = this.#parts.store()
    const message = await outbox.find(id)
    if (message === null) throw new CongkyError('ERR_NOT_FOUND')
    // What was signed may have been sent, whatever became of it.
    const held = message.signedAt === null ? 'signing' : 'unknown'
    const state = message.state === 'held' ? held : message.state
    // One that waits for its signature belongs to the gateway that has a job for it.
    const nextAttemptAt = message.state === 'signing' ? message.nextAttemptAt : new Date()
    const change = { state, errorCount: 0, nextAttemptAt, lastError: null } as const
    const changed =
      SETTLED.includes(message.state) && message.state !== 'held'
        ? null
        : await outbox.change(id, [message.state], change)
    if (changed === null) throw new CongkyError('ERR_EXCHANGE_FINAL')
    await this.#parts.note({
      ...historyOf(changed),
      requester: by.name,
      origin: by.origin,
      note: 'sent again by a person',
    })
    this.#wake(id)
    return changed
  }

  #isOver(signal: AbortSignal): boolean {
    return signal.aborted || this.#abort.signal.aborted
  }

  #nextChange(id: string, waitMs: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const watchers = this.#watchers.get(id) ?? new Set()
      this.#watchers.set(id, watchers)
      const end = () => {
        clearTimeout(timer)
        signal.removeEventListener('abort', end)
        watchers.delete(end)
        if (watchers.size === 0) this.#watchers.delete(id)
        resolve()
      }
      const timer = setTimeout(end, waitMs)
      watchers.add(end)
      signal.addEventListener('abort', end)
    })
  }

  #tell(id: string): void {
    for (const watcher of [...(this.#watchers.get(id) ?? [])]) watcher()
  }

  async #sweep(dueBy: Date): Promise<void> {
    const { store, config, refusal, log } = this.#parts
    if (this.#abort.signal.aborted || config() === null || refusal() !== null) return
    try {
      const due = await store().outbox.due(dueBy, SWEPT_MAX)
      for (const { id } of due) this.#wake(id)
    } catch (error) {
      const { code } = toCongkyError(error)
      if (code === 'ERR_INTERNAL') log.error({ err: error }, 'the outbox could not be looked through')
      else log.debug({ code }, 'the outbox is not to be had')
    }
  }

  /** Has a message looked at now, or right after what is being done with it. */
  #wake(id: string): void {
    if (this.#abort.signal.aborted) return
    if (this.#underWay.has(id)) {
      this.#again.add(id)
      return
    }
    if (this.#underWay.size >= PARALLEL_MAX) {
      this.#queue.add(id)
      return
    }
    const work = this.#steps
      .advance(id)
      .catch((error: unknown) => this.#noteStuck(id, error))
      .finally(() => {
        this.#underWay.delete(id)
        this.#tell(id)
        if (this.#again.delete(id)) this.#queue.add(id)
        const [next] = this.#queue
        if (next === undefined) return
        this.#queue.delete(next)
        this.#wake(next)
      })
    this.#underWay.set(id, work)
  }

  /** What went wrong could not be kept: the message is due again as it was kept last. */
  #noteStuck(id: string, error: unknown): void {
    const { code } = toCongkyError(error)
    if (code === 'ERR_INTERNAL') this.#parts.log.error({ err: error, message: id }, 'a message to customs is stuck')
    else this.#parts.log.warn({ code, message: id }, 'a message to customs waits')
  }
}
