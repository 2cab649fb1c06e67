import { expect, test } from 'vitest'
import { buildCustomsMessage } from './build-customs-message.ts'
import { answerTo, errorsToTell, readAnswer } from './customs-answer.ts'
import { customsKinds } from './customs-kinds.ts'
import { elementLabel } from './customs-labels.ts'
import { sampleCustomsMessage } from './sample-customs-message.ts'
import { checkCustomsMessage, validateCustomsMessage } from './validate-customs-message.ts'

const own = { messageId: '7a0f6d0e-3f0e-4a8e-8d53-2f8d9b6a1c11', sendDate: '2026-11-23' }
const errors = [{ code: 'E1', name: 'Sai mã kho', solution: 'Kiểm tra lại mã kho' }]
const requests = customsKinds.filter(({ purpose }) => ['notice', 'declaration', 'question'].includes(purpose))

test.each(requests)('the answers to $code are valid, go back, and keep type and reference', ({ code, purpose }) => {
  const { header } = sampleCustomsMessage(code)
  const outcomes = [
    { received: false as const, errors },
    { received: true as const, at: '2026-11-23' },
  ]
  // Questions are answered with data, which is no receipt.
  for (const outcome of purpose === 'question' ? outcomes.slice(0, 1) : outcomes) {
    const answer = answerTo(header, outcome, own)
    expect(validateCustomsMessage(answer)).toEqual([])
    expect(answer.header).toEqual({
      version: header.version,
      messageId: own.messageId,
      fromName: header.toName,
      fromIdentity: header.toIdentity,
      toName: header.fromName,
      toIdentity: header.fromIdentity,
      type: header.type,
      function: outcome.received ? '99' : '00',
      reference: header.reference,
      sendDate: own.sendDate,
      warehouseCode: header.warehouseCode,
    })
    const read = checkCustomsMessage(buildCustomsMessage(answer)).message
    expect(read && readAnswer(read)).toEqual(outcome)
  }
})

test('what a header does not say comes from the fallback, so that a broken message is answered as well', () => {
  const fallback = {
    version: '1.00',
    fromName: 'Kho',
    fromIdentity: '0101300842',
    toName: 'Tổng cục Hải quan',
    toIdentity: 'TCHQ',
    reference: 'không đọc được',
    warehouseCode: '01B1W05',
  }
  const answer = answerTo(null, { received: false, errors }, { ...own, fallback })
  expect(validateCustomsMessage(answer)).toEqual([])
  expect(answer.header).toMatchObject({ type: '11', function: '00', toIdentity: 'TCHQ', reference: 'không đọc được' })
  const { header } = sampleCustomsMessage('13-11')
  const partly = answerTo({ ...header, type: 'xx', toName: '' }, { received: false, errors }, { ...own, fallback })
  expect(partly.header).toMatchObject({ type: '11', fromName: 'Kho', reference: header.reference })
})

test('a header that breaks every width is answered within them', () => {
  const { header } = sampleCustomsMessage('12-11')
  const broken = {
    ...header,
    version: '1'.repeat(50),
    fromName: `\u0001${'ệ'.repeat(900)}`,
    fromIdentity: '0'.repeat(30),
    toIdentity: `${'1'.repeat(19)} 234`,
    reference: `${'r'.repeat(35)} x`,
    warehouseCode: ' W ',
    sendDate: 'hôm nay',
  }
  const answer = answerTo(broken, { received: false, errors }, own)
  expect(validateCustomsMessage(answer).filter(({ severity }) => severity === 'error')).toEqual([])
  expect(answer.header).toMatchObject({ toIdentity: '0'.repeat(20), reference: 'r'.repeat(35), warehouseCode: 'W' })
})

test('an answer of customs with data is a success without a day; a request is no answer', () => {
  expect(readAnswer(sampleCustomsMessage('06-99'))).toEqual({ received: true, at: null })
  expect(readAnswer(sampleCustomsMessage('02-99'))).toEqual({ received: true, at: '2026-11-20' })
  expect(readAnswer(sampleCustomsMessage('02-00'))).toMatchObject({ received: false, errors: [{ code: 'E001' }, {}] })
  expect(readAnswer(sampleCustomsMessage('02-01'))).toBeNull()
})

test('findings become errors of an answer: only errors, cut to their widths, at most 100', () => {
  const xml = buildCustomsMessage(sampleCustomsMessage('12-11', { count: 150 })).replaceAll(
    /<AWB>.*</g,
    `<AWB>${'x'.repeat(40)}<`,
  )
  const { findings, header } = checkCustomsMessage(`${xml.replace('<Content>', '<Content><Extra/>')}`)
  const told = errorsToTell(findings)
  expect(told).toHaveLength(100)
  expect(told[0]).toEqual({
    code: 'too-long',
    name: 'Số vận đơn chủ – AWB: dài 40 ký tự, tối đa 36 (bảng I.2.4) [/Envelope/Body/Content/Goods[1]/AWB]',
    solution: 'Rút ngắn giá trị',
  })
  expect(validateCustomsMessage(answerTo(header, { received: false, errors: told }, own))).toEqual([])
})

test('texts that are too long or not clean are made to fit', () => {
  const { header } = sampleCustomsMessage('11-11')
  const wild = { code: 'x'.repeat(200), name: `\u0000${'😀'.repeat(600)}`, solution: ' a\rb ' }
  const answer = answerTo(header, { received: false, errors: [wild] }, own)
  expect(validateCustomsMessage(answer)).toEqual([])
  expect(answer.items[0]).toMatchObject({ Solution: 'a b', ErrorName: '😀'.repeat(500) })
})

test('every element of every kind has a name for people', () => {
  for (const kind of customsKinds) {
    const rules = [...kind.header.rules, ...kind.content.rules, ...(kind.content.item?.rules ?? [])]
    for (const { element } of rules) {
      expect(elementLabel(kind, element).vi).not.toBe(element)
    }
    expect(kind.title.vi).not.toBe(kind.title.en)
  }
  const [kind] = customsKinds
  if (kind === undefined) throw new Error('none')
  expect(elementLabel(kind, 'Goods').vi).toBe('Lô hàng')
  expect(elementLabel(kind, 'name', 'From').vi).toBe('Tên người gửi')
  expect(elementLabel(kind, 'name', 'To').vi).toBe('Tên người nhận')
  expect(elementLabel(kind, 'Body').en).toBe('Body')
  expect(elementLabel(kind, 'toString')).toEqual({ vi: 'toString', en: 'toString' })
})
