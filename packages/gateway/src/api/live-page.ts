/** One page that looks at the gateway over its socket, as long as the person it belongs to may. */
import { closeCodes, LIVE_BEAT_MS, type LiveMessage } from '@congky/shared'
import { type LiveHub, type News, SEEN_NOTHING, type Seen } from './live-hub.ts'

/** What a page needs of a socket; a `ws` WebSocket fits. */
export interface PageSocket {
  readonly bufferedAmount: number
  readonly OPEN: number
  readonly readyState: number
  send(data: string): void
  ping(): void
  close(code: number): void
  terminate(): void
}

/** Beyond it, the page is told again when it has read what waits for it. */
const BUFFERED_BYTES_MAX = 64 * 1024
/** A page that takes nothing and answers no ping for so long is gone. */
const SILENCE_MS = 30_000

export interface LivePageParts {
  readonly hub: LiveHub
  readonly socket: PageSocket
  /** Asked again before anything is sent: a session ends, and a role changes, while its page looks on. */
  readonly audience: () => Audience
  /** Milliseconds; for tests. */
  readonly now?: () => number
}

export interface Audience {
  readonly maySee: boolean
  /** Whether it is told of single requests. */
  readonly seesRequests: boolean
}

export class LivePage {
  readonly #parts: LivePageParts
  readonly #leave: () => void
  readonly #now: () => number
  #seen: Seen
  #isGreeted = false
  #sentAt: number
  #pingedAt: number
  #aliveAt: number

  constructor(parts: LivePageParts) {
    this.#parts = parts
    this.#now = parts.now ?? Date.now
    this.#sentAt = this.#pingedAt = this.#aliveAt = this.#now()
    this.#leave = parts.hub.join(() => this.#look())
    // The whole status, and none of the requests that others were told of before.
    this.#seen = { ...SEEN_NOTHING, finished: parts.hub.now.finished }
    this.#look()
  }

  /** It answered. */
  onPong(): void {
    this.#aliveAt = this.#now()
  }

  close(): void {
    this.#leave()
  }

  #look(): void {
    const { socket, hub, audience } = this.#parts
    if (socket.readyState !== socket.OPEN) return
    const { maySee, seesRequests } = audience()
    if (!maySee) {
      this.close()
      socket.close(closeCodes.unauthenticated)
      return
    }
    if (this.#isGone()) {
      this.close()
      socket.terminate()
      return
    }
    if (socket.bufferedAmount > BUFFERED_BYTES_MAX) return
    const news = hub.newsSince(this.#seen)
    for (const message of this.#toMessages(news, seesRequests)) this.#send(message)
    this.#seen = news.seen
    if (this.#now() - this.#sentAt >= LIVE_BEAT_MS) this.#send(JSON.stringify({ type: 'beat' } satisfies LiveMessage))
  }

  *#toMessages({ fields, finished, more, revision }: News, seesRequests: boolean): Iterable<string> {
    const object = `{${fields.map(([name, json]) => `${JSON.stringify(name)}:${json}`).join(',')}}`
    if (!this.#isGreeted) {
      this.#isGreeted = true
      yield `{"type":"status","revision":${JSON.stringify(revision)},"status":${object}}`
      return
    }
    if (fields.length > 0) yield `{"type":"changes","changes":${object}}`
    if (revision !== this.#seen.revision)
      yield JSON.stringify({ type: 'configChanged', revision } satisfies LiveMessage)
    if (seesRequests && finished.length > 0)
      yield JSON.stringify({ type: 'finished', requests: finished, more } satisfies LiveMessage)
  }

  #send(message: string): void {
    this.#sentAt = this.#now()
    this.#parts.socket.send(message)
  }

  #isGone(): boolean {
    const now = this.#now()
    if (now - this.#aliveAt > SILENCE_MS) return true
    if (now - this.#pingedAt >= LIVE_BEAT_MS) {
      this.#pingedAt = now
      this.#parts.socket.ping()
    }
    return false
  }
}
