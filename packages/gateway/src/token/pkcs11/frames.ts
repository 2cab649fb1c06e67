/**
 * Messages in a pipe: each is a frame of four bytes that say how many follow, little-endian, and then those. Several
 * may lie in the pipe at once, and a read may end anywhere in one.
 */

const HEAD_BYTES = 4

/** Frames something that `write` puts into place. @param bytes How many it writes. */
export function frameOf(bytes: number, write: (frame: Buffer, at: number) => void): Buffer {
  const frame = Buffer.allocUnsafe(HEAD_BYTES + bytes)
  frame.writeUInt32LE(bytes, 0)
  write(frame, HEAD_BYTES)
  return frame
}

/** Takes what a pipe gives and hands on whole frames, without their heads. */
export class FrameReader {
  readonly #bytesMax: number
  readonly #onFrame: (frame: Buffer) => void
  readonly #head = Buffer.alloc(HEAD_BYTES)
  #headBytes = 0
  /** The frame of which only a part came, once its head is known. */
  #partial: Buffer | null = null
  #partialBytes = 0

  /** @param onFrame Gets a view of what came; who keeps it keeps all of that in memory. */
  constructor(bytesMax: number, onFrame: (frame: Buffer) => void) {
    this.#bytesMax = bytesMax
    this.#onFrame = onFrame
  }

  /** @throws {RangeError} A frame of more than `bytesMax`: whoever wrote it cannot be understood any more. */
  push(chunk: Buffer): void {
    let at = 0
    while (at < chunk.length) {
      const end = this.#headBytes === 0 ? this.#endOfWhole(chunk, at) : 0
      if (end > 0) {
        this.#onFrame(chunk.subarray(at + HEAD_BYTES, end))
        at = end
      } else {
        at = this.#collect(chunk, at)
      }
    }
  }

  /** Where the frame that begins here ends; 0 when it is not here as a whole. */
  #endOfWhole(chunk: Buffer, at: number): number {
    if (chunk.length - at < HEAD_BYTES) return 0
    const end = at + HEAD_BYTES + this.#check(chunk.readUInt32LE(at))
    return end <= chunk.length ? end : 0
  }

  #check(bytes: number): number {
    if (bytes > this.#bytesMax) throw new RangeError(`a message of ${bytes} bytes, more than ${this.#bytesMax}`)
    return bytes
  }

  /** Takes the next bytes of a frame that comes in parts. @returns Where it stopped. */
  #collect(chunk: Buffer, at: number): number {
    if (!this.#partial) {
      const end = at + chunk.copy(this.#head, this.#headBytes, at)
      this.#headBytes += end - at
      if (this.#headBytes === HEAD_BYTES)
        this.#partial = Buffer.allocUnsafeSlow(this.#check(this.#head.readUInt32LE(0)))
      return this.#handOn(end)
    }
    const copied = chunk.copy(this.#partial, this.#partialBytes, at)
    this.#partialBytes += copied
    return this.#handOn(at + copied)
  }

  #handOn(at: number): number {
    const frame = this.#partial
    if (frame && this.#partialBytes === frame.length) {
      this.#partial = null
      this.#partialBytes = 0
      this.#headBytes = 0
      this.#onFrame(frame)
    }
    return at
  }
}
