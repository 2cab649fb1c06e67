/** Below it, copying is quicker than handing over. */
const BYTES_MIN = 65_536
/** Results are shallow. */
const DEPTH_MAX = 4

/**
 * The buffers behind large arrays of bytes in plain data, which can be handed to another thread: those that hold nothing
 * else. Each stands there once.
 */
export function ownBuffers(data: unknown): ArrayBuffer[] {
  const found = new Set<ArrayBuffer>()
  collect(data, DEPTH_MAX, found)
  return [...found]
}

function collect(data: unknown, depth: number, found: Set<ArrayBuffer>): void {
  if (data instanceof Uint8Array) {
    const { buffer, byteLength } = data
    if (buffer instanceof ArrayBuffer && byteLength >= BYTES_MIN && byteLength === buffer.byteLength) found.add(buffer)
  } else if (typeof data === 'object' && data !== null && !ArrayBuffer.isView(data) && depth > 0) {
    for (const value of Object.values(data)) collect(value, depth - 1, found)
  }
}
