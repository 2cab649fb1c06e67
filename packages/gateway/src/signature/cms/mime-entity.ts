/**
 * Reading a MIME entity (RFC 2045, 2046, RFC 5322) as strictly as signatures need it: a header that two readers could
 * take for two things is refused. Bytes stay as they are; nothing is decoded here.
 */
import { CmsProblem } from './read-ber.ts'

export interface MimeEntity {
  /** By name in lower case, unfolded. */
  readonly headers: ReadonlyMap<string, string>
  readonly body: Buffer
}

const HEADERS_MAX = 100
const HEADER_BYTES_MAX = 65_536
/** Fields that say what the body is; those of mail, such as Received, may repeat. */
const DECIDES = /^(?:mime-version|content-.*)$/

/** @throws {CmsProblem} */
export function readMimeEntity(bytes: Buffer): MimeEntity {
  const headers = new Map<string, string>()
  let name = ''
  let at = 0
  for (let count = 0; ; count++) {
    const end = bytes.indexOf('\n', at)
    if (end < 0 || end > HEADER_BYTES_MAX || count > HEADERS_MAX) throw new CmsProblem('its MIME header has no end')
    const line = bytes.toString('latin1', at, end).replace(/\r$/, '')
    at = end + 1
    if (line === '') return { headers, body: bytes.subarray(at) }
    if (/[\0\r]/.test(line)) throw new CmsProblem('its MIME header holds control characters')
    if (/^[ \t]/.test(line)) {
      if (name === '' || line.trim() === '') throw new CmsProblem('its MIME header is malformed')
      headers.set(name, `${headers.get(name)} ${line.trim()}`)
      continue
    }
    const [, field = '', value = ''] = /^([!#-'*+.0-9A-Z^-z|~-]+):[ \t]*(.*)$/.exec(line) ?? []
    if (field === '') throw new CmsProblem('its MIME header is malformed')
    name = field.toLowerCase()
    if (DECIDES.test(name) && headers.has(name)) throw new CmsProblem(`it has two headers ${name}`)
    headers.set(name, value.trim())
  }
}

export interface ContentType {
  /** `type/subtype` in lower case. */
  readonly type: string
  /** By name in lower case. */
  readonly parameters: ReadonlyMap<string, string>
}

/** @throws {CmsProblem} Missing, or in a form that readers take differently: comments, RFC 2231, a name twice. */
export function readContentType({ headers }: Pick<MimeEntity, 'headers'>): ContentType {
  const [, type = '', rest = ''] = /^([\w!#$&^.+-]+\/[\w!#$&^.+-]+)(.*)$/.exec(headers.get('content-type') ?? '') ?? []
  if (type === '') throw new CmsProblem('its Content-Type is missing or malformed')
  const parameters = new Map<string, string>()
  const one = /[ \t]*;[ \t]*([\w!#$&^.+-]+)=(?:([^\s;,"()<>@:\\[\]]+)|"((?:[^"\\]|\\.)*)")[ \t]*/y
  while (one.lastIndex < rest.length) {
    const [, name = '', token, quoted = ''] = one.exec(rest) ?? []
    const key = name.toLowerCase()
    if (key === '' || parameters.has(key)) throw new CmsProblem('its Content-Type is malformed')
    parameters.set(key, token ?? quoted.replace(/\\(.)/g, '$1'))
  }
  return { type: type.toLowerCase(), parameters }
}
