/**
 * The library's front: one connection to the gateway, kept up by itself, over which any number of documents
 * are signed at once.
 *
 * | how you stop                           | what you get                       | what the gateway sees              |
 * |----------------------------------------|------------------------------------|------------------------------------|
 * | abort the `signal` of one `sign`       | ERR_CANCELLED for that one         | `cancel`, unless it was never sent |
 * | its `deadline` passes                  | ERR_DEADLINE_PASSED                | the same                           |
 * | `close()`                              | ERR_CONNECTION_LOST for all        | close 1000; accepted jobs go on    |
 * | the process ends                       | –                                  | a lost link; accepted jobs go on   |
 *
 * What was accepted and goes on is found again by its idempotency key: `find(key)`, or `sign` once more with
 * the same key and document. Nothing is signed twice either way.
 */
import { CongkyError, type JobState, type Readiness, type VerifyReport } from '@congky/shared'
import { type GatewayAddress, parseAddress } from './address.ts'
import { reconnectBackoff } from './backoff.ts'
import { type ConnectOptions, defaults, toRequestId } from './connect-options.ts'
import { GatewayApi, type VerifyOptions } from './gateway-api.ts'
import { KeyRenewal } from './key-renewal.ts'
import { connectionLost, notRunning } from './link-error.ts'
import { LinkKeeper } from './link-keeper.ts'
import { callSafely, type SignedDocument, type WaitOptions } from './pending-request.ts'
import type { Link, Platform } from './platform.ts'
import { RequestDesk } from './request-desk.ts'
import { type SignAllItem, type SignAllOptions, type SignSettled, signAll } from './sign-all.ts'

export interface SignOptions extends WaitOptions {
  /** Whose document it is; the gateway chooses the certificate by it. */
  readonly taxCode?: string | undefined
  /** The kind of signature; absent for the gateway's default. */
  readonly profile?: string | undefined
  /** Your own number for the document, shown in the gateway's history. */
  readonly reference?: string | undefined
  /**
   * Your name for this request: 1 to 200 visible ASCII characters. The same key with the same document is
   * signed once, however often it is sent; the default is a random one.
   */
  readonly idempotencyKey?: string | undefined
  /** What whoever approves the document should know. */
  readonly note?: string | undefined
  /** Id of an earlier request of this workstation, not signed yet, that this document takes the place of. */
  readonly replaces?: string | undefined
}

export class GatewayConnection {
  readonly #address: GatewayAddress
  readonly #options: ConnectOptions
  readonly #desk: RequestDesk
  readonly #keeper: LinkKeeper
  readonly #api: GatewayApi
  readonly #patienceMs: number
  readonly #renewal: KeyRenewal | null
  /** Why nothing can be signed any more. */
  #ended: CongkyError | null = null
  /** Why the link is down; null while it is up. */
  #lostBy: CongkyError | null = null
  /** Runs while the link is down and documents wait. */
  #outage: ReturnType<typeof setTimeout> | undefined
  #firstLink: { resolve(): void; reject(error: CongkyError): void } | null = null

  /** For `connect` of the entry files, which know the platform. */
  constructor(
    platform: Platform,
    address: GatewayAddress,
    options: ConnectOptions,
    useAccessKey: (accessKey: string) => void,
  ) {
    this.#address = address
    this.#options = options
    this.#patienceMs = options.patienceMs ?? defaults.patienceMs
    this.#api = new GatewayApi(platform)
    const { onAccessKeyRenewed } = options
    this.#renewal = onAccessKeyRenewed
      ? new KeyRenewal({
          api: this.#api,
          store: onAccessKeyRenewed,
          use: useAccessKey,
          onProblem: (error) => this.#emit({ type: 'complaint', error }),
        })
      : null
    this.#desk = new RequestDesk({
      patienceMs: this.#patienceMs,
      onComplaint: (error) => this.#emit({ type: 'complaint', error }),
      lost: () => connectionLost(address, 'it breaks off each time', 'kết nối liên tục bị ngắt'),
    })
    this.#keeper = new LinkKeeper(
      {
        openLink: (events) => platform.openLink(events),
        connectTimeoutMs: options.connectTimeoutMs ?? defaults.connectTimeoutMs,
        heartbeatMs: options.heartbeatMs ?? defaults.heartbeatMs,
        backoff: reconnectBackoff(this.#patienceMs),
        timedOut: () => notRunning(address, new Error('no answer in time')),
        silent: () => connectionLost(address, 'the gateway does not answer any more', 'cổng ký không còn trả lời'),
      },
      {
        opened: (link) => this.#opened(link),
        received: (data) => this.#desk.received(data),
        drained: () => this.#desk.pump(),
        lost: (error, closeCode, retryInMs) => this.#lost(error, closeCode, retryInMs),
      },
    )
  }

  /** Opens the first link. @throws {CongkyError} when it cannot be opened; the connection is ended then. */
  async open(): Promise<this> {
    const first = new Promise<void>((resolve, reject) => {
      this.#firstLink = { resolve, reject }
    })
    this.#keeper.start()
    await first
    return this
  }

  /**
   * Has one document signed. Waits as long as it takes, through lost connections and for people who have yet
   * to type a PIN; `deadline` and `signal` set limits, `onState` tells what it waits for.
   *
   * @throws {CongkyError} Its `code` says what happened, `text('vi' | 'en')` says it to a person, and
   * `retryable` answers whether trying again, with the same key, can help.
   */
  async sign(document: string | Uint8Array, options: SignOptions = {}): Promise<SignedDocument> {
    if (this.#ended) throw this.#ended
    const { taxCode, profile, reference, deadline, note, replaces } = options
    const outcome = this.#desk.sign(
      {
        requestId: toRequestId(options.idempotencyKey),
        document,
        taxCode,
        profile,
        reference,
        deadline,
        note,
        replaces,
      },
      options,
    )
    this.#watchOutage()
    return outcome
  }

  /**
   * Signs many documents, some at a time. Results come in the order of the documents; one that fails stops no
   * other. Never throws.
   */
  async signAll(documents: readonly SignAllItem[], options: SignAllOptions = {}): Promise<SignSettled[]> {
    return signAll(this, documents, options)
  }

  /**
   * Waits for the outcome of a request made earlier, in this process or another.
   *
   * @throws {CongkyError} ERR_NOT_FOUND: the gateway knows no such key of this workstation; else as `sign`.
   */
  async find(idempotencyKey: string, options: WaitOptions = {}): Promise<SignedDocument> {
    if (this.#ended) throw this.#ended
    const outcome = this.#desk.find(toRequestId(idempotencyKey), options)
    this.#watchOutage()
    return outcome
  }

  /** Asks the gateway what the signatures in a document, or one beside it, are worth. @throws {CongkyError} */
  async verify(document: string | Uint8Array, options: VerifyOptions = {}): Promise<VerifyReport> {
    const bytes = typeof document === 'string' ? new TextEncoder().encode(document) : document
    return this.#api.verify(bytes, options)
  }

  /**
   * The EDIFACT message (APERAK) that answers an interchange: accepted once it is signed, or with every error for which
   * it was refused.
   *
   * @param id Of the request, as `SignedDocument` and `RequestRejectedError` have it.
   * @throws {CongkyError} ERR_NOT_FOUND, ERR_NOT_SIGNED_YET, ERR_ACKNOWLEDGEMENT_NONE: the document is no interchange.
   */
  async acknowledgement(id: string, options: { readonly signal?: AbortSignal } = {}): Promise<Uint8Array> {
    return this.#api.acknowledgement(id, options.signal)
  }

  /**
   * Takes a request back that is not signed yet, whoever waits for it; they get ERR_CANCELLED.
   *
   * @param id The gateway's name for it, as `onState` tells.
   * @returns How it stands now: rejected, unless it was finished before.
   * @throws {CongkyError} ERR_NOT_FOUND
   */
  async withdraw(id: string, options: { readonly signal?: AbortSignal } = {}): Promise<JobState> {
    return (await this.#api.withdraw(id, options.signal)).state
  }

  /** Whether the gateway can sign now, token by token and source by source. @throws {CongkyError} */
  async status(options: { readonly signal?: AbortSignal } = {}): Promise<Readiness> {
    return this.#api.status(options.signal)
  }

  /** Ends the connection. Closing twice is fine. */
  async close(): Promise<void> {
    if (!this.#ended) this.#end(connectionLost(this.#address, 'it was closed here', 'kết nối đã được đóng tại máy này'))
    await this.#keeper.close()
  }

  #opened(link: Link): void {
    this.#lostBy = null
    clearTimeout(this.#outage)
    this.#outage = undefined
    this.#firstLink?.resolve()
    this.#firstLink = null
    this.#desk.linkOpened(link)
    this.#renewal?.start()
    this.#emit({ type: 'open' })
  }

  #lost(error: CongkyError, closeCode: number | null, retryInMs: number | null): void {
    this.#lostBy = error
    this.#desk.linkLost(closeCode)
    if (this.#firstLink) {
      // The caller of `connect` decides whether to try again, and sees at once what is wrong.
      this.#firstLink.reject(error)
      this.#end(error)
      void this.#keeper.close()
    } else if (retryInMs === null) {
      this.#end(error)
    } else {
      this.#watchOutage()
      this.#emit({ type: 'lost', error, retryInMs })
    }
  }

  /** While the link is down and documents wait for it, patience runs out; the link is tried on regardless. */
  #watchOutage(): void {
    if (this.#lostBy === null || this.#outage !== undefined || this.#desk.size === 0) return
    if (this.#patienceMs === Number.POSITIVE_INFINITY) return
    this.#outage = setTimeout(() => {
      this.#outage = undefined
      if (this.#lostBy) this.#desk.failAll(this.#lostBy)
    }, this.#patienceMs)
  }

  #end(error: CongkyError): void {
    this.#ended = error
    clearTimeout(this.#outage)
    this.#renewal?.stop()
    this.#desk.failAll(error)
    this.#emit({ type: 'ended', error })
  }

  #emit(event: Parameters<NonNullable<ConnectOptions['onEvent']>>[0]): void {
    if (this.#options.onEvent) callSafely(this.#options.onEvent, event)
  }
}

/** Checks the options, opens the connection and hands it over once it is up. */
export async function openConnection(
  options: ConnectOptions,
  toPlatform: (address: GatewayAddress, accessKey: string) => Platform,
): Promise<GatewayConnection> {
  const address = parseAddress(options.url, options.fingerprint)
  // What an access key may consist of, so that it fits a header and a subprotocol (RFC 9110, 5.6.2).
  if (!/^[\w.~-]{1,500}$/.test(options.accessKey)) throw new CongkyError('ERR_UNAUTHENTICATED')
  let platform = toPlatform(address, options.accessKey)
  const current: Platform = {
    openLink: (events) => platform.openLink(events),
    call: (request) => platform.call(request),
  }
  const useAccessKey = (accessKey: string) => {
    platform = toPlatform(address, accessKey)
  }
  return new GatewayConnection(current, address, options, useAccessKey).open()
}
