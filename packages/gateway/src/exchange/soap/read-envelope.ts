/**
 * The frame of a SOAP message: version, headers that must be understood, and what is in its body (SOAP 1.1, 4;
 * SOAP 1.2, part 1, 5). No header block is understood here, so one that insists is refused.
 */
import { CongkyError } from '@congky/shared'
import { attributeOf, childrenNamed, parseXml, type XmlElement } from './parse-xml.ts'
import { SOAP_VERSIONS, type SoapRules, type SoapVersion, soapInvalid, soapRules } from './soap-version.ts'

/** @returns The one element in the body. @throws {CongkyError} ERR_SOAP_VERSION, ERR_SOAP_HEADER, … */
export function readEnvelope(text: string, version: SoapVersion): XmlElement {
  const envelope = parseXml(text)
  const rules = soapRules[version]
  assertEnvelope(envelope, version)
  const [first, ...rest] = envelope.children
  const header = first?.name === 'Header' && first.namespace === rules.namespace ? first : null
  const [body, ...after] = header === null ? envelope.children : rest
  if (body?.name !== 'Body' || body.namespace !== rules.namespace) throw soapInvalid('it has no Body', 'thiếu Body')
  if (after.length > 0) throw soapInvalid('something follows its Body', 'có phần tử sau Body')
  assertNoText(envelope, header, body)
  if (header !== null) assertUnderstood(header, rules)
  assertPlain([envelope, header, body], rules)
  const [content, ...others] = body.children
  if (content === undefined || others.length > 0) {
    throw soapInvalid(`its Body holds ${body.children.length} elements, not one`, 'Body phải có đúng một phần tử')
  }
  assertPlain([content, ...content.children], rules)
  return content
}

function assertEnvelope({ name, namespace }: XmlElement, version: SoapVersion): void {
  if (name !== 'Envelope') throw soapInvalid('it is no SOAP Envelope', 'không phải SOAP Envelope')
  if (namespace === soapRules[version].namespace) return
  const other = SOAP_VERSIONS.find((each) => soapRules[each].namespace === namespace)
  if (other === undefined) throw new CongkyError('ERR_SOAP_VERSION')
  throw soapInvalid(
    `its Content-Type is of SOAP ${version}, its Envelope of SOAP ${other}`,
    `Content-Type là của SOAP ${version} còn Envelope là của SOAP ${other}`,
  )
}

function assertNoText(...elements: readonly (XmlElement | null)[]): void {
  if (elements.every((each) => each === null || each.text.trim() === '')) return
  throw soapInvalid('text stands between its elements', 'có chữ nằm giữa các phần tử')
}

function assertUnderstood(header: XmlElement, rules: SoapRules): void {
  const { namespace, addressee } = rules
  const insisting = header.children.filter((block) => {
    const isForUs = addressee.us.includes(attributeOf(block, namespace, addressee.name)?.trim() ?? '')
    return isForUs && ['1', 'true'].includes(attributeOf(block, namespace, 'mustUnderstand')?.trim() ?? '')
  })
  if (insisting.length === 0) return
  const headers = insisting.map(({ namespace: uri, name }) => `{${uri}}${name}`).join(' ')
  throw new CongkyError('ERR_SOAP_HEADER', { headers: headers.slice(0, 500) })
}

/** What is written by rules of an encoding (`rpc/encoded`) means something else than it says. */
function assertPlain(elements: readonly (XmlElement | null)[], { namespace, plainEncodings }: SoapRules): void {
  for (const element of elements) {
    const style = element === null ? null : attributeOf(element, namespace, 'encodingStyle')
    if (style !== null && !plainEncodings.includes(style.trim())) throw new CongkyError('ERR_SOAP_ENCODING')
  }
}

/**
 * The text in the one element of a wrapper, as in `<op><parameter>text</parameter></op>`.
 *
 * @throws {CongkyError} ERR_SOAP_INVALID: another element, several, or no plain text in it.
 */
export function readWrapped(wrapper: XmlElement, namespace: string, name: string): string {
  const [element, ...others] = childrenNamed(wrapper, namespace, name)
  if (element === undefined || wrapper.children.length > 1 || others.length > 0 || wrapper.text.trim() !== '') {
    throw soapInvalid(
      `${wrapper.name} must hold ${name} of the namespace ${namespace}, once and nothing else`,
      `${wrapper.name} phải chứa đúng một ${name} thuộc không gian tên ${namespace}, không có gì khác`,
    )
  }
  if (element.children.length > 0) {
    throw soapInvalid(
      `${name} holds elements, not text (attachments are not accepted)`,
      `${name} chứa phần tử chứ không phải văn bản (không nhận tệp đính kèm)`,
    )
  }
  return element.text
}
