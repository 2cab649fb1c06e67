/** The Content-Type of a SOAP message (RFC 9110, 8.3.1), with the action that SOAP 1.2 puts there. */
import { CongkyError } from '@congky/shared'
import { SOAP_VERSIONS, type SoapVersion, soapInvalid, soapRules } from './soap-version.ts'

export interface SoapContentType {
  readonly version: SoapVersion
  /** Lower case; null when it names none. */
  readonly charset: string | null
  /** Null when it names none; SOAP 1.1 has a header for it. */
  readonly action: string | null
}

const LENGTH_MAX = 1_000
/** token=token or token="quoted", RFC 9110, 5.6.6. */
const PARAMETER = /^\s*;\s*(?:([\w!#$%&'*+.^`|~-]+)=(?:([\w!#$%&'*+.^`|~:/-]+)|"((?:[^"\\]|\\.)*)"))?\s*/

/**
 * @throws {CongkyError} ERR_SOAP_CONTENT_TYPE: neither version's type; also multipart messages with attachments.
 * ERR_SOAP_INVALID: it names something twice, or cannot be read.
 */
export function readContentType(header: string | undefined): SoapContentType {
  const written = (header ?? '').slice(0, LENGTH_MAX)
  const [type = ''] = written.split(';', 1)
  const mediaType = type.trim().toLowerCase()
  const version = SOAP_VERSIONS.find((each) => soapRules[each].mediaType === mediaType)
  if (version === undefined) throw unusable(mediaType)
  const parameters = readParameters(written.slice(type.length))
  return {
    version,
    charset: parameters.get('charset')?.toLowerCase() ?? null,
    action: version === '1.2' ? (parameters.get('action') ?? null) : null,
  }
}

/** The version whose fault the sender of such a message can read. */
export function versionToAnswer(header: string | undefined): SoapVersion {
  return /^\s*application\/(soap\+xml|xop\+xml)/i.test(header ?? '') ? '1.2' : '1.1'
}

function readParameters(rest: string): ReadonlyMap<string, string> {
  const parameters = new Map<string, string>()
  for (let left = rest.trimEnd(); left !== ''; ) {
    const found = PARAMETER.exec(left)
    if (found === null) throw soapInvalid('its Content-Type cannot be read', 'không đọc được Content-Type')
    const [whole, name, token, quoted] = found
    if (name !== undefined) {
      const key = name.toLowerCase()
      if (parameters.has(key))
        throw soapInvalid(`its Content-Type says ${key} twice`, `Content-Type ghi ${key} hai lần`)
      parameters.set(key, token ?? quoted?.replace(/\\(.)/g, '$1') ?? '')
    }
    left = left.slice(whole.length)
  }
  return parameters
}

function unusable(mediaType: string): CongkyError {
  const found = mediaType.replace(/[^\w.+/-]/g, '?').slice(0, 60)
  return new CongkyError('ERR_SOAP_CONTENT_TYPE', { found: found === '' ? '–' : found })
}
