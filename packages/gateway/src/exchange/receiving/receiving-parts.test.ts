import { buildCustomsMessage, parseCustomsMessage, readAnswer, sampleCustomsMessage } from '@congky/documents'
import { describe, expect, test } from 'vitest'
import { codeOf } from '../../../../../test/support/code-of.ts'
import { writeCall } from '../soap/client-side.ts'
import { type AnswerFacts, answerMessage, WAREHOUSE_UNKNOWN } from './answer-message.ts'
import { base64Bytes } from './base64-bytes.ts'
import { CallGate } from './call-gate.ts'
import { checkMessage } from './check-message.ts'
import { openMessage } from './open-message.ts'
import { RefusalNotes } from './refusal-notes.ts'
import { serviceOperation } from './service-operation.ts'

describe('base64', () => {
  test('is read with ends of lines and blanks between', () => {
    expect(base64Bytes(' QUJD\r\nREVG\n', 100).toString()).toBe('ABCDEF')
  })

  test.each(['QUJDR', 'QUJ=', 'QUJD====', 'QU-_', 'QR==', 'QUJD=QUJD', 'Đ', 'QU\u00a0JD'])('%j is refused', (text) => {
    expect(codeOf(() => base64Bytes(text, 100))).toBe('ERR_EXCHANGE_BASE64')
  })

  test('is measured before it is decoded', () => {
    expect(codeOf(() => base64Bytes('A'.repeat(400), 100))).toBe('ERR_DOCUMENT_TOO_LARGE')
    expect(base64Bytes(Buffer.alloc(100).toString('base64'), 100)).toHaveLength(100)
  })
})

describe('the first look', () => {
  const open = (message: string) => {
    const { headers, body } = writeCall('1.1', serviceOperation, Buffer.from(message).toString('base64'))
    return openMessage({
      contentType: headers['content-type'],
      soapAction: headers.soapaction,
      body: Buffer.from(body),
    })
  }
  const messageId = 'abcdef01-2345-4678-9abc-def012345678'
  const message = buildCustomsMessage(sampleCustomsMessage('11-11', { messageId }))

  test('a message with many signatures is not worth the time that each of them takes', () => {
    const withSignatures = (count: number) =>
      message.replace('</Body>', `${'<d:Signature xmlns:d="urn:d"/>'.repeat(count)}</Body>`)
    expect(codeOf(() => open(withSignatures(3)))).toBe('ERR_DOCUMENT_TOO_COMPLEX')
    expect(codeOf(() => open(withSignatures(1)))).toBe('nothing thrown')
  })

  test('knows a message by its sender and its id, however that is written', () => {
    const { key, sha256 } = open(message)
    expect(key).toEqual({ from: expect.any(String), messageId: messageId.toUpperCase() })
    expect(open(message.replace(messageId, `{${messageId.toUpperCase()}}`)).key).toEqual(key)
    expect(open(message.replace('<Body>', '<Body> ')).sha256).not.toBe(sha256)
  })

  test('takes the certificates as they are claimed, and not without end', () => {
    const certificate = `<ds:X509Certificate>${Buffer.alloc(300, 7).toString('base64')}</ds:X509Certificate>`
    expect(open(message.replace('<Body>', `<Body>${certificate.repeat(50)}`)).certificates).toHaveLength(6)
    expect(open(message).certificates).toEqual([])
  })

  test.each([
    ['no id', message.replace(messageId, '')],
    ['an id that no column holds', message.replace(messageId, 'a'.repeat(60))],
    ['an id with blanks', message.replace(messageId, 'a b')],
    ['no header', '<Envelope/>'],
  ])('refuses a message with %s', (_, text) => {
    expect(codeOf(() => open(text))).toBe('ERR_EXCHANGE_HEADER')
  })
})

describe('the check', () => {
  const check = (text: string) => checkMessage(Buffer.from(text)).errors.map(({ code }) => code)

  test.each(['11-11', '12-11', '13-11', '14-11'] as const)('finds nothing in a message %s', (code) => {
    expect(check(buildCustomsMessage(sampleCustomsMessage(code)))).toEqual([])
  })

  test('tells a message that is for customs, and one that cannot be read', () => {
    expect(check(buildCustomsMessage(sampleCustomsMessage('02-01')))).toEqual(['ERR_EXCHANGE_KIND'])
    expect(check('<Envelope><Header></Envelope>')).toEqual(['ERR_DOCUMENT_NOT_XML'])
  })
})

describe('the answer', () => {
  const facts: AnswerFacts = {
    header: sampleCustomsMessage('13-11').header,
    sha256: 'a'.repeat(64),
    receivedOn: '2026-11-23',
    answerer: { name: 'Kho', identity: '0101300842' },
    errors: [],
    warehouseCode: WAREHOUSE_UNKNOWN,
  }

  test('follows from the message: the same bytes each time, another id for another message', () => {
    expect(answerMessage(facts)).toEqual(answerMessage(facts))
    expect(answerMessage({ ...facts, sha256: 'b'.repeat(64) }).facts.messageId).not.toBe(
      answerMessage(facts).facts.messageId,
    )
  })

  test('is a message by the tables, even to a header that breaks them all', () => {
    const header = {
      ...facts.header,
      version: '',
      type: '99',
      reference: 'x'.repeat(90),
      warehouseCode: '',
      fromName: '',
    }
    const { document } = answerMessage({ ...facts, header, errors: [{ code: 'E', name: 'Sai', solution: 'Sửa' }] })
    const { message, findings } = parseCustomsMessage(document)
    expect(findings).toEqual([])
    expect(message && readAnswer(message)).toEqual({
      received: false,
      errors: [{ code: 'E', name: 'Sai', solution: 'Sửa' }],
    })
    expect(message?.header).toMatchObject({ type: '11', function: '00', warehouseCode: WAREHOUSE_UNKNOWN })
  })
})

describe('who may call', () => {
  test('only configured networks, also when IPv4 is written as IPv6', () => {
    const gate = new CallGate(['10.1.0.0/16', '2001:db8::/32', '192.0.2.7'])
    for (const address of ['10.1.2.3', '::ffff:10.1.2.3', '2001:db8::1', '192.0.2.7']) {
      expect(codeOf(() => gate.assertAllowed(address))).toBe('nothing thrown')
    }
    for (const address of ['10.2.0.1', '2001:db9::1', '::1', '192.0.2.8']) {
      expect(codeOf(() => gate.assertAllowed(address))).toBe('ERR_EXCHANGE_FORBIDDEN')
    }
  })

  test('one machine takes no more than its share of calls at a time', () => {
    const gate = new CallGate([])
    const leaves = Array.from({ length: 8 }, () => gate.enter('192.0.2.1'))
    expect(codeOf(() => gate.enter('192.0.2.1'))).toBe('ERR_EXCHANGE_BUSY')
    expect(codeOf(() => gate.enter('192.0.2.2'))).toBe('nothing thrown')
    leaves[0]?.()
    leaves[0]?.()
    expect(codeOf(() => gate.enter('192.0.2.1'))).toBe('nothing thrown')
    expect(codeOf(() => gate.enter('192.0.2.1'))).toBe('ERR_EXCHANGE_BUSY')
  })

  test('all machines together take no more than the gateway bears', () => {
    const gate = new CallGate([])
    const enter = (number: number) => codeOf(() => gate.enter(`192.0.2.${number}`))
    const codes = Array.from({ length: 30 }, (_, number) => enter(number))
    expect(codes.filter((code) => code === 'nothing thrown')).toHaveLength(24)
    expect(codes.at(-1)).toBe('ERR_EXCHANGE_BUSY')
  })
})

test('refusals are noted once a minute, with how many there were', () => {
  let now = 0
  const notes = new RefusalNotes(() => now)
  expect(notes.next('ERR_EXCHANGE_SENDER', '192.0.2.1')).toMatchObject({ note: 'call for customs refused' })
  expect([1, 2, 3].map(() => notes.next('ERR_EXCHANGE_SENDER', '192.0.2.1'))).toEqual([null, null, null])
  now = 60_001
  expect(notes.next('ERR_SOAP_INVALID', '192.0.2.2')).toMatchObject({
    code: 'ERR_SOAP_INVALID',
    note: 'call for customs refused; 3 more since the last note',
  })
})
