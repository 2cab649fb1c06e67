/**
 * A stand-in's side of the conversation in `wire.ts` that remembers requests by their key, as the gateway does:
 * enough to run the command line against. "Signing" appends a comment.
 */
import { CongkyError, decodeFrame, type ErrorCode, encodeBinaryFrame } from '@congky/shared'
import type { WebSocket } from 'ws'
import { signedFields } from './memory-platform.ts'

export class RememberingGateway {
  /** Outcomes by key. */
  readonly outcomes = new Map<string, { readonly document: Uint8Array } | { readonly code: ErrorCode }>()
  /** How often something was signed. */
  signatures = 0
  /** When set, new requests are rejected with it. */
  rejectWith: ErrorCode | null = null
  /** When true, new requests are held. */
  holds = false
  readonly cancelled: string[] = []
  readonly #result: { readonly mediaType?: string; readonly fileExtension?: string }

  /** @param result What it says of signed documents; an older gateway says nothing. */
  constructor(result: { readonly mediaType?: string; readonly fileExtension?: string } = {}) {
    this.#result = result
  }

  readonly onWebSocket = (socket: WebSocket): void => {
    socket.on('message', (data: Buffer, isBinary: boolean) => {
      const { head, document } = decodeFrame(isBinary ? data : data.toString())
      const frame = head as { type: string; requestId: string; requestIds: string[] }
      if (frame.type === 'sign') this.#sign(socket, frame.requestId, document ?? new Uint8Array())
      if (frame.type === 'resume') for (const key of frame.requestIds) this.#answer(socket, key)
      if (frame.type === 'ping') socket.send('{"type":"pong"}')
      if (frame.type === 'cancel') this.cancelled.push(frame.requestId)
    })
  }

  #sign(socket: WebSocket, requestId: string, document: Uint8Array): void {
    socket.send(JSON.stringify({ type: 'accepted', requestId, id: 'job-1' }))
    if (this.holds) {
      const reason = view('ERR_TOKEN_LOCKED')
      socket.send(JSON.stringify({ type: 'state', requestId, state: 'held', reason }))
      return
    }
    if (!this.outcomes.has(requestId)) {
      if (this.rejectWith) this.outcomes.set(requestId, { code: this.rejectWith })
      else {
        this.signatures += 1
        this.outcomes.set(requestId, { document: Buffer.concat([document, Buffer.from(`<!--${this.signatures}-->`)]) })
      }
    }
    this.#answer(socket, requestId)
  }

  #answer(socket: WebSocket, requestId: string): void {
    const outcome = this.outcomes.get(requestId)
    if (!outcome) socket.send(JSON.stringify({ type: 'error', requestId, ...view('ERR_NOT_FOUND') }))
    else if ('code' in outcome) socket.send(JSON.stringify({ type: 'rejected', requestId, ...view(outcome.code) }))
    else
      socket.send(encodeBinaryFrame({ type: 'signed', requestId, ...signedFields, ...this.#result }, outcome.document))
  }
}

function view(code: ErrorCode) {
  const error = new CongkyError(code)
  return { code, message: error.text('en').message, messageVi: error.text('vi').message }
}
