/** A WebSocket to the gateway, frame by frame, for what the client library would never send. */
import { once } from 'node:events'
import { decodeFrame } from '@congky/shared'
import { WebSocket } from 'ws'

export interface Frame {
  readonly type: string
  readonly requestId?: string
  readonly code?: string
  readonly id?: string
  /** Of a binary frame or of the text frame's own field. */
  readonly signedDocument?: string
}

export class FrameSocket {
  readonly socket: WebSocket
  readonly frames: Frame[] = []
  #waiting: (() => void)[] = []
  closeCode: number | null = null

  private constructor(socket: WebSocket) {
    this.socket = socket
    socket.on('message', (data: Buffer, isBinary) => {
      const { head, document } = decodeFrame(isBinary ? data : data.toString('utf8'))
      const text = document === null ? {} : { signedDocument: new TextDecoder().decode(document) }
      this.frames.push({ ...(head as Frame), ...text })
      for (const look of this.#waiting.splice(0)) look()
    })
    socket.on('close', (code) => {
      this.closeCode = code
      for (const look of this.#waiting.splice(0)) look()
    })
    socket.on('error', () => {})
  }

  static async open(url: string, accessKey: string): Promise<FrameSocket> {
    const socket = new WebSocket(`${url.replace('https', 'wss')}/api/v1/ws`, ['congky.v1'], {
      rejectUnauthorized: false,
      headers: { Authorization: `Bearer ${accessKey}` },
    })
    const opened = new FrameSocket(socket)
    await once(socket, 'open')
    return opened
  }

  send(frame: object): void {
    this.socket.send(JSON.stringify(frame))
  }

  /** The first frame that fits, seen or to come. @throws {Error} The connection ended before. */
  async next(fits: (frame: Frame) => boolean): Promise<Frame> {
    for (;;) {
      const found = this.frames.find(fits)
      if (found) return found
      if (this.closeCode !== null) throw new Error(`closed with ${this.closeCode}`)
      await new Promise<void>((resolve) => this.#waiting.push(resolve))
    }
  }

  async closed(): Promise<number> {
    while (this.closeCode === null) await new Promise<void>((resolve) => this.#waiting.push(resolve))
    return this.closeCode
  }
}
