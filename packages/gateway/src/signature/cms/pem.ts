/** CMS as text (RFC 7468, 9). */
import { readBase64Lines } from './mime-signed.ts'
import { CmsProblem } from './read-ber.ts'

export function toPem(der: Uint8Array): Buffer {
  const lines =
    Buffer.from(der)
      .toString('base64')
      .match(/.{1,64}/g) ?? []
  return Buffer.from(`-----BEGIN CMS-----\n${lines.join('\n')}\n-----END CMS-----\n`)
}

/** DER as it is, or out of the one block of a text. @throws {CmsProblem} */
export function fromPem(document: Buffer): Buffer {
  if (document[0] === 0x30) return document
  const text = document.toString('latin1').trim()
  const [, name, body = '', end] =
    /^-----BEGIN ([A-Z0-9 #]+)-----\r?\n([^-]*)-----END ([A-Z0-9 #]+)-----$/.exec(text) ?? []
  if (name === undefined || name !== end) throw new CmsProblem('it is no single PEM block')
  return readBase64Lines(body)
}
