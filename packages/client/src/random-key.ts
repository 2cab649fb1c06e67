/** Bytes of the time in a key, and random ones behind it. */
const TIME_BYTES = 6
const RANDOM_BYTES = 10
/** Drawn in one go: each call of the system's generator costs more than the key that is made of it. */
const DRAWN_BYTES = RANDOM_BYTES * 64
const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'))

const drawn = new Uint8Array(DRAWN_BYTES)
let used = DRAWN_BYTES

/**
 * 48 bits of milliseconds and 80 random bits, in hex. Keys of one moment stand beside each other in the gateway's
 * index, so that it writes a page of it for many of them instead of one for each. `crypto.randomUUID` would give
 * none in order, and is missing on browser pages without TLS.
 */
export function randomKey(): string {
  if (used === DRAWN_BYTES) {
    globalThis.crypto.getRandomValues(drawn)
    used = 0
  }
  let key = Date.now()
    .toString(16)
    .padStart(TIME_BYTES * 2, '0')
  for (const end = used + RANDOM_BYTES; used < end; used++) key += HEX[drawn[used] ?? 0]
  return key
}
