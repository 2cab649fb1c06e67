/** What one document adds to another: the bytes between the head and the tail that they share. */
export interface DocumentEdit {
  /** Bytes at the beginning that are the same in both. */
  readonly head: number
  /** Bytes at the end that are the same in both, none of them of the head. */
  readonly tail: number
  readonly middle: Uint8Array
}

/** The edit that makes `after` of `before`; a signature in a document is one of a few kilobytes. */
export function editOf(before: Uint8Array, after: Uint8Array): DocumentEdit {
  const [one, other] = [toBuffer(before), toBuffer(after)]
  const shorter = Math.min(one.length, other.length)
  const head = longest(shorter, (length) => one.compare(other, 0, length, 0, length) === 0)
  const tail = longest(shorter - head, (length) => {
    return one.compare(other, other.length - length, other.length, one.length - length, one.length) === 0
  })
  return { head, tail, middle: other.subarray(head, other.length - tail) }
}

/** The greatest length up to `max` that fits, where all below it fit as well: comparing bytes one by one is slower. */
function longest(max: number, fits: (length: number) => boolean): number {
  let [low, high] = [0, max]
  while (low < high) {
    const middle = Math.ceil((low + high) / 2)
    if (fits(middle)) low = middle
    else high = middle - 1
  }
  return low
}

function toBuffer({ buffer, byteOffset, byteLength }: Uint8Array): Buffer {
  return Buffer.from(buffer, byteOffset, byteLength)
}
