/**
 * Taking `multipart/signed` apart (RFC 1847, 2.1; RFC 8551, 3.5.3): exactly two parts, and the octets of the first
 * as they stand. Lines that some readers take for a delimiter and others do not are refused.
 */
import { type ContentType, type MimeEntity, readContentType, readMimeEntity } from './mime-entity.ts'
import { CmsProblem } from './read-ber.ts'

export interface MimeParts {
  /** What is signed: the first part with its header, without the line end before the delimiter. */
  readonly part: Buffer
  /** DER of the signature. */
  readonly signature: Buffer
  readonly micalg: string
  /** What stands outside both parts and says something. */
  readonly notCovered: readonly string[]
}

/** Two belong; of more, their number is told up to here. */
const PARTS_MAX = 100
const PROTOCOLS = ['application/pkcs7-signature', 'application/x-pkcs7-signature']
/** Headers of the message that say only how it is built. */
const STRUCTURE = /^(?:mime-version|content-(?:type|transfer-encoding|disposition))$/
/** What OpenSSL and others write before the first part, for readers that know no S/MIME. */
const USUAL_PREAMBLE = /^This is an S\/MIME (?:cryptographically )?signed message\.?$/i

/** @throws {CmsProblem} */
export function readSignedMime(document: Buffer): MimeParts {
  const message = readMimeEntity(document)
  const type = readContentType(message)
  if (type.type !== 'multipart/signed') throw new CmsProblem('it is MIME, but not multipart/signed')
  const protocol = type.parameters.get('protocol')?.toLowerCase() ?? ''
  if (!PROTOCOLS.includes(protocol)) throw new CmsProblem('its protocol is not S/MIME')
  const encoding = message.headers.get('content-transfer-encoding') ?? '8bit'
  if (!/^(?:7bit|8bit|binary)$/i.test(encoding)) throw new CmsProblem('its transfer encoding is not accepted')
  const { preamble, parts, epilogue } = splitParts(message.body, boundaryOf(type))
  const [part, second, ...others] = parts
  if (part === undefined || second === undefined || others.length > 0) {
    throw new CmsProblem(`it has ${parts.length} parts where two belong`)
  }
  checkPart(part)
  return {
    ...{ part, signature: readSignature(readMimeEntity(second)) },
    micalg: type.parameters.get('micalg')?.toLowerCase() ?? '',
    notCovered: [
      ...[...message.headers.keys()].filter((name) => !STRUCTURE.test(name)).map((name) => `header ${name}`),
      ...(preamble === '' || USUAL_PREAMBLE.test(preamble) ? [] : ['text before the first part']),
      ...(epilogue === '' ? [] : ['text after the last part']),
    ],
  }
}

/** RFC 2046, 5.1.1. */
function boundaryOf({ parameters }: ContentType): string {
  const boundary = parameters.get('boundary') ?? ''
  if (!/^[\w'()+,./:=? -]{0,69}[\w'()+,./:=?-]$/.test(boundary)) throw new CmsProblem('its boundary is malformed')
  return boundary
}

function splitParts(body: Buffer, boundary: string) {
  const mark = `--${boundary}`
  const parts: Buffer[] = []
  let preamble: string | null = null
  let start = 0
  for (let at = body.indexOf(mark); at >= 0; at = body.indexOf(mark, at + mark.length)) {
    // Only at the start of a line it delimits; whether a CR alone ends a line depends on who reads.
    if (body[at - 1] === 0x0d) throw new CmsProblem('a line looks like a delimiter and is none')
    if (at > 0 && body[at - 1] !== 0x0a) continue
    const lineEnd = body.indexOf('\n', at)
    const line = body.toString('latin1', at, lineEnd < 0 ? body.length : lineEnd)
    const rest = line.slice(mark.length)
    if (!/^(?:--)?[ \t]*\r?$/.test(rest)) throw new CmsProblem('a line looks like a delimiter and is none')
    const before = body.subarray(start, endOfPart(body, start, at))
    if (preamble === null) preamble = before.toString('latin1').trim()
    else parts.push(before)
    if (parts.length > PARTS_MAX) throw new CmsProblem('it has too many parts')
    start = lineEnd < 0 ? body.length : lineEnd + 1
    if (!rest.startsWith('--')) continue
    const epilogue = body.subarray(start)
    if (epilogue.includes(mark)) throw new CmsProblem('a delimiter follows its end')
    return { preamble, parts, epilogue: epilogue.toString('latin1').trim() }
  }
  throw new CmsProblem('its parts have no end')
}

/** The line end before a delimiter is part of the delimiter. */
function endOfPart(body: Buffer, start: number, at: number): number {
  if (at <= start) return start
  return body[at - 2] === 0x0d && at - 2 >= start ? at - 2 : at - 1
}

/** The header that is signed has to mean one thing as well. */
function checkPart(part: Buffer): void {
  const entity = readMimeEntity(part)
  if (entity.headers.has('content-type')) readContentType(entity)
}

function readSignature(entity: MimeEntity): Buffer {
  if (!PROTOCOLS.includes(readContentType(entity).type)) throw new CmsProblem('its second part is no signature')
  if (entity.headers.get('content-transfer-encoding')?.toLowerCase() !== 'base64') {
    throw new CmsProblem('the signature is not in base64')
  }
  return readBase64Lines(entity.body.toString('latin1'))
}

/** Base64 in lines (RFC 2045, 6.8); characters beyond it are refused, though others skip them. @throws {CmsProblem} */
export function readBase64Lines(text: string): Buffer {
  const compact = text.replace(/[ \t\r\n]/g, '')
  if (compact.length % 4 !== 0 || !/^[A-Za-z0-9+/]+={0,2}$/.test(compact)) throw new CmsProblem('it is not base64')
  return Buffer.from(compact, 'base64')
}
