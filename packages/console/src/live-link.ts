/** The live socket of the console: opened again whenever it is lost, and taken for lost when it falls silent. */
import { LIVE_SILENCE_MS, type LiveMessage } from '@congky/shared'

export interface LiveLinkParts {
  readonly onMessage: (message: LiveMessage) => void
  /** It was open, or could not be opened; it goes on trying. */
  readonly onLost: () => void
}

const RETRY_MS = { first: 500, longest: 10_000 } as const

export class LiveLink {
  readonly #parts: LiveLinkParts
  #socket: WebSocket | null = null
  #silence: ReturnType<typeof setTimeout> | null = null
  #retry: ReturnType<typeof setTimeout> | null = null
  #waitMs: number = RETRY_MS.first
  #isClosed = false

  constructor(parts: LiveLinkParts) {
    this.#parts = parts
    this.#open()
    addEventListener('online', this.#wake)
    document.addEventListener('visibilitychange', this.#wake)
  }

  close(): void {
    this.#isClosed = true
    removeEventListener('online', this.#wake)
    document.removeEventListener('visibilitychange', this.#wake)
    if (this.#retry) clearTimeout(this.#retry)
    this.#drop()
  }

  /** Somebody looks, or the network is back: that is worth a try at once. */
  readonly #wake = () => {
    if (this.#retry === null || document.visibilityState === 'hidden') return
    clearTimeout(this.#retry)
    this.#open()
  }

  #open(): void {
    this.#retry = null
    const socket = new WebSocket(`${location.origin.replace(/^http/, 'ws')}/api/v1/admin/live`)
    this.#socket = socket
    socket.onmessage = ({ data }) => {
      this.#waitMs = RETRY_MS.first
      this.#expectMore()
      this.#parts.onMessage(JSON.parse(String(data)) as LiveMessage)
    }
    socket.onclose = () => this.#onLost()
    this.#expectMore()
  }

  #expectMore(): void {
    if (this.#silence) clearTimeout(this.#silence)
    this.#silence = setTimeout(() => this.#onLost(), LIVE_SILENCE_MS)
  }

  #onLost(): void {
    this.#drop()
    if (this.#isClosed || this.#retry !== null) return
    // Some time more or less, so that the pages of a whole office do not come back in one moment.
    this.#retry = setTimeout(() => this.#open(), this.#waitMs * (0.75 + Math.random() / 2))
    this.#waitMs = Math.min(this.#waitMs * 2, RETRY_MS.longest)
    this.#parts.onLost()
  }

  #drop(): void {
    if (this.#silence) clearTimeout(this.#silence)
    this.#silence = null
    const socket = this.#socket
    this.#socket = null
    if (!socket) return
    socket.onmessage = null
    socket.onclose = null
    socket.close()
  }
}
