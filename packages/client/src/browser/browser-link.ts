import { ACCESS_KEY_SUBPROTOCOL_PREFIX, closeCodes, SUBPROTOCOL } from '@congky/shared'
import { type GatewayAddress, webSocketUrl } from '../address.ts'
import { closedBy, notRunning } from '../link-error.ts'
import type { Link, LinkEvents } from '../platform.ts'

/** A browser tells nobody when bytes have left; so while some wait, we look this often. */
const DRAIN_POLL_MS = 20
const CLOSE_TIMEOUT_MS = 2_000
const PING = JSON.stringify({ type: 'ping' })

/**
 * The browser's own WebSocket. It can set no headers, so the access key goes as a second subprotocol, and it
 * cannot ping, so the protocol's own `ping` frame stands in.
 */
export class BrowserLink implements Link {
  readonly #address: GatewayAddress
  readonly #events: LinkEvents
  readonly #socket: WebSocket
  #drainTimer: ReturnType<typeof setInterval> | undefined
  #opened = false
  #over = false

  constructor(address: GatewayAddress, accessKey: string, events: LinkEvents) {
    this.#address = address
    this.#events = events
    this.#socket = new WebSocket(webSocketUrl(address), [SUBPROTOCOL, ACCESS_KEY_SUBPROTOCOL_PREFIX + accessKey])
    this.#socket.binaryType = 'arraybuffer'
    this.#socket.onopen = () => {
      this.#opened = true
      if (!this.#over) events.opened()
    }
    this.#socket.onmessage = ({ data }: MessageEvent<string | ArrayBuffer>) => {
      if (!this.#over) events.received(typeof data === 'string' ? data : new Uint8Array(data))
    }
    this.#socket.onclose = ({ code }) => this.#closed(code === 1005 || code === 1006 ? null : code)
  }

  get bufferedBytes(): number {
    return this.#socket.bufferedAmount
  }

  send(data: string | Uint8Array): void {
    if (this.#socket.readyState !== WebSocket.OPEN) return
    this.#socket.send(typeof data === 'string' ? data : new Uint8Array(data))
    this.#drainTimer ??= setInterval(() => this.#drain(), DRAIN_POLL_MS)
  }

  ping(): void {
    this.send(PING)
  }

  close(): Promise<void> {
    this.#letGo()
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, CLOSE_TIMEOUT_MS)
      this.#socket.onclose = () => {
        clearTimeout(timer)
        resolve()
      }
      this.#socket.close(closeCodes.normal)
      if (this.#socket.readyState === WebSocket.CLOSED) resolve()
    })
  }

  destroy(): void {
    this.#letGo()
    this.#socket.close()
  }

  #drain(): void {
    if (this.#socket.bufferedAmount === 0) {
      clearInterval(this.#drainTimer)
      this.#drainTimer = undefined
    }
    this.#events.drained()
  }

  #closed(closeCode: number | null): void {
    if (this.#over) return
    this.#letGo()
    // Why a handshake failed is hidden from scripts on purpose (HTML, WebSockets, 9.3.6).
    const failed = closeCode === null && !this.#opened
    this.#events.ended(failed ? notRunning(this.#address) : closedBy(this.#address, closeCode), closeCode)
  }

  #letGo(): void {
    this.#over = true
    clearInterval(this.#drainTimer)
  }
}
