import { isIPv4, isIPv6 } from 'node:net'

/** The 4 or 16 bytes of an IP address, in network order; null for what is none. */
export function ipBytes(text: string): Uint8Array | null {
  if (isIPv4(text)) return Uint8Array.from(text.split('.'), Number)
  if (!isIPv6(text)) return null
  const address = text.replace(/%.*$/, '')
  // An IPv4 tail (::ffff:10.0.0.1) stands for the last two groups.
  const tail = /(\d+)\.(\d+)\.(\d+)\.(\d+)$/.exec(address)
  const hex = (high: string | undefined, low: string | undefined) => (Number(high) * 256 + Number(low)).toString(16)
  const plain =
    tail === null ? address : `${address.slice(0, tail.index)}${hex(tail[1], tail[2])}:${hex(tail[3], tail[4])}`
  const [before = '', after] = plain.split('::')
  const groups = (part: string | undefined) => (part ? part.split(':') : [])
  const head = groups(before)
  const rest = groups(after)
  const zeros = Array.from({ length: 8 - head.length - rest.length }, () => '0')
  const all = [...head, ...(after === undefined ? [] : zeros), ...rest]
  return Uint8Array.from(all.flatMap((group) => [Number.parseInt(group, 16) >> 8, Number.parseInt(group, 16) & 0xff]))
}
