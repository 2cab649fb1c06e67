/**
 * Keeps one link to the gateway open, for as long as it may.
 *
 *     connecting ──> open ──> waiting ──> connecting …
 *          └───────────────────^
 *     any ──> ended      closed here, or an error that trying again cannot help (revoked key, other certificate)
 *
 * Owns the link, its heartbeat and the time between attempts. Knows nothing of requests.
 */
import type { CongkyError } from '@congky/shared'
import { type Backoff, backoffMs } from './backoff.ts'
import { Heartbeat } from './heartbeat.ts'
import type { Link, LinkEvents } from './platform.ts'

export interface KeeperHooks {
  opened(link: Link): void
  received(data: string | Uint8Array): void
  drained(): void
  /** The link was lost or could not be opened. @param retryInMs When it is tried again; null for never. */
  lost(error: CongkyError, closeCode: number | null, retryInMs: number | null): void
}

export interface KeeperOptions {
  openLink(events: LinkEvents): Link
  readonly connectTimeoutMs: number
  readonly heartbeatMs: number
  readonly backoff: Backoff
  /** What to say when the gateway does not answer in time, and when it fell silent. */
  timedOut(): CongkyError
  silent(): CongkyError
}

export class LinkKeeper {
  readonly #options: KeeperOptions
  readonly #hooks: KeeperHooks
  #link: Link | null = null
  #heartbeat: Heartbeat | null = null
  #timer: ReturnType<typeof setTimeout> | undefined
  #failures = 0
  #ended = false

  constructor(options: KeeperOptions, hooks: KeeperHooks) {
    this.#options = options
    this.#hooks = hooks
  }

  /** Opens the first link; the hooks tell how that went. */
  start(): void {
    this.#connect()
  }

  /** Ends for good, politely. Ending twice is fine. */
  async close(): Promise<void> {
    this.#ended = true
    const open = this.#heartbeat !== null
    const link = this.#letGo()
    if (open) await link?.close()
    else link?.destroy()
  }

  #connect(): void {
    const { openLink, connectTimeoutMs, timedOut } = this.#options
    // Events of a link that was let go are not for us any more.
    const whenCurrent =
      <Args extends unknown[]>(handle: (...args: Args) => void) =>
      (...args: Args) => {
        if (this.#link === link) handle(...args)
      }
    const link = openLink({
      opened: whenCurrent(() => this.#opened(link)),
      received: whenCurrent((data) => {
        this.#alive()
        this.#hooks.received(data)
      }),
      alive: whenCurrent(() => this.#alive()),
      drained: whenCurrent(() => this.#hooks.drained()),
      ended: whenCurrent((error, closeCode) => this.#lost(error, closeCode)),
    })
    this.#link = link
    this.#timer = setTimeout(() => this.#giveUp(timedOut()), connectTimeoutMs)
  }

  #opened(link: Link): void {
    clearTimeout(this.#timer)
    const { heartbeatMs, silent } = this.#options
    this.#heartbeat = new Heartbeat(link, heartbeatMs, () => this.#giveUp(silent()))
    this.#hooks.opened(link)
  }

  #alive(): void {
    // Not before something came back: a gateway that opens and closes at once would be called in a hot loop.
    this.#failures = 0
    this.#heartbeat?.alive()
  }

  #giveUp(error: CongkyError): void {
    this.#link?.destroy()
    this.#lost(error, null)
  }

  #lost(error: CongkyError, closeCode: number | null): void {
    this.#letGo()
    this.#failures += 1
    if (!error.retryable) this.#ended = true
    const retryInMs = this.#ended ? null : backoffMs(this.#options.backoff, this.#failures)
    if (retryInMs !== null) this.#timer = setTimeout(() => this.#connect(), retryInMs)
    this.#hooks.lost(error, closeCode, retryInMs)
  }

  #letGo(): Link | null {
    clearTimeout(this.#timer)
    this.#heartbeat?.stop()
    this.#heartbeat = null
    const link = this.#link
    this.#link = null
    return link
  }
}
