/**
 * One WebSocket connection of a workstation: many requests at once, told apart by the client's requestId,
 * which is also its idempotency key. The connection owns nothing durable; after a cut the client resumes
 * by requestId on a new one.
 *
 * A slow reader does not fill our memory: outcomes wait in the store until the socket has room.
 */
import {
  type ApprovalStanding,
  type ClientFrame,
  CongkyError,
  clientFrameSchema,
  decodeFrame,
  encodeBinaryFrame,
  type GatewayFrame,
  requestKeySchema,
  toCongkyError,
} from '@congky/shared'
import type { Job } from '../../domain/job.ts'
import type { Log } from '../../domain/log.ts'
import type { CallLimits } from '../call-limits.ts'
import { type Caller, toIncomingRequest } from '../caller.ts'
import { assertNoForbiddenWish } from '../forbidden-wishes.ts'
import type { RequestDesk } from '../request-desk.ts'
import { toErrorView, toJsonDocument, toResultView } from '../request-view.ts'
import type { Outbox } from './outbox.ts'

/** Requests of one connection that may wait for their outcome. */
const TRACKED_MAX = 5_000

export interface SessionParts {
  readonly desk: RequestDesk
  /** Asked for each request: what a workstation may sign for can change while it is connected. */
  readonly caller: () => Caller
  readonly limits: Pick<CallLimits, 'take' | 'charge'>
  readonly outbox: Outbox
  readonly log: Log
}

/** How a client wants its outcome: as it sent the document. */
type Framing = 'text' | 'binary'

export class WebSocketSession {
  readonly #parts: SessionParts
  /** Stops watching, by requestId. */
  readonly #tracked = new Map<string, () => void>()
  /** Requests on their way to the store, by requestId. */
  readonly #submitting = new Map<string, Promise<Job>>()
  #isClosed = false

  constructor(parts: SessionParts) {
    this.#parts = parts
  }

  /** Handles one frame; whatever is wrong with it is answered, never thrown. */
  async receive(data: string | Uint8Array): Promise<void> {
    const arrivedMs = performance.now()
    let requestId: string | undefined
    try {
      const { head, document } = decodeFrame(data)
      requestId = readRequestId(head)
      const parsed = clientFrameSchema.safeParse(head)
      if (!parsed.success) throw invalidFrame(parsed.error.issues[0])
      assertNoForbiddenWish(head)
      await this.#handle(parsed.data, document, arrivedMs)
    } catch (thrown) {
      const error = toCongkyError(thrown)
      if (error.code === 'ERR_INTERNAL') this.#parts.log.error({ err: thrown }, 'websocket frame failed')
      const { retryAfterMs } = error.details
      this.#send({
        type: 'error',
        ...(requestId === undefined ? {} : { requestId }),
        ...(typeof retryAfterMs === 'number' ? { retryAfterMs } : {}),
        ...toErrorView(error),
      })
    }
  }

  /** Lets go of everything; the jobs go on without us. */
  close(): void {
    this.#isClosed = true
    for (const stop of this.#tracked.values()) stop()
    this.#tracked.clear()
  }

  async #handle(frame: ClientFrame, bytes: Uint8Array | null, arrivedMs: number): Promise<void> {
    const { limits, caller } = this.#parts
    const { workstationId } = caller()
    // Only what brings a document is refused: nothing gets lost by it, as it would by a resume.
    if (frame.type === 'sign') limits.take(workstationId)
    else limits.charge(workstationId, frame.type === 'resume' ? Math.max(1, frame.requestIds.length / 10) : 1)
    switch (frame.type) {
      case 'sign':
        return this.#sign(frame, bytes, arrivedMs)
      case 'resume':
        await Promise.all(frame.requestIds.map((requestId) => this.#resume(requestId)))
        return
      case 'cancel':
        return this.#cancel(frame.requestId)
      case 'ping':
        this.#send({ type: 'pong' })
        return
    }
  }

  async #sign(
    frame: Extract<ClientFrame, { type: 'sign' }>,
    bytes: Uint8Array | null,
    arrivedMs: number,
  ): Promise<void> {
    if (this.#tracked.size + this.#submitting.size >= TRACKED_MAX)
      throw new CongkyError('ERR_QUEUE_FULL', { limit: TRACKED_MAX })
    const document = documentOf(frame, bytes)
    const { requestId } = frame
    const sent = { ...frame, document }
    const incoming = toIncomingRequest('websocket', this.#parts.caller(), requestId, sent, arrivedMs)
    const submitting = this.#parts.desk.submit(incoming)
    this.#submitting.set(requestId, submitting)
    try {
      this.#track(requestId, await submitting, bytes === null ? 'text' : 'binary')
    } finally {
      if (this.#submitting.get(requestId) === submitting) this.#submitting.delete(requestId)
    }
  }

  /** A client that gives up right after it sent a request means that very request. */
  async #cancel(requestId: string): Promise<void> {
    // Should it be refused, whoever sent it is told; there is nothing to withdraw then.
    const onItsWay = await this.#submitting.get(requestId)?.catch(() => null)
    const job = onItsWay ?? (await this.#findOwn(requestId))
    if (job) await this.#parts.desk.cancel(job.id)
  }

  async #resume(requestId: string): Promise<void> {
    const job = await this.#findOwn(requestId)
    if (job) this.#track(requestId, job, 'binary')
    else this.#send({ type: 'error', requestId, ...toErrorView(new CongkyError('ERR_NOT_FOUND')) })
  }

  /** Tells the client that we have it, how it stands, and its outcome as soon as there is one. */
  #track(requestId: string, job: Job, framing: Framing): void {
    if (this.#isClosed) return
    this.#tracked.get(requestId)?.()
    this.#parts.outbox.pushSoon(() => toText({ type: 'accepted', requestId, id: job.id }))
    // What is received is signed at once, and needs no words.
    let told = newsOf({ state: 'received', reason: null }, undefined)
    const tell = (now: Job) => {
      if (now.state === 'signed' || now.state === 'rejected') {
        this.#tracked.get(requestId)?.()
        this.#tracked.delete(requestId)
        this.#sendOutcome(requestId, now, framing)
        return
      }
      const approval = this.#parts.desk.approvalOf(now)
      const news = newsOf(now, approval)
      if (news !== told) this.#sendState(requestId, now, approval)
      told = news
    }
    this.#tracked.set(requestId, this.#parts.desk.watch(job.id, tell))
    // It may have moved on between the answer of the store and the watch.
    const current = this.#parts.desk.find(job.id) ?? job
    if (current.state === 'received') this.#sendPosition(requestId, current)
    tell(current)
  }

  /** That others are before it; no word of it to those whose turn comes before anybody could read it. */
  #sendPosition(requestId: string, job: Job): void {
    const { outbox, desk } = this.#parts
    outbox.pushSoon(() => {
      const queuePosition = this.#tracked.has(requestId) ? desk.queuePosition(job) : undefined
      return queuePosition ? toText({ type: 'state', requestId, state: job.state, queuePosition }) : null
    })
  }

  #sendState(requestId: string, job: Job, approval: ApprovalStanding | undefined): void {
    const queuePosition = this.#parts.desk.queuePosition(job)
    this.#send({
      type: 'state',
      requestId,
      state: job.state,
      ...(queuePosition === undefined ? {} : { queuePosition }),
      ...(job.reason === null ? {} : { reason: toErrorView(job.reason) }),
      ...(approval === undefined ? {} : { approval }),
    })
  }

  #sendOutcome(requestId: string, job: Job, framing: Framing): void {
    const { outbox, desk, log } = this.#parts
    const startedMs = performance.now()
    const onSent = () => {
      desk
        .markDelivered(job, performance.now() - startedMs)
        .catch((error: unknown) => log.warn({ err: error, job: job.id }, 'delivery not recorded'))
    }
    // The document is read only when the socket has room for it.
    outbox.push(() => this.#toOutcomeFrame(requestId, job, framing), onSent)
  }

  #toOutcomeFrame(requestId: string, job: Job, framing: Framing): string | Uint8Array {
    if (job.reason) {
      const reason = toErrorView(job.reason)
      return JSON.stringify({ type: 'rejected', requestId, id: job.id, ...reason } satisfies GatewayFrame)
    }
    const bytes = this.#parts.desk.signedDocument(job.id)
    if (bytes === null || job.certificate === null || job.signedAt === null) {
      // It is no rejection: the signature exists, and another key would make a second one.
      const gone = toErrorView(new CongkyError('ERR_DOCUMENT_GONE'))
      return JSON.stringify({ type: 'error', requestId, ...gone } satisfies GatewayFrame)
    }
    const { profile, taxCode } = job.request
    const head: GatewayFrame = {
      type: 'signed',
      requestId,
      id: job.id,
      certificate: job.certificate,
      profile,
      taxCode,
      signedAt: job.signedAt.toISOString(),
      ...toResultView(this.#parts.desk.resultFormat(job)),
    }
    if (framing === 'binary') return encodeBinaryFrame(head, bytes)
    return JSON.stringify({ ...head, ...toJsonDocument(bytes) } satisfies GatewayFrame)
  }

  #findOwn(requestId: string): Promise<Job | null> {
    return this.#parts.desk.findByKey(this.#parts.caller().workstationId, requestId)
  }

  #send(frame: GatewayFrame): void {
    this.#parts.outbox.push(() => toText(frame))
  }
}

function toText(frame: GatewayFrame): string {
  return JSON.stringify(frame)
}

/** What of a request's standing is worth a frame when it changes. */
function newsOf({ state, reason }: Pick<Job, 'state' | 'reason'>, approval: ApprovalStanding | undefined): string {
  const step = state === 'awaiting-approval' ? approval?.step : undefined
  return [state, reason?.code, step].join(':')
}

/** @throws {CongkyError} ERR_REQUEST_INVALID: there is none, or two and nobody knows which is meant. */
function documentOf(
  { document, documentBase64 }: Extract<ClientFrame, { type: 'sign' }>,
  bytes: Uint8Array | null,
): string | Uint8Array {
  if (bytes !== null) return bytes
  if (document !== undefined && documentBase64 === undefined) return document
  if (documentBase64 !== undefined && document === undefined) return Buffer.from(documentBase64, 'base64')
  const detail = { en: 'give either document or documentBase64', vi: 'cần đúng một trong document, documentBase64' }
  throw new CongkyError('ERR_REQUEST_INVALID', { detail })
}

/** The requestId of a frame that may be broken otherwise, so that the answer names it. */
function readRequestId(head: unknown): string | undefined {
  if (typeof head !== 'object' || head === null || !('requestId' in head)) return undefined
  const parsed = requestKeySchema.safeParse(head.requestId)
  return parsed.success ? parsed.data : undefined
}

function invalidFrame(issue: { readonly path: PropertyKey[]; readonly message: string } | undefined): CongkyError {
  const where = issue?.path.map(String).join('.') ?? ''
  return new CongkyError('ERR_REQUEST_INVALID', {
    detail: where === '' ? 'frame' : `${where}: ${issue?.message ?? ''}`,
  })
}
