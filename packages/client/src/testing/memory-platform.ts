/**
 * The platform port in memory, for tests of everything above it: the test plays the gateway. Links open by
 * themselves unless `refuseWith` says otherwise.
 */
import { CongkyError, decodeFrame, encodeBinaryFrame } from '@congky/shared'
import { parseAddress } from '../address.ts'
import type { ConnectOptions } from '../connect-options.ts'
import { GatewayConnection } from '../gateway-connection.ts'
import { closedBy } from '../link-error.ts'
import type { HttpAnswer, HttpCall, Link, LinkEvents, Platform } from '../platform.ts'

const address = parseAddress('http://127.0.0.1:8080')

/** A frame of the client as the gateway reads it, its document as text. */
export interface SeenFrame {
  readonly type: string
  readonly requestId?: string
  readonly requestIds?: readonly string[]
  readonly document?: string
}

export class MemoryPlatform implements Platform {
  readonly links: MemoryLink[] = []
  /** When set, links fail with it instead of opening. */
  refuseWith: CongkyError | null = null
  /** When false, nothing at all happens to a new link. */
  answers = true
  /** Answers of HTTP calls by method and path; any other fails. */
  readonly calls = new Map<string, object>()
  /** Access keys that the client used after its first one. */
  readonly accessKeys: string[] = []

  openLink(events: LinkEvents): Link {
    const link = new MemoryLink(events)
    this.links.push(link)
    queueMicrotask(() => {
      if (!this.answers) return
      if (this.refuseWith) events.ended(this.refuseWith, null)
      else events.opened()
    })
    return link
  }

  call({ method, path }: HttpCall): Promise<HttpAnswer> {
    const answer = this.calls.get(`${method} ${path}`)
    if (answer) return Promise.resolve({ status: 200, body: new TextEncoder().encode(JSON.stringify(answer)) })
    return Promise.reject(new CongkyError('ERR_GATEWAY_NOT_RUNNING', { address: address.base }))
  }

  /** The newest link. */
  get link(): MemoryLink {
    const link = this.links.at(-1)
    if (!link) throw new Error('no link was opened')
    return link
  }

  connect(options: Partial<ConnectOptions> = {}): Promise<GatewayConnection> {
    const useAccessKey = (accessKey: string) => this.accessKeys.push(accessKey)
    return new GatewayConnection(
      this,
      address,
      { url: address.base, accessKey: 'key', ...options },
      useAccessKey,
    ).open()
  }
}

export class MemoryLink implements Link {
  readonly seen: SeenFrame[] = []
  readonly #events: LinkEvents
  bufferedBytes = 0
  pings = 0
  /** How the client ended it. */
  endedBy: 'close' | 'destroy' | null = null

  constructor(events: LinkEvents) {
    this.#events = events
  }

  send(data: string | Uint8Array): void {
    const { head, document } = decodeFrame(data)
    const frame = head as SeenFrame
    this.seen.push(document === null ? frame : { ...frame, document: new TextDecoder().decode(document) })
  }

  ping(): void {
    this.pings += 1
  }

  async close(): Promise<void> {
    this.endedBy = 'close'
  }

  destroy(): void {
    this.endedBy = 'destroy'
  }

  /** The gateway says something; a `document` makes the frame a binary one. */
  say(frame: object, document?: string | Uint8Array): void {
    const bytes = typeof document === 'string' ? new TextEncoder().encode(document) : document
    this.#events.received(bytes ? encodeBinaryFrame(frame, bytes) : JSON.stringify(frame))
  }

  sayRaw(data: string): void {
    this.#events.received(data)
  }

  saySigned(requestId: string, document = `<signed by="${requestId}"/>`): void {
    this.say({ type: 'signed', requestId, ...signedFields }, document)
  }

  pong(): void {
    this.#events.alive()
  }

  /** So many bytes wait to leave from now on. */
  fill(bytes: number): void {
    this.bufferedBytes = bytes
    this.#events.drained()
  }

  /** The link ends from the gateway's side; null is a cut cable. */
  drop(closeCode: number | null = null): void {
    this.#events.ended(closedBy(address, closeCode), closeCode)
  }

  /** Keys of the documents sent over this link, in order. */
  get signs(): (string | undefined)[] {
    return this.seen.filter(({ type }) => type === 'sign').map(({ requestId }) => requestId)
  }
}

export const signedFields = {
  id: 'job-1',
  certificate: { subject: 'CN=CÔNG TY A', serial: '54', thumbprint: 'ab'.repeat(32) },
  profile: 'xmldsig-enveloped',
  taxCode: '0101300842',
  signedAt: '2026-11-22T10:00:00.000Z',
} as const
