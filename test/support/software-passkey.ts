/**
 * An authenticator in a few lines, by the letter of W3C WebAuthn Level 2 (6.1, 6.5.4) and with nothing of the library
 * that judges it: an ES256 key that can also lie, as no real device lets itself be made to.
 */
import { createHash, generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto'
import type { PasskeyMade, PasskeyUsed } from '@congky/shared'

const sha256 = (data: string | Uint8Array) => createHash('sha256').update(data).digest()
const base64url = (data: Uint8Array | string) => Buffer.from(data).toString('base64url')

/** Of authenticator data (6.1). */
export const FLAGS = { present: 0x01, verified: 0x04, hasKey: 0x40 } as const

export interface AnswerOptions {
  /** base64url. */
  readonly challenge: string
  /** Of the page, as the browser tells. */
  readonly origin: string
  /** Whose site the authenticator believes to be at; by default that of its key. */
  readonly rpId?: string
  readonly flags?: number
  /** By default it grows by one with each use. */
  readonly counter?: number
  /** base64url of the user's id. */
  readonly userHandle?: string
  readonly type?: string
}

export class SoftwarePasskey {
  readonly id = randomBytes(32)
  readonly #rpId: string
  readonly #key: { readonly publicKey: KeyObject; readonly privateKey: KeyObject }
  #counter = 0

  constructor(rpId: string) {
    this.#rpId = rpId
    this.#key = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  }

  /** Registers. @param fmt CBOR of the attestation's format and statement; none by default. */
  make(options: AnswerOptions, attestation = Buffer.concat([entry('fmt'), text('none'), entry('attStmt'), map(0)])) {
    const length = Buffer.from([0, this.id.length])
    const credential = Buffer.concat([Buffer.alloc(16), length, this.id, this.#coseKey()])
    const { flags = FLAGS.present | FLAGS.verified, ...rest } = options
    const authData = Buffer.concat([this.#authData({ ...rest, flags: flags | FLAGS.hasKey }), credential])
    const object = Buffer.concat([map(3), attestation, entry('authData'), bytes(authData)])
    const clientDataJSON = clientData({ type: 'webauthn.create', ...options })
    const made: PasskeyMade = {
      ...this.#name,
      response: { clientDataJSON: base64url(clientDataJSON), attestationObject: base64url(object) },
    }
    return made
  }

  /** Signs a challenge. */
  use(options: AnswerOptions): PasskeyUsed {
    this.#counter = options.counter ?? this.#counter + 1
    const authenticatorData = this.#authData({ ...options, counter: this.#counter })
    const clientDataJSON = clientData({ type: 'webauthn.get', ...options })
    const signed = Buffer.concat([authenticatorData, sha256(clientDataJSON)])
    return {
      ...this.#name,
      response: {
        clientDataJSON: base64url(clientDataJSON),
        authenticatorData: base64url(authenticatorData),
        signature: base64url(sign('sha256', signed, this.#key.privateKey)),
        ...(options.userHandle === undefined ? {} : { userHandle: options.userHandle }),
      },
    }
  }

  get #name() {
    return { id: base64url(this.id), rawId: base64url(this.id), type: 'public-key' } as const
  }

  #authData({ rpId = this.#rpId, flags = FLAGS.present | FLAGS.verified, counter = 0 }: Omit<AnswerOptions, 'origin'>) {
    const tail = Buffer.alloc(5)
    tail[0] = flags
    tail.writeUInt32BE(counter, 1)
    return Buffer.concat([sha256(rpId), tail])
  }

  /** COSE_Key of ES256 (RFC 9053, 2.1 and 7.1.1): kty EC2, alg -7, crv P-256, x, y. */
  #coseKey(): Buffer {
    const { x = '', y = '' } = this.#key.publicKey.export({ format: 'jwk' })
    const point = (value: string) => bytes(Buffer.from(value, 'base64url'))
    const head = Buffer.from([0x01, 0x02, 0x03, 0x26, 0x20, 0x01])
    return Buffer.concat([map(5), head, Buffer.from([0x21]), point(x), Buffer.from([0x22]), point(y)])
  }
}

function clientData({ type = '', challenge, origin }: AnswerOptions): string {
  return JSON.stringify({ type, challenge, origin, crossOrigin: false })
}

// CBOR (RFC 8949, 3): maps of few entries, short texts, byte strings.
const map = (entries: number) => Buffer.from([0xa0 + entries])
const text = (value: string) => Buffer.concat([Buffer.from([0x60 + value.length]), Buffer.from(value)])
const entry = text
function bytes(value: Uint8Array): Buffer {
  const head = Buffer.from([0x59, value.length >> 8, value.length & 0xff])
  return Buffer.concat([value.length < 256 ? Buffer.from([0x58, value.length]) : head, value])
}
