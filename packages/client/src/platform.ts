/**
 * Port: what the client needs from the machine it runs on. Node and the browser each have an adapter; the
 * rest of the client knows neither.
 */
import type { CongkyError } from '@congky/shared'

export interface Platform {
  /**
   * Begins to open one WebSocket. Returns at once; the events follow later, never from inside this call.
   * An adapter sends nothing, not even a header, to a gateway whose identity it has not checked.
   */
  openLink(events: LinkEvents): Link
  /** Makes one HTTP call. @throws {CongkyError} when no answer came; a status of any kind is an answer. */
  call(request: HttpCall): Promise<HttpAnswer>
}

export interface LinkEvents {
  opened(): void
  /** One frame. */
  received(data: string | Uint8Array): void
  /** Something came from the gateway, be it a frame or a pong: the link is alive. */
  alive(): void
  /** Bytes have left, so that `bufferedBytes` may be smaller now. */
  drained(): void
  /**
   * The link could not be opened, or ended; nothing follows.
   *
   * @param closeCode The code of the close frame (RFC 6455, 7.4), or null when there was none.
   */
  ended(error: CongkyError, closeCode: number | null): void
}

export interface Link {
  /** Bytes handed over that have not left this process yet. */
  readonly bufferedBytes: number
  /** Sends one frame; on a link that is not open it is dropped, since the loss of the link is told anyway. */
  send(data: string | Uint8Array): void
  /** Asks the gateway for a sign of life. */
  ping(): void
  /** Ends politely: what was sent leaves first, then a close frame with 1000. No event follows. */
  close(): Promise<void>
  /** Ends at once. No event follows. */
  destroy(): void
}

export interface HttpCall {
  readonly method: 'GET' | 'POST' | 'DELETE'
  /** Below the API's base, such as `/verify`. */
  readonly path: string
  readonly contentType?: string
  readonly body?: Uint8Array
  readonly timeoutMs: number
  readonly signal?: AbortSignal | undefined
}

export interface HttpAnswer {
  readonly status: number
  readonly body: Uint8Array
}
