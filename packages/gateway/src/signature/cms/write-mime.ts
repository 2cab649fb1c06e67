/** Writing S/MIME `multipart/signed` (RFC 8551, 3.5.3): the part that is signed, and the message around it. */
import { createHash } from 'node:crypto'
import { CongkyError, type SmimeProfileOptions } from '@congky/shared'
import { checkText } from '../xml/document-encoding.ts'
import { readContentType, readMimeEntity } from './mime-entity.ts'
import { CmsProblem } from './read-ber.ts'

/** A document that is a MIME part already starts with one of these. */
const PART_START = /^(?:mime-version|content-[a-z-]+)[ \t]*:/i

/**
 * The part to be signed. A document that is one already is signed as it is; any other text becomes the body of one,
 * its line ends converted when the profile says so.
 *
 * @throws {CongkyError} ERR_DOCUMENT_EMPTY, ERR_DOCUMENT_ENCODING, ERR_ALREADY_SIGNED; ERR_PROFILE_MISMATCH: a part
 * whose header cannot be read, or whose line ends would not survive.
 */
export function toMimePart(document: Buffer, { contentType, lineEnds }: SmimeProfileOptions, profile: string): Buffer {
  checkText(document)
  const isPart = PART_START.test(document.toString('latin1', 0, 100))
  if (isPart) checkPart(document, profile)
  if (lineEnds === 'keep') return isPart ? document : withHeader(contentType, document)
  const text = document.toString('latin1')
  // Readers take a CR alone for a line end, or not.
  if (/\r(?!\n)/.test(text)) throw lineEndMismatch(profile)
  if (!/(?<!\r)\n/.test(text)) return isPart ? document : withHeader(contentType, document)
  if (isPart) throw lineEndMismatch(profile)
  return withHeader(contentType, toCrlf(text))
}

/** Lines as mail carries them. @param text Bytes, one a character. */
export function toCrlf(text: string): Buffer {
  return Buffer.from(text.replace(/\r?\n/g, '\r\n'), 'latin1')
}

function withHeader(contentType: string, body: Buffer): Buffer {
  return Buffer.concat([Buffer.from(`Content-Type: ${contentType}\r\n\r\n`), body])
}

function checkPart(document: Buffer, profile: string): void {
  try {
    if (readContentType(readMimeEntity(document)).type !== 'multipart/signed') return
  } catch (error) {
    if (!(error instanceof CmsProblem)) throw error
    const detail = { en: 'its MIME header cannot be read', vi: 'không đọc được phần đầu MIME' }
    throw new CongkyError('ERR_PROFILE_MISMATCH', { profile, detail }, { cause: error })
  }
  throw new CongkyError('ERR_ALREADY_SIGNED')
}

function lineEndMismatch(profile: string): CongkyError {
  const detail = { en: 'its lines do not end with CR LF', vi: 'các dòng không kết thúc bằng CR LF' }
  return new CongkyError('ERR_PROFILE_MISMATCH', { profile, detail })
}

/** Built from what is signed alone, so that the same part and signature give the same message. */
export function signedMessage(part: Uint8Array, signature: Uint8Array, micalg: string): Buffer {
  const boundary = unusedBoundary(Buffer.from(part.buffer, part.byteOffset, part.byteLength))
  const head = [
    'MIME-Version: 1.0',
    `Content-Type: multipart/signed; protocol="application/x-pkcs7-signature"; micalg="${micalg}"; boundary="${boundary}"`,
    '',
    `--${boundary}`,
    '',
  ]
  const lines =
    Buffer.from(signature)
      .toString('base64')
      .match(/.{1,64}/g) ?? []
  const tail = [
    '',
    `--${boundary}`,
    'Content-Type: application/x-pkcs7-signature; name="smime.p7s"',
    'Content-Transfer-Encoding: base64',
    'Content-Disposition: attachment; filename="smime.p7s"',
    '',
    ...lines,
    `--${boundary}--`,
    '',
  ]
  return Buffer.concat([Buffer.from(head.join('\r\n')), part, Buffer.from(tail.join('\r\n'))])
}

function unusedBoundary(part: Buffer): string {
  for (let round = 0; ; round++) {
    const digest = createHash('sha256').update(part).update(String(round)).digest('hex')
    const boundary = `----${digest.slice(0, 32).toUpperCase()}`
    if (!part.includes(boundary)) return boundary
  }
}
