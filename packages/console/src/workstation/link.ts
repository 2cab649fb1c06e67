/**
 * One WebSocket to the gateway, opened again whenever it breaks off. It speaks the gateway's public protocol
 * (`congky.v1`) by itself: the client's library, which checks every frame with zod, would be 108 KB compressed,
 * and this page has 60. What comes is from the very gateway that this page came from.
 */
import type { ApprovalStanding } from '@congky/shared'
import { ApiError, call } from '../api.ts'

const SUBPROTOCOL = 'congky.v1'
const KEY_PREFIX = 'congky.key.'
/** The access key was revoked, or ended. */
const CLOSE_UNAUTHENTICATED = 4401
/** A frame was larger than the gateway takes. */
const CLOSE_TOO_LARGE = 1009
const PING_MS = 10_000
const RETRY_MS = { first: 500, max: 10_000 } as const
/** What waits in the socket at most; the rest waits here. */
const BUFFERED_BYTES_MAX = 1024 * 1024
const PUMP_MS = 50

/** A frame of the gateway; the fields depend on its type. */
export interface Frame {
  readonly type: string
  readonly requestId?: string
  readonly id?: string
  readonly state?: string
  readonly queuePosition?: number
  readonly reason?: unknown
  readonly approval?: ApprovalStanding
  readonly code?: string
  readonly message?: string
  readonly retryable?: boolean
  readonly retryAfterMs?: number
  readonly certificate?: { readonly subject: string }
  readonly fileExtension?: string
}

export interface LinkEvents {
  opened(): void
  lost(): void
  /** This workstation may not come in any more; nothing follows. */
  refused(): void
  /** The largest frame that was sent was too large; the link is opened again. */
  tooLarge(): void
  received(frame: Frame): void
}

export class Link {
  readonly #accessKey: string
  readonly #events: LinkEvents
  #socket: WebSocket | null = null
  #queue: (string | Uint8Array<ArrayBuffer>)[] = []
  #timer: ReturnType<typeof setTimeout> | undefined
  #pumpTimer: ReturnType<typeof setTimeout> | undefined
  #failures = 0
  #heardAt = 0
  #isOver = false

  constructor(accessKey: string, events: LinkEvents) {
    this.#accessKey = accessKey
    this.#events = events
    this.#open()
  }

  sendJson(frame: object): void {
    this.#queue.push(JSON.stringify(frame))
    this.#pump()
  }

  /** One line of JSON, a newline, the document's bytes. */
  sendDocument(head: object, document: Uint8Array): void {
    const line = new TextEncoder().encode(`${JSON.stringify(head)}\n`)
    const frame = new Uint8Array(line.length + document.length)
    frame.set(line)
    frame.set(document, line.length)
    this.#queue.push(frame)
    this.#pump()
  }

  close(): void {
    this.#isOver = true
    clearTimeout(this.#timer)
    clearTimeout(this.#pumpTimer)
    this.#socket?.close()
  }

  #open(): void {
    const address = new URL('/api/v1/ws', location.href)
    address.protocol = address.protocol.replace('http', 'ws')
    const socket = new WebSocket(address, [SUBPROTOCOL, KEY_PREFIX + this.#accessKey])
    this.#socket = socket
    socket.binaryType = 'arraybuffer'
    socket.onopen = () => {
      if (this.#isOver) return
      this.#failures = 0
      this.#heardAt = performance.now()
      this.#ping(socket)
      this.#events.opened()
    }
    socket.onmessage = ({ data }: MessageEvent<string | ArrayBuffer>) => {
      if (this.#isOver) return
      this.#heardAt = performance.now()
      this.#events.received(readFrame(data))
    }
    socket.onclose = ({ code }) => void this.#closed(socket, code)
  }

  #ping(socket: WebSocket): void {
    this.#timer = setTimeout(() => {
      // A socket that says nothing for so long is dead, whatever the browser thinks of it.
      if (performance.now() - this.#heardAt > 2.5 * PING_MS) return void this.#closed(socket, 1006)
      socket.send('{"type":"ping"}')
      this.#ping(socket)
    }, PING_MS)
  }

  async #closed(socket: WebSocket, code: number): Promise<void> {
    if (this.#isOver || this.#socket !== socket) return
    this.#socket = null
    this.#queue = []
    clearTimeout(this.#timer)
    socket.close()
    // Why a handshake failed is hidden from scripts; an ordinary call tells.
    if (code === CLOSE_UNAUTHENTICATED || (await this.#isRefused())) {
      this.#isOver = true
      this.#events.refused()
      return
    }
    if (this.#isOver) return
    if (code === CLOSE_TOO_LARGE) this.#events.tooLarge()
    this.#events.lost()
    const delayMs = Math.min(RETRY_MS.max, RETRY_MS.first * 2 ** this.#failures++)
    this.#timer = setTimeout(() => this.#open(), delayMs * (0.5 + Math.random() / 2))
  }

  async #isRefused(): Promise<boolean> {
    try {
      await call('GET', '/access-key', { headers: bearer(this.#accessKey) })
      return false
    } catch (error) {
      return error instanceof ApiError && error.status === 401
    }
  }

  #pump(): void {
    clearTimeout(this.#pumpTimer)
    const socket = this.#socket
    if (socket?.readyState !== WebSocket.OPEN) return
    while (socket.bufferedAmount < BUFFERED_BYTES_MAX) {
      const frame = this.#queue.shift()
      if (frame === undefined) return
      socket.send(frame)
    }
    this.#pumpTimer = setTimeout(() => this.#pump(), PUMP_MS)
  }
}

export function bearer(accessKey: string): Readonly<Record<string, string>> {
  return { Authorization: `Bearer ${accessKey}` }
}

/** The document behind the line is left alone: it is fetched when somebody wants to have it. */
function readFrame(data: string | ArrayBuffer): Frame {
  if (typeof data === 'string') return JSON.parse(data) as Frame
  const bytes = new Uint8Array(data)
  return JSON.parse(new TextDecoder().decode(bytes.subarray(0, bytes.indexOf(10)))) as Frame
}
