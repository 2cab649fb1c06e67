import type { DocumentRendering, RenderedPart } from '@congky/shared'
import { describe, expect, test } from 'vitest'
import type { ReadInterchange } from '../edifact/interchange.ts'
import { newInterchange, newMessage } from '../edifact/new-interchange.ts'
import { readInterchange } from '../edifact/read-interchange.ts'
import { segment } from '../edifact/segment.ts'
import { writeInterchange } from '../edifact/write-interchange.ts'
import { acknowledge } from './acknowledgement.ts'
import { buildAcknowledgement } from './build-acknowledgement.ts'
import type { CoRecord } from './co-record.ts'
import { coToMessage } from './co-to-message.ts'
import { describeAcknowledgement } from './describe-acknowledgement.ts'
import { describeCo } from './describe-co.ts'
import { describeInterchange } from './describe-interchange.ts'
import { sampleCo } from './sample-co.ts'

const part = ({ parts }: Pick<DocumentRendering, 'parts'>, name: string) => parts.find((one) => one.name === name)
type Table = Extract<RenderedPart, { kind: 'table' }>
type Group = Extract<RenderedPart, { kind: 'group' }>
const tableIn = (rendering: Pick<DocumentRendering, 'parts'>, name: string) => part(rendering, name) as Table

describe('a certificate in words', () => {
  const rendering = describeCo(sampleCo('A'))

  test('says form, number, state and days as people write them', () => {
    expect(rendering.title.vi).toBe('Chứng nhận xuất xứ (C/O) mẫu A, số VN26110001')
    expect(part(rendering, 'form')).toMatchObject({ value: 'A', meaning: { vi: expect.stringContaining('GSP') } })
    expect(part(rendering, 'state')).toMatchObject({ value: '0', meaning: { vi: 'C/O mới', en: 'new' } })
    expect(part(rendering, 'signedDate')).toMatchObject({ value: '23/11/2026', label: { vi: 'Ngày ký C/O' } })
    expect(rendering.parts.map(({ name }) => name)).toEqual([
      ...['form', 'number', 'state', 'declarationNumber', 'billOfLading', 'shipmentDate', 'exporter', 'importer'],
      ...['goods', 'signer', 'signedDate', 'note'],
    ])
  })

  test('names the country', () => {
    const country = part(part(rendering, 'importer') as Group, 'country')
    expect(country).toMatchObject({ value: 'DE', meaning: { vi: 'Đức', en: 'Germany' } })
    const odd = describeCo({ ...sampleCo('A'), importer: { ...sampleCo('A').importer, country: 'Đức' } })
    expect(part(part(odd, 'importer') as Group, 'country')).toMatchObject({ value: 'Đức', meaning: null })
  })

  test('has the goods as a table, quantities with their unit and values with their currency', () => {
    const { columns, rows } = tableIn(rendering, 'goods')
    expect(columns.map(({ name }) => name)).toEqual([
      ...['ordinal', 'hsCode', 'description', 'marks', 'categoryCode', 'originContent', 'quantity', 'value'],
    ])
    expect(rows[0]?.slice(5)).toEqual(['62,5', '12.000 C62', '58.200,5 USD'])
    expect(columns[6]?.meanings).toMatchObject({ '12.000 C62': { vi: 'cái, chiếc', en: 'piece' } })
    expect(columns[7]?.meanings['58.200,5 USD']?.en).toBe('US Dollar')
    expect(tableIn(describeCo(sampleCo('A'), 'en'), 'goods').rows[0]?.slice(5)).toEqual([
      '62.5',
      '12,000 C62',
      '58,200.5 USD',
    ])
  })

  test('leaves out columns and fields in which nothing stands', () => {
    const { columns } = tableIn(describeCo(sampleCo('D')), 'goods')
    expect(columns.map(({ name }) => name)).not.toContain('marks')
    expect(columns.map(({ name }) => name)).not.toContain('categoryCode')
    expect(part(describeCo(sampleCo('D')), 'note')).toBeUndefined()
  })

  test('shows what cannot be understood as it stands, and says when something is left out', () => {
    const [item] = sampleCo('A').goods
    const odd: CoRecord = {
      ...sampleCo('A'),
      ...{ form: 'constructor', state: '7', signedDate: '2/10/2008', number: 'x'.repeat(5_000) },
      goods: [{ ordinal: '1', ...item, quantity: '1e5', unit: '__proto__', value: '', currency: 'usd' } as never],
    }
    const rendered = describeCo(odd)
    expect(rendered.title.vi.length).toBeLessThan(130)
    expect(part(rendered, 'form')).toMatchObject({ meaning: null })
    expect(part(rendered, 'state')).toMatchObject({ value: '7', meaning: null })
    expect(part(rendered, 'signedDate')).toMatchObject({ value: '2/10/2008' })
    expect(tableIn(rendered, 'goods').rows[0]?.slice(-2)).toEqual(['1e5 __proto__', 'usd'])
    expect(rendered.isCut).toBe(false)
    const long = describeCo(sampleCo('A', { count: 501 }))
    expect(tableIn(long, 'goods').rows.length).toBe(500)
    expect(long.isCut).toBe(true)
  })
})

const header = {
  syntax: { identifier: 'UNOY', version: 4 },
  sender: ['VCCI'],
  recipient: ['MOIT'],
  preparedAt: new Date('2026-11-23T01:05:00Z'),
  controlReference: 'VCCI261123',
}
const coMessage = (record: CoRecord, reference: string) => {
  const [unh, ...body] = coToMessage(record, { messageReference: reference })
  if (unh === undefined) throw new Error('no message')
  return { header: unh, body: body.slice(0, -1), trailer: null }
}
function readBack(interchange: Parameters<typeof writeInterchange>[0]): ReadInterchange {
  const read = readInterchange(writeInterchange(interchange))
  if (read.interchange === null) throw new Error('nothing was read')
  return read.interchange
}
const about = { interchangeReference: 'VCCI261123', messageReference: '1', coNumber: 'VN26110001A' }
const refusal = acknowledge({
  ...{ number: 'M1', preparedAt: '2026-11-23 08:10', about, language: 'vi' },
  findings: [{ severity: 'error', rule: 'country', place: null, vi: 'Quốc gia: sai mã', en: 'Country: wrong' }],
})

describe('an interchange in words', () => {
  test('with one certificate is this certificate, and says behind it who sent it', () => {
    const rendering = describeInterchange(readBack(newInterchange(header, [coMessage(sampleCo('ICO'), '1')])))
    expect(rendering.title.vi).toBe('Chứng nhận xuất xứ (C/O) mẫu ICO, số VN26110001')
    expect(tableIn(rendering, 'goods').rows).toHaveLength(1)
    const interchange = part(rendering, 'interchange') as Group
    expect(interchange.parts.map((one) => [one.name, one.kind === 'field' ? one.value : null])).toEqual([
      ['sender', 'VCCI'],
      ['recipient', 'MOIT'],
      ['preparedAt', '23/11/2026 08:05'],
      ['reference', 'VCCI261123'],
      ['syntax', 'UNOY 4'],
      ['messages', null],
    ])
  })

  test('with several counts them by type and shows each', () => {
    const others = [
      newMessage('INVOIC', '3', [segment('BGM', '380')]),
      newMessage('INVOIC', '4', [segment('BGM', '380')]),
    ]
    const messages = [coMessage(sampleCo('A'), '1'), coMessage(sampleCo('D'), '2'), ...others]
    const rendering = describeInterchange(readBack(newInterchange(header, messages)))
    expect(rendering.title.en).toBe('Interchange of UN/EDIFACT')
    expect(tableIn(rendering, 'messages').rows).toEqual([
      ['ORDERS', '2'],
      ['INVOIC', '2'],
    ])
    expect(rendering.parts.filter(({ name }) => name === 'message').map(({ label }) => label?.en)).toEqual([
      'Certificate of origin (C/O), form A, number VN26110001',
      'Certificate of origin (C/O), form D, number VN26110001',
    ])
    expect(rendering.isCut).toBe(false)
    const many = Array.from({ length: 21 }, (_, at) => coMessage(sampleCo('S'), `${at + 1}`))
    expect(describeInterchange(readBack(newInterchange(header, many))).isCut).toBe(true)
  })

  test('of the year 2008 has a year of four digits', () => {
    const old = { ...header, syntax: { identifier: 'UNOA', version: 1 }, preparedAt: new Date('2008-12-16T08:03:00Z') }
    const rendering = describeInterchange(
      readBack(newInterchange(old, [newMessage('GENRAL', '1', [segment('BGM', '1')])])),
    )
    expect(part(rendering, 'preparedAt')).toMatchObject({ value: '16/12/2008 15:03' })
  })

  test('with a refusal shows the errors with their codes in words', () => {
    const to = newInterchange(header, [])
    const answer = buildAcknowledgement({
      ...{ to, preparedAt: header.preparedAt, controlReference: 'M1', answers: [refusal], language: 'vi' },
    })
    const rendering = describeInterchange(readBack(answer))
    expect(rendering.title.vi).toBe('Báo nhận: từ chối')
    expect(part(rendering, 'coNumber')).toMatchObject({ value: 'VN26110001A' })
    expect(tableIn(rendering, 'errors')).toMatchObject({
      columns: [{ name: 'code', meanings: { E307: { vi: 'Sai mã quốc gia' } } }, { name: 'text' }],
      rows: [['E307', 'Quốc gia: sai mã']],
    })
  })
})

test('an acknowledgement that says nothing clear is called so', () => {
  const unclear = describeAcknowledgement({ ...refusal, isAccepted: null, errors: [] })
  expect(unclear.title).toEqual({ vi: 'Báo nhận: không rõ', en: 'Acknowledgement: unclear' })
  expect(part(unclear, 'preparedAt')).toMatchObject({ value: '23/11/2026 08:10' })
})
