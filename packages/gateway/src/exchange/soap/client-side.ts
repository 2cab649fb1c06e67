/** The side of whoever calls a SOAP service: writing a call, reading what came back. */
import { escapeXml, shownText, xmlElement } from '../../signature/xml/xml-text.ts'
import { readContentType } from './content-type.ts'
import { decodeText } from './decode-text.ts'
import { childrenNamed, type XmlElement } from './parse-xml.ts'
import { readEnvelope, readWrapped } from './read-envelope.ts'
import { type FaultCode, type SoapOperation, type SoapVersion, soapInvalid, soapRules } from './soap-version.ts'
import { soapMessage } from './write-message.ts'

export interface WrittenCall {
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

export function writeCall(version: SoapVersion, operation: SoapOperation, value: string): WrittenCall {
  const { namespace, name, parameter, action } = operation
  const content = xmlElement(name, { xmlns: namespace }, `<${parameter}>${escapeXml(value)}</${parameter}>`)
  const { contentType, body } = soapMessage(version, content)
  const quoted = `"${action.replace(/["\\\r\n]/g, '')}"`
  const headers =
    version === '1.1'
      ? { 'content-type': contentType, soapaction: quoted }
      : { 'content-type': `${contentType}; action=${quoted}` }
  return { headers, body }
}

/** What a service answered; `fault` when it says that it could not do what was asked. */
export type SoapReply =
  | { readonly kind: 'result'; readonly value: string }
  | {
      readonly kind: 'fault'
      /** Whose fault the service says it is; null for a code that SOAP does not know. */
      readonly code: FaultCode | null
      /** One line, as the service words it: Vietnamese where it offers that. */
      readonly reason: string
      /** The texts of its detail, one line; empty when there is none. */
      readonly detail: string
    }

/**
 * Reads the body of an answer, whatever its HTTP status: faults come with 400 and 500. A service may answer a call
 * of one version with a fault of the other.
 *
 * @throws {CongkyError} ERR_SOAP_CONTENT_TYPE: no SOAP at all, such as a proxy's page; ERR_SOAP_INVALID and the other
 * errors of `readCall`: no answer to this operation.
 */
export function readReply(
  answer: { readonly contentType: string | undefined; readonly body: Uint8Array },
  { namespace, name }: SoapOperation,
): SoapReply {
  const { version, charset } = readContentType(answer.contentType)
  const content = readEnvelope(decodeText(answer.body, charset), version)
  const soap = soapRules[version].namespace
  if (content.namespace === soap && content.name === 'Fault') return faultReaders[version](content, soap)
  if (content.namespace !== namespace || content.name !== `${name}Response`) {
    throw soapInvalid(`its Body holds no ${name}Response`, `Body không chứa ${name}Response`)
  }
  return { kind: 'result', value: readWrapped(content, namespace, `${name}Result`) }
}

type FaultReader = (fault: XmlElement, soap: string) => SoapReply

const faultReaders: Readonly<Record<SoapVersion, FaultReader>> = {
  // The parts of a fault of SOAP 1.1 have no namespace (4.4).
  '1.1': (fault) => ({
    kind: 'fault',
    code: codeNamed('1.1', textAt(fault, '', 'faultcode')),
    reason: shownText(textAt(fault, '', 'faultstring')),
    detail: detailOf(childrenNamed(fault, '', 'detail')),
  }),
  '1.2': (fault, soap) => ({
    kind: 'fault',
    code: codeNamed('1.2', textAt(fault, soap, 'Code', 'Value')),
    reason: shownText(reasonOf(fault, soap)),
    detail: detailOf(childrenNamed(fault, soap, 'Detail')),
  }),
}

function textAt(from: XmlElement, namespace: string, ...names: readonly string[]): string {
  const found = names.reduce<XmlElement | undefined>(
    (element, name) => element && childrenNamed(element, namespace, name)[0],
    from,
  )
  return found?.text ?? ''
}

function reasonOf(fault: XmlElement, soap: string): string {
  const texts = childrenNamed(fault, soap, 'Reason').flatMap((reason) => childrenNamed(reason, soap, 'Text'))
  const inVietnamese = texts.find(({ attributes }) =>
    attributes.some(({ name, value }) => name === 'lang' && /^vi\b/i.test(value)),
  )
  return (inVietnamese ?? texts[0])?.text ?? ''
}

/** `soap:Client.Authentication` is a kind of Client (SOAP 1.1, 4.4.1). */
function codeNamed(version: SoapVersion, value: string): FaultCode | null {
  const name = value.trim().replace(/^.*:/, '').split('.')[0]
  const codes = Object.entries(soapRules[version].faultCodes) as [FaultCode, string][]
  return codes.find(([, written]) => written === name)?.[0] ?? null
}

function detailOf(details: readonly XmlElement[]): string {
  const texts = (element: XmlElement): string[] => [element.text.trim(), ...element.children.flatMap(texts)]
  return shownText(
    details
      .flatMap(texts)
      .filter((text) => text !== '')
      .join(' · '),
  )
}
