/**
 * The codes of security segments that are written or understood, each with where it is known from. Published code lists:
 * the service code lists of UN/EDIFACT, releases 40004 to 40216, and directories D.04A to D.17B made from them.
 */

/** 0501, security service. D.17B. */
export const SERVICE = {
  nonRepudiationOfOrigin: '1',
  originAuthentication: '2',
  integrity: '3',
  referencedNonRepudiationOfOrigin: '7',
  referencedOriginAuthentication: '8',
  referencedIntegrity: '9',
} as const

export type ScopeName = 'whole' | 'header-to-trailer' | 'header-and-body'

/** 0541, scope of security application. Release 40000; absent means the first (note 1 of USH). */
export const SCOPES: Readonly<Record<ScopeName, string>> = {
  'header-and-body': '1',
  'header-to-trailer': '2',
  whole: '3',
}

/** Of a message from UNH to UNT; directories from D.12B on. Says the same as `whole` for a message. */
const MESSAGE_SCOPE = '6'

export function scopeOf(code: string): ScopeName | null {
  if (code === '') return 'header-and-body'
  if (code === MESSAGE_SCOPE) return 'whole'
  const found = Object.entries(SCOPES).find(([, known]) => known === code)
  return (found?.[0] as ScopeName | undefined) ?? null
}

/** 0503: no acknowledgement is wanted. EANCOM 2002, AUTACK, example 1. */
export const NO_RESPONSE = '1'
/** 0517: a security timestamp. EANCOM 2002, AUTACK, example 1. */
export const SECURITY_TIMESTAMP = '1'
/** 0545: X.509. D.04A. */
export const X509 = '3'
/** 0577: the party that certifies. D.04A. */
export const AUTHENTICATING_PARTY = '4'
/** Agreed between the parties, in many lists. */
export const AGREED = 'ZZZ'
/** 0523: what an algorithm is used for. Release 40000. */
export const USE = { ownerHashing: '1', ownerSigning: '6' } as const
/** 0563: what a result is. Release 40007; those of DSA are taken for ECDSA too. */
export const RESULT = { unique: '1', r: '2', s: '3' } as const

export type DigestName = 'sha1' | 'sha256' | 'sha384' | 'sha512'

/**
 * 0527 with its list 0529. SHA-1 is 16 of list 1 in public examples. Which code of that list SHA-256 has was not at
 * hand: the number of its bits in a list agreed between the parties is our own reading.
 */
export const DIGEST_CODES: Readonly<Record<DigestName, readonly [code: string, list: string]>> = {
  sha1: ['16', '1'],
  sha256: ['256', AGREED],
  sha384: ['384', AGREED],
  sha512: ['512', AGREED],
}

export function digestOf(code: string, list: string): DigestName | null {
  const found = Object.entries(DIGEST_CODES).find(([, [known, of]]) => known === code && of === (list || '1'))
  return (found?.[0] as DigestName | undefined) ?? null
}

/** S502 of a signature behind its use: mode, list, algorithm, list, padding, list. */
export const SIGNING: Readonly<Record<'rsa' | 'ec', readonly string[]>> = {
  // Mode 16, RSA 10, padding 11 of PKCS #1 for signatures: GS1 Austria, INVOIC with digital signature, 2011.
  rsa: ['16', '1', '10', '1', '11', '1'],
  // ECC 17: EANCOM 2002, KEYMAN.
  ec: ['', '', '17', '1'],
}

/** The kind of key of an algorithm of list 1 (0527); null for others. */
export function keyTypeOf(code: string): 'rsa' | 'ec' | null {
  if (code === '10') return 'rsa'
  return code === '17' ? 'ec' : null
}
