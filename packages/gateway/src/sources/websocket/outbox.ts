/** What an outbox needs of a socket; a `ws` WebSocket fits. */
export interface OutgoingSocket {
  readonly bufferedAmount: number
  readonly OPEN: number
  readonly readyState: number
  send(data: string | Uint8Array, done: (error?: Error) => void): void
  terminate(): void
}

/** The connection below the socket, which can hold back what it is given and let it go in one piece. */
export interface Transport {
  cork(): void
  uncork(): void
}

/** Bytes that may wait in the socket before we stop handing it more. */
const BUFFERED_MAX = 8 * 1024 * 1024
const CHECK_MS = 20
/** How long a frame that nobody waits for may be held back, so that it leaves with others. */
const SOON_MS = 5
/** A reader that takes nothing for so long is gone. */
const STALLED_MS = 30_000
/** Frames that may wait: more than any client has requests, so beyond it is a client that only talks. */
const FRAMES_MAX = 50_000

interface Outgoing {
  /** Made when it is sent, so that a waiting frame costs no memory; null when by then it says nothing any more. */
  readonly make: () => string | Uint8Array | null
  readonly onSent?: (() => void) | undefined
}

/**
 * Sends frames in order, and holds them back while the other side reads slowly. The frames of one callback of the event
 * loop (the answers to all that one sync of the disk stored) leave in one write: each costs a call of the system.
 */
export class Outbox {
  readonly #socket: OutgoingSocket
  readonly #transport: Transport
  readonly #onFailure: (error: unknown) => void
  #isCorked = false
  #queue: Outgoing[] = []
  #timer: NodeJS.Timeout | null = null
  /** For the reader: frames wait, and a timer looks whether there is room for them. */
  #isWaiting = false
  /** When the socket last took something, and how much it still held then; looked at only while frames wait. */
  #progress = { atMs: 0, buffered: 0 }

  /** @param onFailure Told when a frame could not be made. The connection ends then: on the next one it is asked for anew. */
  constructor(socket: OutgoingSocket, transport: Transport, onFailure: (error: unknown) => void) {
    this.#socket = socket
    this.#transport = transport
    this.#onFailure = onFailure
  }

  /** Sends a frame, after all that wait. */
  push(make: Outgoing['make'], onSent?: () => void): void {
    if (this.#add({ make, onSent }) && !this.#isWaiting) this.#flush()
  }

  /** Sends a frame with the next one or after a moment. */
  pushSoon(make: Outgoing['make']): void {
    if (this.#add({ make })) this.#timer ??= setTimeout(() => this.#flush(), SOON_MS)
  }

  close(): void {
    this.#stopTimer()
    this.#queue = []
  }

  /** @returns Whether it was taken. */
  #add(outgoing: Outgoing): boolean {
    if (this.#queue.length >= FRAMES_MAX) {
      this.#giveUp()
      return false
    }
    this.#queue.push(outgoing)
    return true
  }

  #stopTimer(): void {
    if (this.#timer) clearTimeout(this.#timer)
    this.#timer = null
  }

  /** Never throws: a timer calls it, and so does whoever has something else to tell. */
  #flush(): void {
    this.#stopTimer()
    try {
      this.#sendSome()
    } catch (error) {
      this.#giveUp()
      this.#onFailure(error)
    }
  }

  #sendSome(): void {
    let sent = 0
    for (const { make, onSent } of this.#queue) {
      if (this.#socket.readyState !== this.#socket.OPEN) {
        this.#queue = []
        return
      }
      if (this.#socket.bufferedAmount > BUFFERED_MAX) break
      sent++
      const frame = make()
      if (frame === null) continue
      this.#cork()
      this.#socket.send(frame, (error) => {
        if (!error) onSent?.()
      })
    }
    this.#queue.splice(0, sent)
    if (this.#queue.length > 0) this.#waitForRoom(sent > 0 || !this.#isWaiting)
    else this.#isWaiting = false
  }

  /** Until this callback of the loop is over: all that one sync made durable is told in one. */
  #cork(): void {
    if (this.#isCorked) return
    this.#isCorked = true
    this.#transport.cork()
    process.nextTick(() => {
      this.#isCorked = false
      this.#transport.uncork()
    })
  }

  #waitForRoom(isNew: boolean): void {
    const buffered = this.#socket.bufferedAmount
    if (isNew || buffered < this.#progress.buffered) this.#progress = { atMs: Date.now(), buffered }
    this.#isWaiting = true
    if (Date.now() - this.#progress.atMs > STALLED_MS) this.#giveUp()
    else this.#timer = setTimeout(() => this.#flush(), CHECK_MS)
  }

  #giveUp(): void {
    this.close()
    this.#socket.terminate()
  }
}
