/** One document on its way, and everyone in this process who waits for it. */
import {
  type ApprovalStanding,
  type CertificateView,
  CongkyError,
  documentOfFrame,
  encodeBinaryFrame,
  type JobState,
} from '@congky/shared'
import { onAbort } from './on-abort.ts'
import { at } from './timers.ts'

/** A document that came back signed. */
export interface SignedDocument {
  /** The gateway's name for the request, as in `GET /sign-requests/{id}`. */
  readonly id: string
  /** Our name for it: the same key and document again give the same result. */
  readonly idempotencyKey: string
  readonly signedDocument: Uint8Array
  /** What it is, as `application/pkcs7-signature`; null when the gateway is too old to say: XML then. */
  readonly mediaType: string | null
  /** Added to the name of the document's file, as `.p7s`; null where the result is named like the document. */
  readonly fileExtension: string | null
  readonly certificate: CertificateView
  readonly profile: string
  readonly taxCode: string | null
  readonly signedAt: Date
}

/** How a request stands, as far as the gateway told. */
export interface RequestProgress {
  readonly idempotencyKey: string
  /** The gateway's name for it, by which it can be withdrawn or replaced; null before the gateway said it. */
  readonly id: string | null
  readonly state: JobState
  /** How many requests are before it, where the gateway says so. */
  readonly queuePosition: number | null
  /** Why it is held: what a person has to do. */
  readonly reason: CongkyError | null
  /** How far the approval of its document has come; null where it needs none. */
  readonly approval: ApprovalStanding | null
}

export interface WaitOptions {
  /** After this moment ERR_DEADLINE_PASSED is the answer, here and at the gateway. */
  readonly deadline?: Date | undefined
  /** Aborting withdraws the request, unless someone else in this process waits for it too. */
  readonly signal?: AbortSignal | undefined
  readonly onState?: ((progress: RequestProgress) => void) | undefined
}

/** What is sent to be signed. */
export interface SignOrder {
  readonly requestId: string
  /** Text is sent as UTF-8. */
  readonly document: string | Uint8Array
  readonly taxCode: string | undefined
  readonly profile: string | undefined
  readonly reference: string | undefined
  readonly deadline: Date | undefined
  readonly note: string | undefined
  readonly replaces: string | undefined
}

/**
 *     queued ──> sent ──> accepted ──> (settled)
 *       ^         │ └─> resting ─┐ refused for now: queue full…
 *       ├─────────┼──────────────┘
 *       └─ asked <┘ the link was lost: resume; unknown there → queued, else accepted
 */
export type Phase = 'queued' | 'sent' | 'accepted' | 'resting' | 'asked'

interface Waiter {
  /** Only asks for a request made earlier: an unknown one is an answer, not a reason to send. */
  readonly knownOnly: boolean
  readonly onState: ((progress: RequestProgress) => void) | undefined
  resolve(signed: SignedDocument): void
  reject(error: CongkyError): void
  /** Lets go of timer and listener. */
  release(): void
}

/** The document as it goes out. */
type EncodedOrder = SignOrder & { readonly document: Uint8Array }

export class PendingRequest {
  readonly requestId: string
  phase: Phase = 'asked'
  /** As the gateway calls it. */
  id: string | null = null
  /** How often the document was sent without any answer of the gateway. */
  sends = 0
  /** How often in a row the gateway refused it for now, and when that began. */
  refusals = 0
  refusedSince = 0
  #order: EncodedOrder | null = null
  #frame: Uint8Array | null = null
  #restTimer: ReturnType<typeof setTimeout> | undefined
  readonly #waiters = new Set<Waiter>()

  constructor(requestId: string) {
    this.requestId = requestId
  }

  /** The encoded `sign` frame; null while nobody here asked for more than the outcome. */
  get frame(): Uint8Array | null {
    return this.#frame
  }

  get documentBytes(): number {
    return this.#order?.document.length ?? 0
  }

  /**
   * Takes the document over. The frame is encoded at once: it is the copy that is sent, and sent again, should
   * the caller change the bytes meanwhile.
   *
   * @throws {CongkyError} ERR_IDEMPOTENCY_CONFLICT: the key stands for another document, or other wishes.
   */
  order(order: SignOrder): void {
    if (this.#order !== null) {
      if (!isSameOrder(this.#order, order)) throw new CongkyError('ERR_IDEMPOTENCY_CONFLICT')
      return
    }
    const { document, deadline, ...wishes } = order
    this.#frame = encodeBinaryFrame({ type: 'sign', ...wishes, deadline: deadline?.toISOString() }, document)
    this.#order = { ...order, document: documentOfFrame(this.#frame) }
  }

  /** @param onAbandoned Called when the last one who waited has left. */
  wait(options: WaitOptions & { readonly knownOnly: boolean }, onAbandoned: () => void): Promise<SignedDocument> {
    const { deadline, signal, onState, knownOnly } = options
    return new Promise((resolve, reject) => {
      const leave = (error: CongkyError) => {
        this.#dismiss(waiter, error)
        if (this.#waiters.size === 0) onAbandoned()
      }
      const stopListening =
        signal && onAbort(signal, () => leave(new CongkyError('ERR_CANCELLED', {}, { cause: signal.reason })))
      const stopTimer = deadline && at(deadline, () => leave(new CongkyError('ERR_DEADLINE_PASSED')))
      const release = () => {
        stopTimer?.()
        stopListening?.()
      }
      const waiter: Waiter = { knownOnly, onState, resolve, reject, release }
      this.#waiters.add(waiter)
    })
  }

  /** Leaves the gateway alone for a while. */
  rest(delayMs: number, onRested: () => void): void {
    this.phase = 'resting'
    clearTimeout(this.#restTimer)
    this.#restTimer = setTimeout(onRested, delayMs)
  }

  tell(progress: Omit<RequestProgress, 'idempotencyKey' | 'id'>): void {
    for (const { onState } of this.#waiters) {
      if (onState) callSafely(onState, { idempotencyKey: this.requestId, id: this.id, ...progress })
    }
  }

  /** The gateway does not know the request: enough for those who only asked. @returns Whether others wait on. */
  dismissKnownOnly(error: CongkyError): boolean {
    for (const waiter of this.#waiters) if (waiter.knownOnly) this.#dismiss(waiter, error)
    return this.#waiters.size > 0
  }

  resolve(signed: SignedDocument): void {
    for (const waiter of this.#waiters) {
      waiter.release()
      waiter.resolve(signed)
    }
    this.#waiters.clear()
    clearTimeout(this.#restTimer)
  }

  reject(error: CongkyError): void {
    for (const waiter of this.#waiters) this.#dismiss(waiter, error)
  }

  #dismiss(waiter: Waiter, error: CongkyError): void {
    waiter.release()
    this.#waiters.delete(waiter)
    if (this.#waiters.size === 0) clearTimeout(this.#restTimer)
    waiter.reject(error)
  }
}

/** Reference, note and deadline may differ: they do not change what is signed. */
function isSameOrder(a: EncodedOrder, b: SignOrder): boolean {
  const { document } = b
  const bytes = typeof document === 'string' ? new TextEncoder().encode(document) : document
  return a.taxCode === b.taxCode && a.profile === b.profile && isSameBytes(a.document, bytes)
}

function isSameBytes(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false
  for (let index = 0; index < a.length; index++) if (a[index] !== b[index]) return false
  return true
}

/** Calls a listener of the user's. An error of theirs is theirs to see, and must not stop our bookkeeping. */
export function callSafely<T>(listener: (value: T) => void, value: T): void {
  try {
    listener(value)
  } catch (error) {
    setTimeout(() => {
      throw error
    })
  }
}
