/** The side of a SOAP service: reading a call, writing its answer or a fault. */
import type { CongkyError } from '@congky/shared'
import { escapeXml, xmlElement } from '../../signature/xml/xml-text.ts'
import { readContentType } from './content-type.ts'
import { decodeText } from './decode-text.ts'
import { readEnvelope, readWrapped } from './read-envelope.ts'
import { type FaultCode, type SoapOperation, type SoapVersion, soapInvalid, soapRules } from './soap-version.ts'
import { soapMessage, type WrittenSoap } from './write-message.ts'

/** A call as it came over HTTP. */
export interface SoapCall {
  readonly contentType: string | undefined
  readonly soapAction: string | undefined
  readonly body: Uint8Array
}

/**
 * @returns What the parameter holds.
 * @throws {CongkyError} ERR_SOAP_CONTENT_TYPE, ERR_SOAP_VERSION, ERR_SOAP_HEADER, ERR_SOAP_ENCODING, ERR_SOAP_INVALID,
 * ERR_DOCUMENT_ENCODING, ERR_DOCTYPE_FORBIDDEN, ERR_DOCUMENT_TOO_COMPLEX
 */
export function readCall({ contentType, soapAction, body }: SoapCall, operation: SoapOperation): string {
  const { version, charset, action } = readContentType(contentType)
  assertAction(version === '1.1' ? unquoted(soapAction) : action, operation)
  const content = readEnvelope(decodeText(body, charset), version)
  if (content.namespace !== operation.namespace || content.name !== operation.name) {
    throw soapInvalid(
      `its Body must hold ${operation.name} of the namespace ${operation.namespace}`,
      `Body phải chứa ${operation.name} thuộc không gian tên ${operation.namespace}`,
    )
  }
  return readWrapped(content, operation.namespace, operation.parameter)
}

export function writeResult(version: SoapVersion, { namespace, name }: SoapOperation, value: string): WrittenSoap {
  const result = `<${name}Result>${escapeXml(value)}</${name}Result>`
  return soapMessage(version, xmlElement(`${name}Response`, { xmlns: namespace }, result))
}

export interface WrittenFault extends WrittenSoap {
  readonly status: number
}

/** The fault that tells an error; its detail carries our code, with text in Vietnamese. */
export function writeFault(version: SoapVersion, { namespace }: SoapOperation, error: CongkyError): WrittenFault {
  const code = faultCodeOf(error)
  const detail = xmlElement(
    'Error',
    { xmlns: namespace },
    ...errorElements(error).map(([name, text]) => `<${name}>${escapeXml(text)}</${name}>`),
  )
  const written = faultWriters[version](code, error, detail)
  return { ...written, status: statusOf(version, code, error) }
}

/** The elements of `Error` in an answer of the decision (appendix, part I, table 2.7), so that one reader reads both. */
function errorElements(error: CongkyError): readonly (readonly [string, string])[] {
  const { message, next } = error.text('vi')
  return [
    ['ErrorCode', error.code],
    ['ErrorName', message],
    ['Solution', next],
  ]
}

const FAULT_CODES: Partial<Record<CongkyError['code'], FaultCode>> = {
  ERR_SOAP_VERSION: 'version-mismatch',
  ERR_SOAP_HEADER: 'must-understand',
  ERR_SOAP_ENCODING: 'data-encoding-unknown',
}

/** Whatever may go well later is nothing the sender did. */
function faultCodeOf({ code, disposition }: CongkyError): FaultCode {
  return FAULT_CODES[code] ?? (disposition === 'reject' ? 'sender' : 'receiver')
}

/** SOAP 1.1, 6.2 knows only 500; SOAP 1.2, part 2, table 17 gives the sender's faults 400. */
function statusOf(version: SoapVersion, fault: FaultCode, { code }: CongkyError): number {
  if (code === 'ERR_SOAP_CONTENT_TYPE') return 415
  return version === '1.2' && fault === 'sender' ? 400 : 500
}

type FaultWriter = (code: FaultCode, error: CongkyError, detail: string) => WrittenSoap

const faultWriters: Readonly<Record<SoapVersion, FaultWriter>> = {
  '1.1': (code, error, detail) => {
    const name = soapRules['1.1'].faultCodes[code]
    // There is one text only, so it holds both languages.
    const text = `${error.text('vi').message} / ${error.text('en').message}`
    const inside = `<faultcode>soap:${name}</faultcode><faultstring>${escapeXml(text)}</faultstring>`
    // A fault that is about the header has no detail (4.4).
    const about = code === 'must-understand' ? '' : `<detail>${detail}</detail>`
    return soapMessage('1.1', `<soap:Fault>${inside}${about}</soap:Fault>`)
  },
  '1.2': (code, error, detail) => {
    const value = `<soap:Value>soap:${soapRules['1.2'].faultCodes[code]}</soap:Value>`
    const texts = (['vi', 'en'] as const).map(
      (language) => `<soap:Text xml:lang="${language}">${escapeXml(error.text(language).message)}</soap:Text>`,
    )
    const fault = `<soap:Code>${value}</soap:Code><soap:Reason>${texts.join('')}</soap:Reason><soap:Detail>${detail}</soap:Detail>`
    return soapMessage('1.2', `<soap:Fault>${fault}</soap:Fault>`, faultHeaders(code, error))
  },
}

/** What SOAP 1.2, part 1, 5.4.7 and 5.4.8 add: the versions that would do, the headers that were not understood. */
function faultHeaders(code: FaultCode, { details }: CongkyError): string {
  if (code === 'version-mismatch') {
    const supported = Object.values(soapRules).map(
      ({ namespace }, index) => `<soap:SupportedEnvelope xmlns:v${index}="${namespace}" qname="v${index}:Envelope"/>`,
    )
    return `<soap:Upgrade>${supported.join('')}</soap:Upgrade>`
  }
  if (code !== 'must-understand') return ''
  return [...String(details.headers).matchAll(/\{([^{}]*)\}([^{}\s]+)/g)]
    .map(([, uri = '', name = '']) => xmlElement('soap:NotUnderstood', { 'xmlns:h': uri, qname: `h:${name}` }))
    .join('')
}

/** SOAP 1.1, 6.1.1 wants it in quotes, and many leave them out. */
function unquoted(header: string | undefined): string | null {
  return header === undefined ? null : header.trim().replace(/^"(.*)"$/, '$1')
}

/** None, or an empty one, leaves it to the message what is asked. */
function assertAction(action: string | null, operation: SoapOperation): void {
  if (action === null || action === '' || action === operation.action) return
  throw soapInvalid(`the action must be ${operation.action}`, `action phải là ${operation.action}`)
}
