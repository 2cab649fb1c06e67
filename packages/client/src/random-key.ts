const KEY_BYTES = 16
/** Drawn in one go: each call of the system's generator costs more than the key that is made of it. */
const DRAWN_BYTES = KEY_BYTES * 64
const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'))

const drawn = new Uint8Array(DRAWN_BYTES)
let used = DRAWN_BYTES

/** 128 random bits in hex. `crypto.randomUUID` would do, were it not missing on browser pages without TLS. */
export function randomKey(): string {
  if (used === DRAWN_BYTES) {
    globalThis.crypto.getRandomValues(drawn)
    used = 0
  }
  let key = ''
  for (const end = used + KEY_BYTES; used < end; used++) key += HEX[drawn[used] ?? 0]
  return key
}
