/**
 * The first look at what came: out of SOAP, out of base64, and as far as anybody's message may be looked at. Its
 * content is read only once it is known to be from customs (check-message.ts). Pure; runs in a thread.
 */
import { type CustomsHeader, readCustomsHeader } from '@congky/documents'
import { CongkyError } from '@congky/shared'
import { sha256Hex } from '../../domain/request.ts'
import { tooComplex } from '../../signature/xml/document-errors.ts'
import { guardDocument } from '../../signature/xml/document-guard.ts'
import type { MessageKey } from '../exchange-store.ts'
import { readCall, type SoapCall } from '../soap/server-side.ts'
import { base64Bytes } from './base64-bytes.ts'
import { MESSAGE_BYTES_MAX, serviceOperation } from './service-operation.ts'

export interface OpenedMessage {
  readonly message: Uint8Array
  readonly sha256: string
  readonly key: MessageKey
  readonly header: CustomsHeader
  /** DER of the certificates it carries: claims, until one of them is found to be of customs. */
  readonly certificates: readonly Uint8Array[]
}

/** A signature carries its own, and perhaps those above it. */
const CERTIFICATES_MAX = 6
/** W3C XML Signature, and the signature of other customs messages. */
const CERTIFICATE = /<(?:[\w.-]{1,50}:)?(?:X509Certificate|fileCert)(?:\s[^<>]{0,500})?>([A-Za-z0-9+/=\s]{200,12000})</g
/** One belongs, and an empty one may have been left; each of more costs a stranger little and us seconds. */
const SIGNATURES_MAX = 2
const SIGNATURE = /<(?:[^\s<>:/]{1,200}:)?Signature[\s/>]/g
/** Columns MSG_FROM and MSG_ID. */
const KEY_LENGTH_MAX = 50

/**
 * @throws {CongkyError} As `readCall`, `base64Bytes` and `guardDocument`; ERR_EXCHANGE_HEADER: it names no sender or
 * id; ERR_DOCUMENT_TOO_COMPLEX: it has too many signatures.
 */
export function openMessage(call: SoapCall): OpenedMessage {
  const message = base64Bytes(readCall(call, serviceOperation), MESSAGE_BYTES_MAX)
  guardDocument(message)
  const text = message.toString('utf8')
  const header = readCustomsHeader(text.replace(/^\uFEFF/, ''))
  if (header === null) throw new CongkyError('ERR_EXCHANGE_HEADER')
  if ((text.match(SIGNATURE)?.length ?? 0) > SIGNATURES_MAX) throw tooComplex('too many signatures', 'quá nhiều chữ ký')
  return { message, sha256: sha256Hex(message), key: keyOf(header), header, certificates: certificatesIn(text) }
}

function keyOf({ fromIdentity, messageId }: CustomsHeader): MessageKey {
  const key = { from: fromIdentity.trim(), messageId: messageId.trim().toUpperCase() }
  const isKey = Object.values(key).every((part) => /^[\x21-\x7e]+$/.test(part) && part.length <= KEY_LENGTH_MAX)
  if (!isKey) throw new CongkyError('ERR_EXCHANGE_HEADER')
  return key
}

/** DER of the certificates that a signed message carries. */
export function certificatesIn(text: string): readonly Uint8Array[] {
  const found = Array.from(text.matchAll(CERTIFICATE)).slice(0, CERTIFICATES_MAX)
  return found.map(([, letters = '']) => Uint8Array.from(Buffer.from(letters, 'base64')))
}
