import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

setFlagsFromString('--expose-gc')
const collect: () => void = runInNewContext('gc')

/** @returns Bytes of the heap, and of buffers outside it, that are still in use. */
export function bytesInUse(): number {
  // Twice: what finalizers let go is taken by the second.
  collect()
  collect()
  const { heapUsed, external } = process.memoryUsage()
  return heapUsed + external
}
