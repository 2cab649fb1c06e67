/**
 * Linear work over many bytes, in slices that take a fraction of a millisecond, with a turn of everything else between
 * two: a document of 4 MB takes ten milliseconds to copy or to hash, and everybody would wait for them.
 */
import { createHash } from 'node:crypto'
import { setImmediate as nextTurn } from 'node:timers/promises'

export const SLICE_BYTES = 131_072

/** SHA-256 in lower-case hex. The bytes must stay as they are meanwhile. */
export async function sha256InSlices(bytes: Uint8Array): Promise<string> {
  const hash = createHash('sha256')
  await inSlices(bytes, (slice) => hash.update(slice))
  return hash.digest('hex')
}

/** A copy that all threads can read. The bytes must stay as they are meanwhile. */
export async function shareInSlices(bytes: Uint8Array): Promise<Uint8Array<SharedArrayBuffer>> {
  const copy = new Uint8Array(new SharedArrayBuffer(bytes.length))
  await inSlices(bytes, (slice, at) => copy.set(slice, at))
  return copy
}

/** The last slice is followed by no turn, so what fits in one is done at once. */
async function inSlices(bytes: Uint8Array, work: (slice: Uint8Array, at: number) => void): Promise<void> {
  for (let at = 0; at < bytes.length; at += SLICE_BYTES) {
    if (at > 0) await nextTurn()
    work(bytes.subarray(at, at + SLICE_BYTES), at)
  }
}
