/**
 * The signed head of the history: which record is the newest, said by the gateway with its own key. Without it
 * records could be cut off the end, or the whole chain be written anew, and the rest would still fit together.
 *
 * The key is Ed25519 (RFC 8032). What is signed is the head's JSON text behind a line that no other signature
 * of ours begins with. Text, signature and public key travel together, so that an export can be checked
 * anywhere; whether that key is the gateway's own is for the reader to know, by its fingerprint.
 */
import { createPublicKey, type KeyObject, sign, verify } from 'node:crypto'
import type { ChainPosition } from './history-record.ts'
import { sha256Hex } from './request.ts'

export interface HistoryHead extends ChainPosition {
  /** Whose history it is. */
  readonly gateway: string
  /** When it was signed: UTC, ISO 8601 with milliseconds. */
  readonly at: string
}

export interface SignedHead {
  readonly text: string
  /** Ed25519, base64. */
  readonly signature: string
  /** SubjectPublicKeyInfo, DER in base64. */
  readonly publicKey: string
}

const PURPOSE = 'congky history head v1\n'

/** The key with its public half written out once: a head is signed with every commit. */
export interface HeadKey {
  readonly privateKey: KeyObject
  /** As it stands in a signed head. */
  readonly publicKey: string
  readonly fingerprint: string
}

export function toHeadKey(privateKey: KeyObject): HeadKey {
  const publicKey = encodePublicKey(createPublicKey(privateKey))
  return { privateKey, publicKey, fingerprint: keyFingerprint(publicKey) }
}

export function signHead({ gateway, seq, hash, at }: HistoryHead, key: HeadKey): SignedHead {
  return signText(PURPOSE, JSON.stringify({ kind: 'head', gateway, seq, hash, at }), key)
}

/** @returns What the head says, or null when its signature does not fit its text and public key. */
export function openHead(head: SignedHead): HistoryHead | null {
  try {
    return isSigned(PURPOSE, head) ? parseHead(head.text) : null
  } catch {
    return null
  }
}

/** @param purpose A line that says what is signed, so that no signature is good for anything else. */
export function signText(purpose: string, text: string, { privateKey, publicKey }: HeadKey): SignedHead {
  return { text, signature: sign(null, Buffer.from(purpose + text), privateKey).toString('base64'), publicKey }
}

/** Whether the signature fits text, purpose and public key. */
export function isSigned(purpose: string, { text, signature, publicKey }: SignedHead): boolean {
  try {
    const key = createPublicKey({ key: fromBase64(publicKey), format: 'der', type: 'spki' })
    if (key.asymmetricKeyType !== 'ed25519' || encodePublicKey(key) !== publicKey) return false
    return verify(null, Buffer.from(purpose + text), key, fromBase64(signature))
  } catch {
    return false
  }
}

function parseHead(text: string): HistoryHead | null {
  const { kind, gateway, seq, hash, at } = JSON.parse(text)
  const isHead = kind === 'head' && Number.isSafeInteger(seq)
  return isHead && [gateway, hash, at].every((value) => typeof value === 'string') ? { gateway, seq, hash, at } : null
}

function encodePublicKey(key: KeyObject): string {
  return key.export({ format: 'der', type: 'spki' }).toString('base64')
}

/** SHA-256 of a public key's DER, in lower-case hex: what people compare. */
export function keyFingerprint(publicKey: string): string {
  return sha256Hex(Buffer.from(publicKey, 'base64'))
}

/** One text for one value: a decoder that forgives would let a changed letter pass. @throws {RangeError} */
function fromBase64(text: string): Buffer {
  const bytes = Buffer.from(text, 'base64')
  if (bytes.toString('base64') !== text) throw new RangeError('not canonical base64')
  return bytes
}

/** `<seq>:<hash>`: what is noted down elsewhere, and given to `history verify --expect`. */
export function formatPosition({ seq, hash }: ChainPosition): string {
  return `${seq}:${hash}`
}

/** @returns Null when it is no position. */
export function parsePosition(text: string): ChainPosition | null {
  const [, seq, hash] = /^(\d{1,15}):([0-9a-f]{64})$/.exec(text) ?? []
  return seq === undefined || hash === undefined ? null : { seq: Number(seq), hash }
}
