/**
 * Brings messages through their channels: each channel for itself and one message after the other, tried again with
 * growing pauses. What cannot be brought within a day is dropped: what still lasts is told again by then.
 */
import { type Bilingual, type ChannelView, type CongkyError, toCongkyError } from '@congky/shared'
import type { Log } from '../domain/log.ts'
import type { Message } from '../domain/notification.ts'
import type { QueuedMessage } from '../store/notifications.ts'

export interface Channel {
  /** `email` or `webhook:<name>`. */
  readonly name: string
  /** What it brings: everything, or what it is handed by name. */
  readonly isPersonal?: true
  /** @throws {CongkyError} */
  readonly send: (message: Message, signal: AbortSignal) => Promise<void>
}

export interface CourierParts {
  readonly channels: () => readonly Channel[]
  /** Called after what waits has changed. */
  readonly onChange: () => void
  readonly log: Log
}

/** Messages that wait for one channel; the oldest is dropped for a new one. */
const WAITING_MAX = 50
const KEEP_MS = 24 * 3_600_000
const FIRST_PAUSE_MS = 5_000
const LONGEST_PAUSE_MS = 30 * 60_000
/** Of one try altogether, so that a server that drips bytes holds nothing up. */
const TRY_MS = 60_000

interface Health {
  readonly lastSentAt: number | null
  readonly problem: CongkyError | null
}

export class Courier {
  readonly #parts: CourierParts
  #queue: readonly QueuedMessage[] = []
  /** When a channel that failed is tried next; milliseconds since 1970. */
  readonly #nextAt = new Map<string, number>()
  readonly #busy = new Map<string, Promise<void>>()
  readonly #health = new Map<string, Health>()
  readonly #stopping = new AbortController()
  /** Counts changes of settings: a try that began before one says nothing about what is set now. */
  #settings = 0

  constructor(parts: CourierParts) {
    this.#parts = parts
  }

  get queue(): readonly QueuedMessage[] {
    return this.#queue
  }

  /** Takes over what waited when the gateway ended. */
  load(queue: readonly QueuedMessage[]): void {
    this.#queue = [...queue]
  }

  /** Queues a message for every channel that brings everything; `bring` sends it. */
  add(message: Message): void {
    for (const { name, isPersonal } of this.#parts.channels()) if (!isPersonal) this.addTo(name, message)
  }

  addTo(channel: string, message: Message): void {
    const added: QueuedMessage = { channel, message, createdAt: Date.parse(message.at), attempts: 0 }
    this.#queue = withinLimit([...this.#queue, added])
  }

  /** Sends what is due, without waiting for it. */
  bring(now = Date.now()): void {
    if (this.#stopping.signal.aborted) return
    const channels = this.#parts.channels()
    const names = new Set(channels.map(({ name }) => name))
    const kept = this.#queue.filter(({ channel, createdAt }) => names.has(channel) && now - createdAt < KEEP_MS)
    if (kept.length < this.#queue.length) {
      this.#parts.log.warn({ dropped: this.#queue.length - kept.length }, 'messages given up')
      this.#queue = kept
      this.#parts.onChange()
    }
    for (const { name } of channels) {
      if (this.#busy.has(name) || (this.#nextAt.get(name) ?? 0) > now) continue
      if (!this.#queue.some(({ channel }) => channel === name)) continue
      const work = this.#bringAll(name).finally(() => this.#busy.delete(name))
      this.#busy.set(name, work)
    }
  }

  /** Forgets the pauses: settings may have become right. */
  retryNow(): void {
    this.#settings++
    this.#nextAt.clear()
    const names = new Set(this.#parts.channels().map(({ name }) => name))
    for (const name of this.#health.keys()) if (!names.has(name)) this.#health.delete(name)
    this.bring()
  }

  views(): readonly ChannelView[] {
    return this.#parts.channels().map(({ name }) => {
      const { lastSentAt, problem } = this.#health.get(name) ?? { lastSentAt: null, problem: null }
      return {
        channel: name,
        waiting: this.#queue.filter(({ channel }) => channel === name).length,
        lastSentAt: lastSentAt === null ? null : new Date(lastSentAt).toISOString(),
        problem: problem && bothTexts(problem),
      }
    })
  }

  /** Notes how a test went; it tells as much of the channel as any other message. */
  noteTest(channel: string, problem: CongkyError | null): void {
    this.#note(channel, problem)
    if (problem === null) this.#nextAt.delete(channel)
  }

  /** Ends tries under way; what was not brought stays in the queue. */
  async stop(): Promise<void> {
    this.#stopping.abort()
    await Promise.all(this.#busy.values())
  }

  async #bringAll(name: string): Promise<void> {
    for (;;) {
      // As it is set up now: settings may have changed since the message before.
      const channel = this.#parts.channels().find((each) => each.name === name)
      const next = this.#queue.find((each) => each.channel === name)
      if (!channel || !next || this.#stopping.signal.aborted) return
      const settings = this.#settings
      const problem = await this.#try(channel, next.message)
      if (this.#stopping.signal.aborted && problem) return
      if (problem && settings !== this.#settings) continue
      this.#note(name, problem)
      if (problem) {
        const attempts = next.attempts + 1
        this.#queue = this.#queue.map((each) => (each === next ? { ...each, attempts } : each))
        this.#nextAt.set(name, Date.now() + pauseAfter(attempts, problem))
        this.#parts.log.warn({ channel: name, code: problem.code, attempts, err: problem.cause }, 'message not sent')
        this.#parts.onChange()
        return
      }
      this.#queue = this.#queue.filter((each) => each !== next)
      this.#parts.log.info({ channel: name, id: next.message.id }, 'message sent')
      this.#parts.onChange()
    }
  }

  async #try(channel: Channel, message: Message): Promise<CongkyError | null> {
    try {
      await channel.send(message, AbortSignal.any([this.#stopping.signal, AbortSignal.timeout(TRY_MS)]))
      return null
    } catch (error) {
      return toCongkyError(error)
    }
  }

  #note(channel: string, problem: CongkyError | null): void {
    const before = this.#health.get(channel)?.lastSentAt ?? null
    this.#health.set(channel, { lastSentAt: problem ? before : Date.now(), problem })
  }
}

/** A wrong password tried often locks a mailbox, so what needs a person is tried seldom. */
function pauseAfter(attempts: number, { disposition }: CongkyError): number {
  if (disposition === 'hold') return LONGEST_PAUSE_MS
  return Math.min(FIRST_PAUSE_MS * 2 ** (attempts - 1), LONGEST_PAUSE_MS)
}

function withinLimit(queue: readonly QueuedMessage[]): readonly QueuedMessage[] {
  const after = new Map<string, number>()
  const kept = [...queue].reverse().filter(({ channel }) => {
    const count = (after.get(channel) ?? 0) + 1
    after.set(channel, count)
    return count <= WAITING_MAX
  })
  return kept.reverse()
}

function bothTexts(error: CongkyError): Bilingual {
  const text = (language: 'vi' | 'en') => `${error.text(language).message} ${error.text(language).next}`
  return { vi: text('vi'), en: text('en') }
}
