import { describe, expect, test } from 'vitest'
import { buildCimp } from '../cimp/build-cimp.ts'
import { parseCimp } from '../cimp/parse-cimp.ts'
import { buildCustomsMessage } from './build-customs-message.ts'
import type { CustomsKindCode } from './customs-kind-code.ts'
import { customsKinds } from './customs-kinds.ts'
import type { CustomsFields, CustomsHeader, CustomsMessage } from './customs-message.ts'
import { sampleCustomsMessage } from './sample-customs-message.ts'
import { checkCustomsMessage, validateCustomsMessage } from './validate-customs-message.ts'

interface Change {
  readonly header?: Partial<CustomsHeader>
  readonly fields?: CustomsFields
  readonly items?: readonly CustomsFields[]
}

/** The sample with something else in it. */
function changed(code: CustomsKindCode, { header = {}, fields = {}, items }: Change): CustomsMessage {
  const sample = sampleCustomsMessage(code)
  return {
    header: { ...sample.header, ...header },
    fields: { ...sample.fields, ...fields },
    items: items ?? sample.items,
  }
}

const found = (message: CustomsMessage) =>
  validateCustomsMessage(message).map(
    ({ severity, rule, path }) => `${severity} ${rule} ${path.replace('/Envelope/', '')}`,
  )

test('everything is told at once: element, rule, table, in both languages', () => {
  const [good = {}] = sampleCustomsMessage('13-11').items
  const { AWB: _, ...withoutAwb } = good
  const message = changed('13-11', {
    header: { fromIdentity: 'x'.repeat(21), sendDate: '20/11/2026' },
    items: [good, { ...good, Pieces: 'ba', StatusDec: 'XX' }, withoutAwb],
  })
  expect(validateCustomsMessage(message)).toEqual([
    {
      severity: 'error',
      path: '/Envelope/Header/From/identity',
      element: 'identity',
      rule: 'too-long',
      table: 'I.2.1',
      vi: 'Mã người gửi – identity: dài 21 ký tự, tối đa 20 (bảng I.2.1)',
      en: 'Sender – identity: it has 21 characters, more than 20 (table I.2.1)',
    },
    expect.objectContaining({ rule: 'date', path: '/Envelope/Header/Subject/sendDate', table: 'I.2.1' }),
    expect.objectContaining({ rule: 'number', path: '/Envelope/Body/Content/Goods[2]/Pieces', table: 'I.2.5' }),
    expect.objectContaining({ rule: 'code-unknown', element: 'StatusDec', vi: expect.stringContaining('TQ, MHBQ') }),
    {
      severity: 'error',
      path: '/Envelope/Body/Content/Goods[3]/AWB',
      element: 'AWB',
      rule: 'missing',
      table: 'I.2.5',
      vi: 'Số vận đơn chủ – AWB: thiếu, trong khi bắt buộc (bảng I.2.5)',
      en: 'Master air waybill – AWB: it is missing, and required (table I.2.5)',
    },
  ])
})

describe('widths count characters', () => {
  test.each([
    ['ệ', 500, []],
    ['ệ', 501, ['error too-long Body/Content/Reason']],
    ['😀', 500, []],
    ['😀', 501, ['error too-long Body/Content/Reason']],
  ])('%s × %i', (character, count, expected) => {
    expect(found(changed('02-02', { fields: { Reason: character.repeat(count) } }))).toEqual(expected)
  })
})

describe('codes', () => {
  test('of a list that the decision leaves open are a warning when their shape is right', () => {
    expect(found(changed('02-01', { fields: { Type: 'NKVK7' } }))).toEqual(['warning code-unknown Body/Content/Type'])
    expect(found(changed('02-01', { fields: { Type: 'NKRR1' } }))).toEqual(['error code-unknown Body/Content/Type'])
    expect(found(changed('02-01', { fields: { Type: 'NKVK77' } }))).toEqual(['error code-unknown Body/Content/Type'])
  })

  test('of export do not go with import goods', () => {
    expect(found(changed('02-01', { fields: { Type: 'XKVK1' } }))).toEqual(['error contradiction Body/Content/Type'])
  })

  test('that every object has are codes of no list', () => {
    expect(
      found(changed('14-11', { items: [{ ...sampleCustomsMessage('14-11').items[0], Status: 'constructor' }] })),
    ).toEqual(['error code-unknown Body/Content/Dec[1]/Status'])
  })
})

test.each([
  [{ messageId: '3f9d2c1a-7b64-4e05-9c8e-00000000020' }, 'error wrong-length Header/Reference/messageId'],
  [{ messageId: 'x'.repeat(36) }, 'warning guid Header/Reference/messageId'],
  [{ fromIdentity: '01013008420013' }, 'error too-long Header/From/identity'],
  [{ fromIdentity: '0101300843' }, 'warning tax-code Header/From/identity'],
  [{ fromIdentity: 'KHO' }, 'warning tax-code Header/From/identity'],
  [{ reference: '\u0007' }, 'error characters Header/Subject/reference'],
  [{ reference: 'a\ud800' }, 'error characters Header/Subject/reference'],
  [{ reference: ' a' }, 'error blanks Header/Subject/reference'],
  [{ warehouseCode: '' }, 'error missing Header/Subject/warehouseCode'],
] as const)('the header with %o', (header, expected) => {
  expect(found(changed('02-01', { header }))).toContain(expected)
})

test('tax codes of 10, 12 and 13 digits fit the 13 characters of part II', () => {
  for (const fromIdentity of ['0101300842', '001085012345', '0101300842001']) {
    expect(found(changed('02-01', { header: { fromIdentity } }))).toEqual([])
  }
})

test('customs need not name the warehouse in part I, everybody else must', () => {
  expect(found(changed('11-11', { header: { warehouseCode: '' } }))).toEqual([])
  for (const code of ['11-99', '02-01', '02-99', '04-99'] as const) {
    expect(found(changed(code, { header: { warehouseCode: '' } }))).toEqual([
      'error missing Header/Subject/warehouseCode',
    ])
  }
})

test('lists have at least one entry, and a declaration stands alone', () => {
  expect(found(changed('11-11', { items: [] }))).toEqual(['error missing Body/Content/Goods'])
  expect(found(changed('01-00', { items: [] }))).toEqual(['error missing Body/Content/Error'])
  const [dec = {}] = sampleCustomsMessage('14-11').items
  expect(found(changed('14-11', { items: [dec, dec] }))).toEqual(['error element-repeated Body/Content/Dec'])
  expect(found(changed('02-01', { items: [dec] }))).toEqual(['error element-unknown Body/Content'])
})

test('an element that the table does not have is refused, so that building loses nothing', () => {
  expect(found(changed('02-01', { fields: { Note: 'x' } }))).toEqual(['error element-unknown Body/Content/Note'])
})

describe('the CIMP text', () => {
  const { fields } = sampleCustomsMessage('02-01')
  const inBase64 = (text: string) => btoa(text)

  test('has to be base64, with line breaks if one likes', () => {
    expect(found(changed('02-01', { fields: { CIMP: 'FSU/14' } }))).toEqual(['error base64 Body/Content/CIMP'])
    const broken = (fields.CIMP ?? '').replace(/(.{76})/g, '$1\n')
    expect(found(changed('02-01', { fields: { CIMP: broken } }))).toEqual([])
  })

  test('is read by what checks CIMP', () => {
    const other = found(changed('02-01', { fields: { CIMP: inBase64('FSU/14\n') } }))
    expect(other).not.toEqual([])
    expect(new Set(other)).toEqual(new Set(['error cimp Body/Content/CIMP']))
  })

  test('about a house waybill needs the element for it', () => {
    const message = changed('02-01', { fields: { HAWB: '' } })
    expect(found(message)).toEqual(['error cimp Body/Content/CIMP'])
    expect(validateCustomsMessage(message)[0]?.en).toContain('HAWB is mandatory')
  })

  test('of the wrong status is told', () => {
    const { message } = parseCimp(atob(fields.CIMP ?? ''))
    if (message === null) throw new Error('not read')
    const left = buildCimp({ ...message, status: 'DLV', flight: null })
    expect(found(changed('02-01', { fields: { CIMP: btoa(left) } }))).toContain('error cimp Body/Content/CIMP')
  })

  test('may be judged by somebody else', () => {
    const seen: string[] = []
    const findings = validateCustomsMessage(sampleCustomsMessage('02-01'), {
      checkCimp: (cimp) => {
        seen.push(cimp)
        return [{ severity: 'notice', vi: 'x', en: 'x' }]
      },
    })
    expect(seen).toEqual([fields.CIMP])
    expect(findings).toMatchObject([{ severity: 'notice', rule: 'cimp', table: 'II.2.4' }])
  })
})

describe('building', () => {
  test('refuses what validation refuses, and says how much of it', () => {
    const act = () => buildCustomsMessage(changed('02-01', { fields: { AWB: '', Type: 'x' } }))
    expect(act).toThrow(
      expect.objectContaining({ code: 'ERR_CUSTOMS_MESSAGE_INVALID', details: expect.objectContaining({ count: 2 }) }),
    )
    expect(() => buildCustomsMessage(changed('02-01', { header: { type: '99' } }))).toThrow(
      'ERR_CUSTOMS_MESSAGE_INVALID',
    )
  })

  test('escapes, and reads back what it wrote', () => {
    const Reason = `<b>&amp; "x" 'y' ]]> --> \n\t 😀 <!DOCTYPE a>`
    const message = changed('02-02', { fields: { Reason } })
    const read = checkCustomsMessage(buildCustomsMessage(message))
    expect(read.findings).toEqual([])
    expect(read.message).toEqual(message)
  })

  test('leaves a place for the signature when asked to', () => {
    const message = sampleCustomsMessage('02-01')
    expect(buildCustomsMessage(message)).not.toContain('Signature')
    expect(buildCustomsMessage(message, { emptySignature: true })).toContain('</Content>\n    <Signature/>\n  </Body>')
  })
})

test.each(customsKinds)('samples of $code follow their options', ({ code, direction, header }) => {
  const message = sampleCustomsMessage(code, {
    messageId: '00000000-0000-4000-8000-000000000001',
    taxCode: '0301519977-029',
    enterprise: 'Kho Thử & Bạn',
    reference: 'R1',
    date: '2024-02-29',
    warehouseCode: 'W1',
    count: 5,
  })
  expect(found(message)).toEqual([])
  const { fromName, fromIdentity, toName, toIdentity, sendDate, reference } = message.header
  expect(direction === 'to-customs' ? [fromName, fromIdentity] : [toName, toIdentity]).toEqual([
    'Kho Thử & Bạn',
    header.number === 'II.2.1' ? '0301519977029' : '0301519977-029',
  ])
  expect([sendDate, reference]).toEqual(['2024-02-29', 'R1'])
})
