/**
 * Tells people what needs them, by webhook and mail: looks at the gateway every few seconds, decides what is news
 * (decide.ts), writes that down, and hands it to the courier. Nothing of it can hold signing up, and a disk that
 * takes no writes is told of all the same.
 */
import { randomUUID } from 'node:crypto'
import { hostname } from 'node:os'
import { setTimeout as sleep } from 'node:timers/promises'
import {
  type Bilingual,
  type ChannelView,
  CongkyError,
  type ConnectionTestView,
  type GatewayStatus,
  toCongkyError,
} from '@congky/shared'
import { toConnectionProblem } from '../domain/connection-problem.ts'
import type { Log } from '../domain/log.ts'
import type { Message, Remembered } from '../domain/notification.ts'
import type { NotificationsConfig } from '../domain/outgoing-config.ts'
import { type OutgoingConnections, showWay, toTarget } from '../outgoing/outgoing-connections.ts'
import type { NotificationStore } from '../store/notifications.ts'
import type { WaitingApprovals } from './approval-facts.ts'
import { buildMessage } from './build-message.ts'
import type { Teller } from './compose.ts'
import { type Channel, Courier } from './courier.ts'
import { type Decision, decide } from './decide.ts'
import { sendEmail } from './email.ts'
import { gatherFacts } from './gather-facts.ts'
import { addressees, decisionFor } from './personal.ts'
import { isQuietTime } from './quiet-hours.ts'
import { sendWebhook } from './webhook.ts'

export interface NotifierParts {
  readonly config: () => NotificationsConfig
  readonly status: () => GatewayStatus
  /** Where links in messages lead: the console's address, for the outside where there is one. */
  readonly url: () => string
  readonly waiting: () => Promise<WaitingApprovals>
  /** Mail addresses of approvers, who are told of what they may decide. */
  readonly addresses: () => readonly string[]
  readonly store: NotificationStore
  readonly outgoing: OutgoingConnections
  /** @throws {CongkyError} ERR_SECRET_MISSING, ERR_SECRET_STORE */
  readonly secret: (name: string) => string
  /** Whether this gateway may tell at all: a restored one whose original may still run is silent. */
  readonly mayTell: () => boolean
  readonly log: Log
}

const channelOf = (address: string) => `email:${address}`

/** Between looks; shorter when the settling time is. */
const LOOK_MS = 5_000
const HOUR_MS = 3_600_000
/** How long a message waits to be written down before it is sent anyway: the disk may be what it is about. */
const WRITE_MS = 2_000
const TEST_MS = 45_000

export class Notifier {
  readonly #parts: NotifierParts
  readonly #courier: Courier
  #memory: readonly Remembered[] = []
  /** What was written last, as text: most looks change nothing. */
  #written = ''
  #brokenRun: string | null = null
  #timer: NodeJS.Timeout | null = null
  #isStopped = false

  constructor(parts: NotifierParts) {
    this.#parts = parts
    this.#courier = new Courier({
      channels: () => this.#channels(),
      onChange: () => void this.#write(),
      log: parts.log,
    })
  }

  async start(): Promise<void> {
    const { store, mayTell, log } = this.#parts
    const { memory, queue } = store.load()
    this.#memory = memory
    this.#courier.load(queue)
    this.#written = this.#state()
    try {
      const broken = await store.beginRun(new Date())
      // The backup of a restored gateway was made while the original ran.
      if (mayTell()) this.#brokenRun = broken?.toISOString() ?? null
    } catch (error) {
      log.warn({ err: error }, 'the start could not be noted')
    }
    this.#lookLater()
  }

  async stop(): Promise<void> {
    this.#isStopped = true
    if (this.#timer) clearTimeout(this.#timer)
    await this.#courier.stop()
    await this.#write()
    await this.#parts.store.endRun(new Date()).catch((error: unknown) => {
      this.#parts.log.warn({ err: error }, 'the stop could not be noted')
    })
  }

  /** After a change of settings or passwords. */
  reconsider(): void {
    if (this.#timer && !this.#isStopped) this.#courier.retryNow()
  }

  channels(): readonly ChannelView[] {
    return this.#courier.views()
  }

  /** For whoever looks at the status: channels that do not get through. */
  notices(): readonly Bilingual[] {
    return this.channels().flatMap(({ channel, problem }) => {
      if (problem === null) return []
      const vi = channel.startsWith('webhook:')
        ? `webhook ${channel.slice('webhook:'.length)}`
        : `e-mail${channel.slice('email'.length).replace(':', ' ')}`
      return [
        {
          vi: `Không gửi được thông báo qua ${vi}. ${problem.vi}`,
          en: `No messages get through ${channel}. ${problem.en}`,
        },
      ]
    })
  }

  /** Sends a test message now. @throws {CongkyError} ERR_CHANNEL_UNKNOWN */
  async test(channel: string): Promise<ConnectionTestView> {
    const found = this.#channels().find(({ name }) => name === channel)
    if (!found) throw new CongkyError('ERR_CHANNEL_UNKNOWN', { channel })
    const message: Message = { id: randomUUID(), at: new Date().toISOString(), kind: 'test', items: [], more: 0 }
    const startedAt = performance.now()
    const problem = await found.send(message, AbortSignal.timeout(TEST_MS)).then(
      () => null,
      (error: unknown) => toCongkyError(error),
    )
    this.#courier.noteTest(channel, problem)
    const ms = Math.round(performance.now() - startedAt)
    return {
      ok: problem === null,
      via: this.#viaOf(channel),
      status: null,
      ms,
      problem: problem && toConnectionProblem(problem),
    }
  }

  async #look(): Promise<void> {
    const { config, status, mayTell } = this.#parts
    if (!mayTell() || this.#channels().length === 0) return
    const { settleSeconds, repeatHours, topics, backupDays, timeZone } = config()
    const settleMs = settleSeconds * 1000
    const waiting = await this.#parts.waiting()
    const now = new Date()
    const about = { status: status(), waiting, now, settleMs, backupDays, timeZone, brokenRun: this.#brokenRun }
    const decision = decide(gatherFacts(about), this.#memory, now.getTime(), {
      ...{ topics, settleMs, repeatMs: repeatHours.map((hours) => hours * HOUR_MS) },
      isQuiet: isQuietTime(config(), now),
    })
    this.#memory = decision.memory
    this.#queue(decision, now)
    await Promise.race([this.#write(), sleep(WRITE_MS, undefined, { ref: false })])
    this.#courier.bring()
  }

  #queue(decision: Decision, now: Date): void {
    const message = buildMessage(decision, now, randomUUID())
    if (message) this.#courier.add(message)
    const reached = new Set(this.#channels().map(({ name }) => name))
    for (const address of addressees(decision)) {
      const theirs = buildMessage(decisionFor(address, decision), now, randomUUID())
      if (theirs && reached.has(channelOf(address))) this.#courier.addTo(channelOf(address), theirs)
    }
  }

  #lookLater(): void {
    if (this.#isStopped) return
    const lookMs = Math.min(LOOK_MS, (this.#parts.config().settleSeconds * 1000) / 4)
    this.#timer = setTimeout(() => {
      this.#look()
        .catch((error: unknown) => this.#parts.log.error({ err: error }, 'what to tell people could not be decided'))
        .finally(() => this.#lookLater())
    }, lookMs)
  }

  #state(): string {
    return JSON.stringify([this.#memory, this.#courier.queue])
  }

  /** What cannot be written now is written with the next change: until then a new start would tell it again. */
  async #write(): Promise<void> {
    const state = this.#state()
    if (state === this.#written) return
    try {
      await this.#parts.store.save({ memory: this.#memory, queue: this.#courier.queue })
      this.#written = state
    } catch (error) {
      this.#parts.log.warn({ code: toCongkyError(error).code }, 'what was told could not be written down')
    }
  }

  #channels(): readonly Channel[] {
    const { webhooks, email } = this.#parts.config()
    const parts = { outgoing: this.#parts.outgoing, secret: this.#parts.secret }
    const hooks = webhooks.map(
      (webhook): Channel => ({
        name: `webhook:${webhook.name}`,
        send: async (message, signal) => {
          await sendWebhook(webhook, message, this.#teller(), parts, signal)
        },
      }),
    )
    if (email === null) return hooks
    const mailTo = (to: readonly string[]): Channel['send'] => {
      return (message, signal) => sendEmail({ ...email, to }, message, this.#teller(), parts, signal)
    }
    const people = this.#parts.addresses().filter((address) => !email.to.includes(address))
    return [
      ...hooks,
      { name: 'email', send: mailTo(email.to) },
      ...people.map((to): Channel => ({ name: channelOf(to), isPersonal: true, send: mailTo([to]) })),
    ]
  }

  #teller(): Teller {
    const { gatewayName, timeZone } = this.#parts.config()
    return { name: gatewayName ?? hostname(), url: this.#parts.url(), timeZone }
  }

  #viaOf(channel: string): string | null {
    const { webhooks, email } = this.#parts.config()
    const hook = webhooks.find(({ name }) => `webhook:${name}` === channel)
    const target = hook ? toTarget(new URL(hook.url)) : email && { ...email, isPlainHttp: false }
    try {
      return target ? showWay(this.#parts.outgoing.wayTo(target)) : null
    } catch {
      return null
    }
  }
}
