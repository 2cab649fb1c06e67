/**
 * The canary: secrets of the tests are recognisable, and everything a run wrote is searched for them. Finds
 * PINs (`Canary-PIN-…`), passwords (`Canary-Password-…`) and passphrases (`Canary-Passphrase-…`) as they are,
 * in UTF-16, in hex and in base64 wherever it begins, and by their shape the secrets that the gateway makes:
 * access keys and session tokens. Knows neither files nor processes.
 */

export type SecretKind = 'PIN' | 'password' | 'passphrase' | 'secret' | 'access key' | 'session token'

export interface Hit {
  readonly kind: SecretKind
  /** `as it is`, `UTF-16`, `hex`, `base64`. */
  readonly encoding: string
  /** In bytes from the beginning of what was searched. */
  readonly offset: number
}

/** What all secrets of the tests begin with; what follows says of which kind. */
const COMMON = 'Canary-P'
const KINDS: Readonly<Record<string, SecretKind>> = { 'IN-': 'PIN', 'assword-': 'password', 'assphrase-': 'passphrase' }

/** Longer than anything looked for, in any encoding. */
export const LONGEST_BYTES = 128

interface Needle {
  readonly encoding: string
  readonly bytes: Buffer
}

const needles: readonly Needle[] = [
  { encoding: 'UTF-16', bytes: Buffer.from(COMMON, 'utf16le') },
  { encoding: 'hex', bytes: Buffer.from(Buffer.from(COMMON).toString('hex')) },
  { encoding: 'hex', bytes: Buffer.from(Buffer.from(COMMON).toString('hex').toUpperCase()) },
  ...[0, 1, 2].map((before) => ({ encoding: 'base64', bytes: Buffer.from(base64Within(COMMON, before)) })),
]

/** The characters of base64 that the text alone decides when so many bytes stand before it. */
function base64Within(text: string, before: number): string {
  const encoded = Buffer.concat([Buffer.alloc(before), Buffer.from(text)]).toString('base64url')
  const end = before + Buffer.byteLength(text)
  return encoded.slice(Math.ceil((before * 8) / 6), Math.floor((end * 8) / 6))
}

/** Prefixes of secrets that the gateway makes; 43 characters of base64url follow, which are 256 bits. */
const MADE: readonly (readonly [prefix: string, kind: SecretKind])[] = [
  ['ck_', 'access key'],
  ['cs_', 'session token'],
]
/**
 * Nothing is asked of what stands around it: in the pages of a database, values touch. That it mixes letters
 * and digits tells it from a long name; one key in 1,400 has no digit and is missed.
 */
const MADE_REST = /^(?=.*[a-z])(?=.*[A-Z])(?=.*\d)[\w-]{43}$/
const MADE_LENGTH = 43

/** Every secret in the bytes. */
export function findSecrets(bytes: Buffer): readonly Hit[] {
  const hits: Hit[] = []
  for (const offset of offsetsOf(bytes, Buffer.from(COMMON))) {
    const after = bytes.toString('latin1', offset + COMMON.length, offset + COMMON.length + 10)
    const kind = Object.entries(KINDS).find(([rest]) => after.startsWith(rest))?.[1]
    if (kind !== undefined) hits.push({ kind, encoding: 'as it is', offset })
  }
  for (const { encoding, bytes: needle } of needles) {
    for (const offset of offsetsOf(bytes, needle)) hits.push({ kind: 'secret', encoding, offset })
  }
  for (const [prefix, kind] of MADE) {
    for (const offset of offsetsOf(bytes, Buffer.from(prefix))) {
      const from = offset + prefix.length
      const rest = bytes.toString('latin1', from, from + MADE_LENGTH)
      if (MADE_REST.test(rest)) hits.push({ kind, encoding: 'as it is', offset })
    }
  }
  return hits
}

function* offsetsOf(bytes: Buffer, needle: Buffer): Generator<number> {
  for (let at = bytes.indexOf(needle); at >= 0; at = bytes.indexOf(needle, at + 1)) yield at
}
