/**
 * The messages of a driver process as bytes. Nearly all of them are signatures, so these are laid out by hand; and so is
 * the login, because a serializer leaves copies of the PIN in memory that nobody zeroes. The rest is what V8 makes of it.
 */
import { deserialize, serialize } from 'node:v8'
import { frameOf } from './frames.ts'
import type { AnswerMessage, CallMessage, DriverCalls } from './messages.ts'

/** First byte of a message. */
const KIND = { any: 0, sign: 1, login: 2 } as const
/** Their number is their place here. */
const DIGEST_ALGORITHMS = ['sha1', 'sha256'] as const
const THUMBPRINT_BYTES = 32

/** What a signature is asked with: kind, token, algorithm, length of the digest, whether there is data; then bytes. */
const SIGN = {
  token: 1,
  algorithm: 5,
  digestBytes: 6,
  hasData: 7,
  thumbprint: 8,
  digest: 8 + THUMBPRINT_BYTES,
} as const
const LOGIN = { token: 1, pin: 5 } as const
/** What a signature is answered with. */
const SIGNED = { signMs: 1, value: 9 } as const

/** @returns A frame. One with a PIN is to be zeroed by whoever sent it. */
export function encodeCall(message: CallMessage): Buffer {
  switch (message.call) {
    case 'sign':
      return encodeSign(message.takes)
    case 'login':
      return encodeLogin(message.takes)
    default:
      return encodeAny(message)
  }
}

/** @param bytes Without the head of the frame. Bytes in the message are views of these. */
export function decodeCall(bytes: Buffer): CallMessage {
  switch (bytes[0]) {
    case KIND.sign:
      return { call: 'sign', takes: decodeSign(bytes) }
    case KIND.login:
      return { call: 'login', takes: { token: bytes.readUInt32LE(LOGIN.token), pin: bytes.subarray(LOGIN.pin) } }
    default:
      return deserialize(bytes.subarray(1))
  }
}

/** @returns A frame. */
export function encodeAnswer(message: AnswerMessage): Buffer {
  if (!message.ok || message.gives === null || !('signMs' in message.gives)) return encodeAny(message)
  const { value, signMs } = message.gives
  return frameOf(SIGNED.value + value.length, (frame, at) => {
    frame[at] = KIND.sign
    frame.writeDoubleLE(signMs, at + SIGNED.signMs)
    frame.set(value, at + SIGNED.value)
  })
}

/** @param bytes Without the head of the frame. Bytes in the message are views of these. */
export function decodeAnswer(bytes: Buffer): AnswerMessage {
  if (bytes[0] !== KIND.sign) return deserialize(bytes.subarray(1))
  return { ok: true, gives: { value: bytes.subarray(SIGNED.value), signMs: bytes.readDoubleLE(SIGNED.signMs) } }
}

function encodeSign({ token, thumbprint, digestAlgorithm, digest, data }: DriverCalls['sign']['takes']): Buffer {
  return frameOf(SIGN.digest + digest.length + (data?.length ?? 0), (frame, at) => {
    frame[at] = KIND.sign
    frame.writeUInt32LE(token, at + SIGN.token)
    frame[at + SIGN.algorithm] = DIGEST_ALGORITHMS.indexOf(digestAlgorithm)
    frame.writeUInt8(digest.length, at + SIGN.digestBytes)
    frame[at + SIGN.hasData] = data === null ? 0 : 1
    if (frame.write(thumbprint, at + SIGN.thumbprint, THUMBPRINT_BYTES, 'hex') !== THUMBPRINT_BYTES) {
      throw new RangeError('the thumbprint of a certificate has 64 hex digits')
    }
    frame.set(digest, at + SIGN.digest)
    if (data !== null) frame.set(data, at + SIGN.digest + digest.length)
  })
}

function decodeSign(bytes: Buffer): DriverCalls['sign']['takes'] {
  const end = SIGN.digest + bytes.readUInt8(SIGN.digestBytes)
  const digestAlgorithm = DIGEST_ALGORITHMS[bytes.readUInt8(SIGN.algorithm)]
  if (!digestAlgorithm) throw new RangeError('no such digest algorithm')
  return {
    token: bytes.readUInt32LE(SIGN.token),
    thumbprint: bytes.toString('hex', SIGN.thumbprint, SIGN.thumbprint + THUMBPRINT_BYTES),
    digestAlgorithm,
    digest: bytes.subarray(SIGN.digest, end),
    data: bytes[SIGN.hasData] === 1 ? bytes.subarray(end) : null,
  }
}

function encodeLogin({ token, pin }: DriverCalls['login']['takes']): Buffer {
  return frameOf(LOGIN.pin + pin.length, (frame, at) => {
    frame[at] = KIND.login
    frame.writeUInt32LE(token, at + LOGIN.token)
    frame.set(pin, at + LOGIN.pin)
  })
}

function encodeAny(message: CallMessage | AnswerMessage): Buffer {
  const bytes = serialize(message)
  return frameOf(1 + bytes.length, (frame, at) => {
    frame[at] = KIND.any
    frame.set(bytes, at + 1)
  })
}
