/**
 * The code that lets the first admin of a fresh gateway in: 128 bits, written so that it can be read from one
 * screen and typed on another. Crockford's base 32 has no I, L, O or U; who types one of the first three means
 * the digit that looks like it (https://www.crockford.com/base32.html).
 */
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
const GROUP_LENGTH = 5

export const SETUP_CODE_BYTES = 16
/** 128 bits in steps of five, the last one padded with zeros. */
const CHARACTERS = 26

/** @param bytes 16 random ones. @returns `4FKX9-…`: five groups of five characters and a last one. */
export function encodeSetupCode(bytes: Uint8Array): string {
  const bits = [...bytes].map((byte) => byte.toString(2).padStart(8, '0')).join('')
  const characters = Array.from({ length: CHARACTERS }, (_, at) => {
    const five = bits.slice(at * 5, at * 5 + 5).padEnd(5, '0')
    return ALPHABET[Number.parseInt(five, 2)]
  })
  return (characters.join('').match(new RegExp(`.{1,${GROUP_LENGTH}}`, 'g')) ?? []).join('-')
}

/** The same code however it was typed; null when it can be none. */
export function normalizeSetupCode(typed: string): string | null {
  const plain = typed.toUpperCase().replace(/[\s-]/g, '').replaceAll('O', '0').replace(/[IL]/g, '1')
  if (plain.length !== CHARACTERS || [...plain].some((character) => !ALPHABET.includes(character))) return null
  return plain
}
