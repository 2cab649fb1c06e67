import type { IncomingMessage } from 'node:http'
import type { Socket } from 'node:net'
import { type CongkyError, closeCodes, SUBPROTOCOL } from '@congky/shared'
import { type RawData, WebSocket } from 'ws'
import { type GatewayAddress, webSocketUrl } from '../address.ts'
import { closedBy, notRunning, refusedHandshake } from '../link-error.ts'
import type { Link, LinkEvents } from '../platform.ts'
import { dial } from './dial.ts'
import { ANSWER_BYTES_MAX, readBody } from './node-call.ts'

/** How long a close frame may wait for its answer. */
const CLOSE_TIMEOUT_MS = 2_000

/** A WebSocket over a socket whose other end was checked first (see `dial`). */
export class NodeLink implements Link {
  readonly #address: GatewayAddress
  readonly #accessKey: string
  readonly #events: LinkEvents
  readonly #dialing = new AbortController()
  #socket: WebSocket | null = null
  /** What the WebSocket writes to. */
  #transport: Socket | null = null
  #isCorked = false
  #over = false

  constructor(address: GatewayAddress, accessKey: string, events: LinkEvents) {
    this.#address = address
    this.#accessKey = accessKey
    this.#events = events
    dial(address, this.#dialing.signal).then(
      (socket) => this.#shakeHands(socket),
      (error: CongkyError) => this.#end(error, null),
    )
  }

  get bufferedBytes(): number {
    return this.#socket?.bufferedAmount ?? 0
  }

  send(data: string | Uint8Array): void {
    if (this.#socket?.readyState !== WebSocket.OPEN) return
    this.#cork()
    this.#socket.send(data, () => {
      if (!this.#over) this.#events.drained()
    })
  }

  ping(): void {
    if (this.#socket?.readyState === WebSocket.OPEN) this.#socket.ping()
  }

  async close(): Promise<void> {
    const socket = this.#socket
    if (this.#over || socket?.readyState !== WebSocket.OPEN) return this.destroy()
    this.#over = true
    const gone = new Promise((resolve) => socket.once('close', resolve))
    socket.close(closeCodes.normal)
    const timer = setTimeout(() => socket.terminate(), CLOSE_TIMEOUT_MS)
    await gone
    clearTimeout(timer)
  }

  destroy(): void {
    this.#over = true
    this.#dialing.abort()
    this.#socket?.terminate()
  }

  /** The frames of one turn of the event loop leave in one write: each costs a call of the system. */
  #cork(): void {
    if (this.#isCorked) return
    this.#isCorked = true
    this.#transport?.cork()
    setImmediate(() => {
      this.#isCorked = false
      this.#transport?.uncork()
    })
  }

  #shakeHands(socket: Socket): void {
    if (this.#over) {
      socket.destroy()
      return
    }
    const webSocket = new WebSocket(webSocketUrl(this.#address), [SUBPROTOCOL], {
      createConnection: () => socket,
      headers: { Authorization: `Bearer ${this.#accessKey}` },
      // On a local network compressing costs more time than it saves, and memory for each connection.
      perMessageDeflate: false,
      maxPayload: ANSWER_BYTES_MAX,
      generateMask: leaveUnmasked,
    })
    this.#socket = webSocket
    this.#transport = socket
    webSocket.on('open', () => this.#events.opened())
    webSocket.on('message', (data, isBinary) => this.#received(data, isBinary))
    webSocket.on('ping', () => this.#events.alive())
    webSocket.on('pong', () => this.#events.alive())
    webSocket.on('unexpected-response', (_, response) => void this.#refused(response))
    let failure: unknown
    webSocket.on('error', (error) => {
      failure = error
    })
    webSocket.on('close', (code) => {
      // 1005 and 1006 stand for "no code" and "no close frame" (RFC 6455, 7.4.1).
      const closeCode = code === 1005 || code === 1006 ? null : code
      const error =
        closeCode === null && failure ? notRunning(this.#address, failure) : closedBy(this.#address, closeCode)
      this.#end(error, closeCode)
    })
  }

  #received(data: RawData, isBinary: boolean): void {
    // `binaryType` is left at `nodebuffer`, so a message is one Buffer.
    if (!this.#over && Buffer.isBuffer(data)) this.#events.received(isBinary ? data : data.toString('utf8'))
  }

  async #refused(response: IncomingMessage): Promise<void> {
    const body = await readBody(response).catch(() => new Uint8Array())
    this.#end(refusedHandshake(this.#address, { status: response.statusCode ?? 0, body }), null)
    this.#socket?.terminate()
  }

  #end(error: CongkyError, closeCode: number | null): void {
    if (this.#over) return
    this.#over = true
    this.#events.ended(error, closeCode)
  }
}

/**
 * A mask of zeros, which leaves the bytes as they are. Masks keep scripts of strangers from choosing what a machine
 * between browser and server sees (RFC 6455, 10.3); this is no browser, and nobody is in between: `dial` opens links
 * over TLS or to this machine itself. Masking 10 KB by any other takes longer than encoding it, on both sides.
 */
function leaveUnmasked(mask: Buffer): void {
  mask.fill(0)
}
