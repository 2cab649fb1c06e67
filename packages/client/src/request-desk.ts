/**
 * Every request in hand, and the conversation about them. The desk speaks over whatever link is open and
 * forgets nothing when one is lost: on the next it first asks (`resume`) about all it sent before, and sends
 * again only what the gateway says it does not know. A document keeps its key throughout.
 *
 * Limits: `PENDING_MAX` requests; the link's buffer is filled up to `SEND_BUFFER_BYTES_MAX`, the rest waits
 * here; a document is sent `SENDS_MAX` times without any answer, then it is given up.
 */
import {
  CongkyError,
  closeCodes,
  decodeFrame,
  type GatewayFrame,
  gatewayFrameSchema,
  RESUME_IDS_MAX,
} from '@congky/shared'
import { backoffMs, refusalBackoff } from './backoff.ts'
import { PendingRequest, type SignedDocument, type SignOrder, type WaitOptions } from './pending-request.ts'
import type { Link } from './platform.ts'
import { RemoteError, RequestRejectedError } from './remote-error.ts'

const PENDING_MAX = 10_000
const SEND_BUFFER_BYTES_MAX = 1024 * 1024
const SENDS_MAX = 8
/** The longest that a gateway may tell us to wait; it is asked again then. */
const RETRY_AFTER_MS_MAX = 60_000

export interface DeskOptions {
  /** How long a gateway may refuse a document for now (queue full…) before the document is given up. */
  readonly patienceMs: number
  /** A complaint of the gateway, or an unreadable frame, that belongs to no request. */
  onComplaint(error: CongkyError): void
  lost(): CongkyError
}

type FrameAbout<Type extends GatewayFrame['type']> = Extract<GatewayFrame, { type: Type }>

export class RequestDesk {
  readonly #options: DeskOptions
  readonly #pending = new Map<string, PendingRequest>()
  /** In the order in which they go out; one that was settled meanwhile is passed over. */
  readonly #queue: PendingRequest[] = []
  /** Requests withdrawn while no link was open. */
  readonly #cancelsOwed = new Set<string>()
  #link: Link | null = null

  constructor(options: DeskOptions) {
    this.#options = options
  }

  get size(): number {
    return this.#pending.size
  }

  /** @throws {CongkyError} (rejects) whatever the gateway answers, ERR_CANCELLED, ERR_DEADLINE_PASSED… */
  async sign(order: SignOrder, options: WaitOptions): Promise<SignedDocument> {
    const { pending, isNew } = this.#open(order.requestId, options)
    pending.order(order)
    const outcome = pending.wait({ ...options, knownOnly: false }, () => this.#abandon(pending))
    this.#pending.set(pending.requestId, pending)
    if (isNew) this.#enqueue(pending)
    return outcome
  }

  /** Waits for the outcome of a request made earlier. @throws {CongkyError} (rejects) also ERR_NOT_FOUND. */
  async find(requestId: string, options: WaitOptions): Promise<SignedDocument> {
    const { pending, isNew } = this.#open(requestId, options)
    const outcome = pending.wait({ ...options, knownOnly: true }, () => this.#abandon(pending))
    this.#pending.set(requestId, pending)
    if (isNew) this.#sendJson({ type: 'resume', requestIds: [requestId] })
    return outcome
  }

  linkOpened(link: Link): void {
    this.#link = link
    const asked = [...this.#pending.values()].filter(({ phase }) => phase !== 'queued' && phase !== 'resting')
    for (const pending of asked) pending.phase = 'asked'
    for (let start = 0; start < asked.length; start += RESUME_IDS_MAX) {
      const requestIds = asked.slice(start, start + RESUME_IDS_MAX).map(({ requestId }) => requestId)
      this.#sendJson({ type: 'resume', requestIds })
    }
    for (const requestId of this.#cancelsOwed) this.#sendJson({ type: 'cancel', requestId })
    this.#cancelsOwed.clear()
    this.pump()
  }

  linkLost(closeCode: number | null): void {
    this.#link = null
    if (closeCode === closeCodes.tooLarge) this.#giveLargestUp()
  }

  failAll(error: CongkyError): void {
    for (const pending of this.#pending.values()) pending.reject(error)
    this.#pending.clear()
    this.#queue.length = 0
  }

  /** Sends what is queued, as far as the link takes it. */
  pump(): void {
    while (this.#link && this.#link.bufferedBytes < SEND_BUFFER_BYTES_MAX) {
      const pending = this.#queue.shift()
      if (!pending) return
      if (pending.frame === null || pending.phase !== 'queued' || !this.#isCurrent(pending)) continue
      pending.sends += 1
      if (pending.sends > SENDS_MAX) {
        this.#reject(pending, this.#options.lost())
        continue
      }
      pending.phase = 'sent'
      this.#link.send(pending.frame)
    }
  }

  received(data: string | Uint8Array): void {
    const read = this.#read(data)
    if (read === null || read.frame.type === 'pong') return
    const { frame, document } = read
    if (frame.type === 'error' && frame.requestId === undefined) {
      this.#options.onComplaint(new RemoteError(frame))
      return
    }
    // One that nobody waits for any more, cancelled or past its deadline here, needs no answer.
    const pending = this.#pending.get(frame.requestId ?? '')
    if (pending) this.#answer(pending, frame, document)
  }

  #answer(pending: PendingRequest, frame: Exclude<GatewayFrame, { type: 'pong' }>, document: Uint8Array | null): void {
    switch (frame.type) {
      case 'accepted':
        pending.id = frame.id
        if (pending.phase === 'sent')
          pending.tell({ state: 'received', queuePosition: null, reason: null, approval: null })
        this.#accepted(pending)
        return
      case 'state':
        this.#accepted(pending)
        pending.tell({
          state: frame.state,
          queuePosition: frame.queuePosition ?? null,
          reason: frame.reason ? new RemoteError(frame.reason) : null,
          approval: frame.approval ?? null,
        })
        return
      case 'signed':
        this.#signed(pending, frame, document)
        return
      case 'rejected':
        // Signed once, its document no longer kept: not rejected, so a new key would sign it a second time.
        this.#reject(
          pending,
          frame.code === 'ERR_NOT_FOUND' ? new RemoteError(frame) : new RequestRejectedError(frame, frame.id ?? null),
        )
        return
      case 'error':
        this.#refused(pending, new RemoteError(frame), frame.retryAfterMs ?? 0)
        return
    }
  }

  #accepted(pending: PendingRequest): void {
    pending.phase = 'accepted'
    pending.sends = 0
    pending.refusals = 0
  }

  #signed(pending: PendingRequest, frame: FrameAbout<'signed'>, document: Uint8Array | null): void {
    const bytes = signedBytes(frame, document)
    if (bytes.length === 0) {
      this.#reject(pending, new CongkyError('ERR_ANSWER_UNKNOWN', { detail: 'signed, without a document' }))
      return
    }
    this.#pending.delete(pending.requestId)
    pending.resolve({
      id: frame.id,
      idempotencyKey: pending.requestId,
      signedDocument: bytes,
      mediaType: frame.mediaType ?? null,
      fileExtension: frame.fileExtension ?? null,
      certificate: frame.certificate,
      profile: frame.profile,
      taxCode: frame.taxCode,
      signedAt: new Date(frame.signedAt),
    })
  }

  #refused(pending: PendingRequest, error: RemoteError, retryAfterMs: number): void {
    if (error.code === 'ERR_NOT_FOUND' && pending.phase === 'asked') {
      if (!pending.dismissKnownOnly(error)) this.#pending.delete(pending.requestId)
      else this.#enqueue(pending)
      return
    }
    pending.sends = 0
    const now = Date.now()
    if (pending.refusals === 0) pending.refusedSince = now
    // Only what goes away by itself is tried again unasked; what waits for a person is for the caller to judge.
    // A gateway that tells us to slow down takes everything in the end: that needs no patience, only time.
    const isOver = error.code !== 'ERR_RATE_LIMITED' && now - pending.refusedSince > this.#options.patienceMs
    if (error.disposition !== 'retry' || isOver) {
      this.#reject(pending, error)
      return
    }
    pending.refusals += 1
    const delayMs = Math.max(backoffMs(refusalBackoff, pending.refusals), Math.min(retryAfterMs, RETRY_AFTER_MS_MAX))
    pending.rest(delayMs, () => this.#enqueue(pending))
  }

  /** The gateway closed the link because of a frame's size, and cannot say which: it was the largest. */
  #giveLargestUp(): void {
    const sent = [...this.#pending.values()].filter(({ phase }) => phase === 'sent')
    const [largest] = sent.sort((a, b) => b.documentBytes - a.documentBytes)
    const limit = { en: 'number of', vi: 'số' }
    if (largest) this.#reject(largest, new CongkyError('ERR_DOCUMENT_TOO_LARGE', { limit }))
  }

  #open(requestId: string, { signal, deadline }: WaitOptions): { pending: PendingRequest; isNew: boolean } {
    if (signal?.aborted) throw new CongkyError('ERR_CANCELLED', {}, { cause: signal.reason })
    if (deadline && deadline.getTime() <= Date.now()) throw new CongkyError('ERR_DEADLINE_PASSED')
    const known = this.#pending.get(requestId)
    if (!known && this.#pending.size >= PENDING_MAX) throw new CongkyError('ERR_QUEUE_FULL', { limit: PENDING_MAX })
    return { pending: known ?? new PendingRequest(requestId), isNew: !known }
  }

  #enqueue(pending: PendingRequest): void {
    pending.phase = 'queued'
    this.#queue.push(pending)
    this.pump()
  }

  #reject(pending: PendingRequest, error: CongkyError): void {
    this.#pending.delete(pending.requestId)
    pending.reject(error)
  }

  /** Nobody here waits any more: the gateway is told, if the document ever went out. */
  #abandon(pending: PendingRequest): void {
    if (!this.#isCurrent(pending)) return
    this.#pending.delete(pending.requestId)
    if (pending.frame === null || (pending.phase === 'queued' && pending.sends === 0)) return
    if (this.#link) this.#sendJson({ type: 'cancel', requestId: pending.requestId })
    else this.#cancelsOwed.add(pending.requestId)
  }

  #isCurrent(pending: PendingRequest): boolean {
    return this.#pending.get(pending.requestId) === pending
  }

  #sendJson(frame: object): void {
    this.#link?.send(JSON.stringify(frame))
  }

  /** One frame, or null for what a newer gateway may say and we need not understand. */
  #read(data: string | Uint8Array): { frame: GatewayFrame; document: Uint8Array | null } | null {
    let head: unknown
    let document: Uint8Array | null
    try {
      ;({ head, document } = decodeFrame(data))
    } catch (cause) {
      this.#options.onComplaint(new CongkyError('ERR_ANSWER_UNKNOWN', { detail: 'a broken frame' }, { cause }))
      return null
    }
    const parsed = gatewayFrameSchema.safeParse(head)
    if (parsed.success) return { frame: parsed.data, document }
    this.#unreadable(head, parsed.error)
    return null
  }

  /** An outcome that we cannot read must end the request, which would wait for ever otherwise. */
  #unreadable(head: unknown, cause: Error): void {
    if (typeof head !== 'object' || head === null || !('type' in head) || !('requestId' in head)) return
    const { type, requestId } = head
    const pending = typeof requestId === 'string' ? this.#pending.get(requestId) : undefined
    if (pending && (type === 'signed' || type === 'rejected' || type === 'error')) {
      this.#reject(pending, new CongkyError('ERR_ANSWER_UNKNOWN', { detail: `“${type}”` }, { cause }))
    }
  }
}

function signedBytes(
  { signedDocument, signedDocumentBase64 }: FrameAbout<'signed'>,
  document: Uint8Array | null,
): Uint8Array {
  // A copy of our own: the frame's bytes may be a view into the socket's buffer.
  if (document !== null) return new Uint8Array(document)
  if (signedDocumentBase64 === undefined) return new TextEncoder().encode(signedDocument ?? '')
  return Uint8Array.from(atob(signedDocumentBase64), (digit) => digit.charCodeAt(0))
}
