import { CongkyError } from '@congky/shared'
import { describe, expect, test } from 'vitest'
import { codeOf } from '../../../../../test/support/code-of.ts'
import { readReply, writeCall } from './client-side.ts'
import { readCall, type SoapCall, writeFault, writeResult } from './server-side.ts'
import { SOAP_VERSIONS, type SoapVersion, soapRules } from './soap-version.ts'

const NAMESPACE = 'http://ecustoms.customs.gov.vn'
const operation = {
  namespace: NAMESPACE,
  name: 'DN_KVCC_DuDK',
  parameter: 'sRequest',
  action: `${NAMESPACE}/DN_KVCC_DuDK`,
}
const REQUEST = `<DN_KVCC_DuDK xmlns="${NAMESPACE}"><sRequest>PEE+</sRequest></DN_KVCC_DuDK>`
const TYPES = { '1.1': 'text/xml; charset=utf-8', '1.2': 'application/soap+xml; charset=utf-8' } as const

function envelope(version: SoapVersion, body: string, header = ''): string {
  return `<s:Envelope xmlns:s="${soapRules[version].namespace}">${header}<s:Body>${body}</s:Body></s:Envelope>`
}

function call(text: string | Uint8Array, wishes: Partial<SoapCall> = {}, version: SoapVersion = '1.1'): SoapCall {
  return { contentType: TYPES[version], soapAction: undefined, ...wishes, body: Buffer.from(text as string) }
}

describe.each(SOAP_VERSIONS)('SOAP %s', (version) => {
  test('what the client writes the service reads, and the other way round', () => {
    const { headers, body } = writeCall(version, operation, 'a<b&"c"\r\n')
    const read = readCall(
      { contentType: headers['content-type'], soapAction: headers.soapaction, body: Buffer.from(body) },
      operation,
    )
    expect(read).toBe('a<b&"c"\r\n')
    const { contentType, body: answer } = writeResult(version, operation, 'phản hồi')
    expect(readReply({ contentType, body: Buffer.from(answer) }, operation)).toEqual({
      kind: 'result',
      value: 'phản hồi',
    })
  })

  test('a fault names our code, what to do, and whose fault it is', () => {
    const fault = writeFault(version, operation, new CongkyError('ERR_SOAP_VERSION'))
    expect(readReply({ contentType: fault.contentType, body: Buffer.from(fault.body) }, operation)).toEqual({
      kind: 'fault',
      code: 'version-mismatch',
      reason: expect.stringContaining('không phải SOAP 1.1'),
      detail:
        'ERR_SOAP_VERSION · Thông điệp không phải SOAP 1.1, cũng không phải SOAP 1.2. · Dùng một trong hai phiên bản này.',
    })
  })

  test('what may go well later is a fault of the receiver, all else of the sender', () => {
    const later = writeFault(version, operation, new CongkyError('ERR_QUEUE_FULL', { limit: 1 }))
    expect(later).toMatchObject({ status: 500, body: expect.stringMatching(/soap:(Server|Receiver)</) })
    const never = writeFault(version, operation, new CongkyError('ERR_DOCTYPE_FORBIDDEN'))
    expect(never).toMatchObject({
      status: version === '1.2' ? 400 : 500,
      body: expect.stringMatching(/soap:(Client|Sender)</),
    })
  })

  test.each([
    ['a DOCTYPE', `<!DOCTYPE s [<!ENTITY e "x">]>${envelope(version, REQUEST)}`, 'ERR_DOCTYPE_FORBIDDEN'],
    ['a processing instruction', `<?php x?>${envelope(version, REQUEST)}`, 'ERR_SOAP_INVALID'],
    ['XML 1.1', `<?xml version="1.1"?>${envelope(version, REQUEST)}`, 'ERR_SOAP_INVALID'],
    ['no XML', 'xin chào', 'ERR_SOAP_INVALID'],
    ['nothing', '', 'ERR_SOAP_INVALID'],
    ['an entity that nobody declared', envelope(version, REQUEST.replace('PEE+', '&e;')), 'ERR_SOAP_INVALID'],
    ['an element left open', envelope(version, REQUEST).replace('</s:Envelope>', ''), 'ERR_SOAP_INVALID'],
    ['two roots', envelope(version, REQUEST).repeat(2), 'ERR_SOAP_INVALID'],
    ['a prefix of no namespace', envelope(version, '<x:y/>'), 'ERR_SOAP_INVALID'],
    ['depth', envelope(version, `${'<a>'.repeat(99)}${'</a>'.repeat(99)}`), 'ERR_DOCUMENT_TOO_COMPLEX'],
    ['many elements', envelope(version, `<a>${'<b/>'.repeat(2000)}</a>`), 'ERR_DOCUMENT_TOO_COMPLEX'],
    [
      'many attributes',
      envelope(version, `<a ${Array.from({ length: 99 }, (_, n) => `b${n}=""`).join(' ')}/>`),
      'ERR_DOCUMENT_TOO_COMPLEX',
    ],
    ['a long name', envelope(version, `<${'a'.repeat(300)}/>`), 'ERR_DOCUMENT_TOO_COMPLEX'],
    ['another envelope', '<Envelope xmlns="urn:x"><Body/></Envelope>', 'ERR_SOAP_VERSION'],
    ['no envelope', REQUEST, 'ERR_SOAP_INVALID'],
    ['no body', `<s:Envelope xmlns:s="${soapRules[version].namespace}"/>`, 'ERR_SOAP_INVALID'],
    ['two bodies', envelope(version, REQUEST).replace('</s:Body>', '</s:Body><s:Body/>'), 'ERR_SOAP_INVALID'],
    [
      'a header after the body',
      envelope(version, REQUEST).replace('</s:Body>', '</s:Body><s:Header/>'),
      'ERR_SOAP_INVALID',
    ],
    ['text in the body', envelope(version, `x${REQUEST}`), 'ERR_SOAP_INVALID'],
    ['an empty body', envelope(version, ''), 'ERR_SOAP_INVALID'],
    ['two requests', envelope(version, REQUEST + REQUEST), 'ERR_SOAP_INVALID'],
    ['another operation', envelope(version, REQUEST.replaceAll('DuDK', 'Khac')), 'ERR_SOAP_INVALID'],
    ['another namespace', envelope(version, REQUEST.replace(NAMESPACE, 'urn:x')), 'ERR_SOAP_INVALID'],
    [
      'an unqualified parameter',
      envelope(version, REQUEST.replace('<sRequest>', '<sRequest xmlns="">')),
      'ERR_SOAP_INVALID',
    ],
    ['no parameter', envelope(version, `<DN_KVCC_DuDK xmlns="${NAMESPACE}"/>`), 'ERR_SOAP_INVALID'],
    ['two parameters', envelope(version, REQUEST.replace(/<sRequest>.*<\/sRequest>/, '$&$&')), 'ERR_SOAP_INVALID'],
    [
      'an attachment',
      envelope(
        version,
        REQUEST.replace('PEE+', '<Include xmlns="http://www.w3.org/2004/08/xop/include" href="cid:1"/>'),
      ),
      'ERR_SOAP_INVALID',
    ],
    [
      'a header that insists',
      envelope(version, REQUEST, '<s:Header><a xmlns="urn:a" s:mustUnderstand="1"/></s:Header>'),
      'ERR_SOAP_HEADER',
    ],
    [
      'an encoding',
      envelope(version, REQUEST.replace('<DN_KVCC_DuDK', '<DN_KVCC_DuDK s:encodingStyle="urn:soap-encoding"')),
      'ERR_SOAP_ENCODING',
    ],
  ])('%s is refused', (_, text, code) => {
    expect(codeOf(() => readCall(call(text, {}, version), operation))).toBe(code)
  })

  test('headers for others, or that do not insist, are passed over', () => {
    const { addressee } = soapRules[version]
    const blocks = `<a xmlns="urn:a"/><b xmlns="urn:b" s:mustUnderstand="1" s:${addressee.name}="urn:somebody-else"/>`
    const text = envelope(version, REQUEST, `<s:Header>${blocks}</s:Header>`)
    expect(readCall(call(text, {}, version), operation)).toBe('PEE+')
  })

  test('the text may come in CDATA, with references and comments in between', () => {
    const text = envelope(version, REQUEST.replace('PEE+', 'P<![CDATA[E]]>&#69;<!-- c -->+&#13;&#10;'))
    expect(readCall(call(text, {}, version), operation)).toBe('PEE+\r\n')
  })
})

test('a long run of base64 is read as it is, wherever it stands', () => {
  const long = `${'QUJD\r\n'.repeat(2000)}QQ==`
  const read = long.replaceAll('\r\n', '\n')
  const within = (text: string) =>
    readCall(
      call(
        envelope(
          '1.1',
          REQUEST.replace('PEE+', () => text),
        ),
      ),
      operation,
    )
  expect(within(long)).toBe(read)
  expect(within(`<!-->${long}<-->${long}&#33;`)).toBe(`${read}!`)
  expect(within(`<![CDATA[>${long}<]]>`)).toBe(`>${read}<`)
  expect(codeOf(() => within(`<a b=">${long}<"/>`))).toBe('ERR_SOAP_INVALID')
})

test.each([
  ['the mark of UTF-8', '\uFEFF', 'utf8', 'text/xml'],
  ['UTF-16 with its mark', '\uFEFF<?xml version="1.0" encoding="utf-16"?>', 'utf16le', 'text/xml; charset=utf-16'],
  ['UTF-16 without a mark', '<?xml version="1.0" encoding="UTF-16LE"?>', 'utf16le', 'text/xml'],
] as const)('%s is read', (_, before, encoding, contentType) => {
  const body = Buffer.from(before + envelope('1.1', REQUEST), encoding)
  expect(readCall(call(body, { contentType }), operation)).toBe('PEE+')
})

test.each([
  ['bytes that are no characters', Buffer.from([0x3c, 0xff, 0xfe]), 'text/xml'],
  ['UTF-8 that calls itself UTF-16', `<?xml version="1.0" encoding="utf-16"?>${envelope('1.1', REQUEST)}`, 'text/xml'],
  ['UTF-8 sent as UTF-16', `\uFEFF${envelope('1.1', REQUEST)}`, 'text/xml; charset=utf-16'],
  ['another encoding', `<?xml version="1.0" encoding="windows-1258"?>${envelope('1.1', REQUEST)}`, 'text/xml'],
  ['another charset', envelope('1.1', REQUEST), 'text/xml; charset=iso-8859-1'],
])('%s is refused', (_, text, contentType) => {
  expect(codeOf(() => readCall(call(text, { contentType }), operation))).toBe('ERR_DOCUMENT_ENCODING')
})

test.each([
  ['application/json', 'ERR_SOAP_CONTENT_TYPE'],
  ['', 'ERR_SOAP_CONTENT_TYPE'],
  ['multipart/related; type="application/xop+xml"', 'ERR_SOAP_CONTENT_TYPE'],
  ['application/xop+xml; type="text/xml"', 'ERR_SOAP_CONTENT_TYPE'],
  ['application/soap+xml', 'ERR_SOAP_INVALID'],
  ['text/xml; charset=utf-8; charset=utf-16', 'ERR_SOAP_INVALID'],
  ['text/xml; charset="utf-8', 'ERR_SOAP_INVALID'],
])('the Content-Type %s of a SOAP 1.1 message is refused', (contentType, code) => {
  expect(codeOf(() => readCall(call(envelope('1.1', REQUEST), { contentType }), operation))).toBe(code)
})

test.each([
  ['1.1', undefined, TYPES['1.1'], true],
  ['1.1', '""', TYPES['1.1'], true],
  ['1.1', `"${operation.action}"`, TYPES['1.1'], true],
  ['1.1', operation.action, TYPES['1.1'], true],
  ['1.1', '"urn:other"', TYPES['1.1'], false],
  ['1.2', undefined, `${TYPES['1.2']}; action="${operation.action}"`, true],
  ['1.2', undefined, `application/soap+xml;action=${operation.action};charset="utf-8"`, true],
  ['1.2', undefined, `${TYPES['1.2']}; action="urn:other"`, false],
] as const)('SOAP %s with the action %s and %s is read: %s', (version, soapAction, contentType, isRead) => {
  const run = () => readCall(call(envelope(version, REQUEST), { soapAction, contentType }), operation)
  expect(codeOf(run)).toBe(isRead ? 'nothing thrown' : 'ERR_SOAP_INVALID')
})

test('SOAP 1.2 tells which headers it did not understand, and which versions it does', () => {
  const header = new CongkyError('ERR_SOAP_HEADER', { headers: '{urn:a"b}one {urn:c}two' })
  expect(writeFault('1.2', operation, header).body).toContain(
    '<soap:NotUnderstood xmlns:h="urn:a&quot;b" qname="h:one"/><soap:NotUnderstood xmlns:h="urn:c" qname="h:two"/>',
  )
  expect(
    writeFault('1.2', operation, new CongkyError('ERR_SOAP_VERSION')).body.match(/SupportedEnvelope/g),
  ).toHaveLength(2)
})

test('a page of a proxy is no answer', () => {
  const page = { contentType: 'text/html', body: Buffer.from('<html></html>') }
  expect(codeOf(() => readReply(page, operation))).toBe('ERR_SOAP_CONTENT_TYPE')
})

test('a fault of a .NET service is read, with its code and detail', () => {
  const body = envelope(
    '1.1',
    '<s:Fault><faultcode>s:Client.Validation</faultcode><faultstring xml:lang="en">Bad\nrequest</faultstring><detail><m>why</m></detail></s:Fault>',
  )
  expect(readReply({ contentType: 'text/xml', body: Buffer.from(body) }, operation)).toEqual({
    kind: 'fault',
    code: 'sender',
    reason: 'Bad request',
    detail: 'why',
  })
})
