/** JSON and XML of a record: both ways without loss, lenient reading, hostile input. */
import { CongkyError } from '@congky/shared'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type CoField, coExporterFields, coGeneralFields, coGoodsFields, coImporterFields } from './co-fields.ts'
import { coForms } from './co-forms.ts'
import { coToJson, readCoJson } from './co-json.ts'
import type { CoRecord } from './co-record.ts'
import { coToXml } from './co-to-xml.ts'
import { readCoXml } from './read-co-xml.ts'
import { sampleCo } from './sample-co.ts'

const sample = sampleCo('A')
const both = [
  ['JSON', coToJson, readCoJson],
  ['XML', coToXml, readCoXml],
] as const

/** Words as they are typed here, with what XML, JSON and EDIFACT mark up. */
const words = (max: number) =>
  fc
    .array(fc.constantFrom(...'aăâđêôơưệữếAĐ0129 .,:+?*\'"<>&]\\/-_()é中😀'), { maxLength: Math.min(max, 60) })
    .map((letters) => letters.join('').trim())

const isoDate = fc
  .date({ min: new Date('1900-01-01'), max: new Date('2199-12-31'), noInvalidDate: true })
  .map((date) => date.toISOString().slice(0, 10))

function valueFor({ type, needed }: CoField): fc.Arbitrary<string> {
  const filled = filledValue(type)
  return needed ? filled.map((value) => value || 'x') : fc.oneof(fc.constant(''), filled)
}

function filledValue(type: CoField['type']): fc.Arbitrary<string> {
  switch (type.is) {
    case 'text':
      return words(type.max)
    case 'date':
      return isoDate
    case 'form':
      return fc.constantFrom(...coForms.map(({ code }) => code))
    case 'state':
      return fc.constantFrom('0', '1', '2')
    case 'country':
      return fc.constantFrom('VN', 'DE', 'US')
    case 'currency':
      return fc.constantFrom('USD', 'EUR', 'VND')
    default:
      return fc.nat({ max: 999_999 }).map(String)
  }
}

function valuesOf<K extends string>(fields: readonly CoField<K>[]): fc.Arbitrary<Record<K, string>> {
  const entries = fields.map((field) => [field.key, valueFor(field)] as const)
  return fc.record(Object.fromEntries(entries)) as unknown as fc.Arbitrary<Record<K, string>>
}

const records: fc.Arbitrary<CoRecord> = fc
  .tuple(
    valuesOf(coGeneralFields),
    valuesOf(coExporterFields),
    valuesOf(coImporterFields),
    fc.array(valuesOf(coGoodsFields), { minLength: 1, maxLength: 5 }),
  )
  .map(([general, exporter, importer, goods]) => ({
    ...general,
    exporter: { ...exporter, taxCode: '' },
    importer: { ...importer, identifier: '' },
    goods: goods.map((item, at) => ({ ...item, hsCode: '', ordinal: `${at + 1}` })),
  }))

describe.each(both)('a record as %s', (_name, write, read) => {
  test.each(coForms)('reads back equal: form $code', ({ code }) => {
    const record = sampleCo(code as 'A')
    expect(read(write(record))).toEqual({ record, findings: [] })
  })

  test('any record reads back equal, and nothing is to be said', () => {
    const isSame = fc.property(records, (record) => {
      expect(read(write(record))).toEqual({ record, findings: [] })
    })
    fc.assert(isSame, { numRuns: 200 })
  })

  test('a long list reads back equal', () => {
    const record = sampleCo('T', { count: 5_000 })
    expect(read(write(record)).record).toEqual(record)
  })

  test('nothing that is thrown at the reader makes it throw anything but an error of ours', () => {
    const text = write(sample)
    const cut = fc.nat({ max: text.length }).map((at) => text.slice(0, at))
    const changed = fc
      .tuple(fc.nat({ max: text.length }), fc.nat({ max: 40 }), fc.string({ unit: 'binary', maxLength: 20 }))
      .map(([at, length, other]) => `${text.slice(0, at)}${other}${text.slice(at + length)}`)
    fc.assert(
      fc.property(fc.oneof(cut, changed, fc.string()), (hostile) => {
        try {
          expect(read(hostile).findings.length).toBeLessThan(700)
        } catch (error) {
          if (!(error instanceof CongkyError)) throw error
        }
      }),
      { numRuns: 300 },
    )
  })

  test('an empty text is told so', () => {
    for (const empty of ['', ' \n'])
      expect(() => read(empty)).toThrow(expect.objectContaining({ code: 'ERR_DOCUMENT_EMPTY' }))
  })
})

/** `severity rule field` of each finding. */
const noted = ({ findings }: ReturnType<typeof readCoXml>) =>
  findings.map(({ severity, rule, field }) => `${severity} ${rule} ${field}`.trimEnd())

describe('XML is read leniently:', () => {
  const xml = coToXml(sample)

  test.each<[string, string, string[]]>([
    [
      'names in other letter case',
      xml.replaceAll('HsCode>', 'HSCODE>'),
      Array(2)
        .fill('')
        .map((_, at) => `notice element-name goods[${at + 1}].hSCODE`),
    ],
    ['dates as they are written here', xml.replace('2026-11-23<', '23/11/2026<'), ['notice value-form signedDate']],
    ['no version', xml.replace(' version="1"', ''), ['notice version']],
    [
      'a namespace',
      xml.replace('<CertificateOfOrigin', '<CertificateOfOrigin xmlns="urn:x"'),
      expect.arrayContaining(['notice namespace']),
    ],
    ['blanks around a value', xml.replace('>VN26110001<', '>VN26110001 <'), ['notice value-form number']],
    [
      'an Id and a signature',
      xml
        .replace('version="1"', 'version="1" Id="co"')
        .replace(
          '</CertificateOfOrigin>',
          '<Signature xmlns="http://www.w3.org/2000/09/xmldsig#"><SignedInfo/></Signature></CertificateOfOrigin>',
        ),
      [],
    ],
    ['country and currency in small letters', xml.replace('>DE<', '>de<'), ['notice value-form importer.country']],
  ])('%s', (_what, text, expected) => {
    const read = readCoXml(text)
    expect(read.record).toEqual(sample)
    expect(noted(read)).toEqual(expected)
  })

  test('the form of the list, whatever its letter case', () => {
    const record = sampleCo('Venezuela')
    expect(readCoXml(coToXml(record).replace('>Venezuela<', '>VENEZUELA<')).record).toEqual(record)
  })

  test('and says what it leaves out or cannot trust', () => {
    const wrong = xml
      .replace('version="1"', 'version="9" lang="vi"')
      .replace('<Signer>', '<Colour>red</Colour>stray<Signer>')
      .replace('</Exporter>', '<Name>Another</Name></Exporter>')
      .replace('>61091000<', '><b>61091000</b><')
    const read = readCoXml(wrong)
    expect(noted(read)).toEqual([
      'notice attribute-unknown',
      'warning text-outside',
      'warning version',
      'warning element-unknown colour',
      'error element-repeated exporter.name',
      'error element-place goods[1].hsCode',
    ])
    expect(read.record.exporter.name).toBe(sample.exporter.name)
    expect(read.record.goods[0]?.hsCode).toBe('')
  })
})

describe('XML that is none of ours is refused:', () => {
  test.each([
    ['ERR_DOCTYPE_FORBIDDEN', '<!DOCTYPE x [<!ENTITY a "b">]><CertificateOfOrigin/>'],
    ['ERR_DOCUMENT_NOT_XML', '<CertificateOfOrigin><Form>A</CertificateOfOrigin>'],
    ['ERR_DOCUMENT_TOO_COMPLEX', `<CertificateOfOrigin>${'<a>'.repeat(70)}`],
    ['ERR_DOCUMENT_TOO_LARGE', `<CertificateOfOrigin>${' '.repeat(8_388_608)}</CertificateOfOrigin>`],
    ['ERR_CO_UNREADABLE', '<Envelope/>'],
  ])('%s', (code, text) => {
    expect(() => readCoXml(text)).toThrow(expect.objectContaining({ code }))
  })
})

describe('JSON', () => {
  const object = () => JSON.parse(coToJson(sample)) as Record<string, unknown>
  const readObject = (value: unknown) => readCoJson(JSON.stringify(value))

  test('names unknown, missing and wrongly typed fields with their place', () => {
    const { note: _note, importer: _importer, ...rest } = object()
    const goods = [{ ...sample.goods[0], quantity: 12, value: [], currency: null, colour: 'red' }, 'x']
    const read = readObject({ ...rest, form: 5, goods, more: {} })
    expect(noted(read)).toEqual([
      'warning field-unknown more',
      'error field-type form',
      'notice field-missing note',
      'notice field-missing importer',
      'warning field-unknown goods[1].colour',
      'notice value-form goods[1].quantity',
      'error field-type goods[1].value',
      'error field-type goods[1].currency',
      'error field-type goods[2]',
    ])
    expect(read.record.goods[0]).toMatchObject({ quantity: '12', value: '', currency: '' })
    expect(read.record.goods[1]).toMatchObject({ ordinal: '', description: '' })
  })

  test('a number that lost digits or a leading zero is no text', () => {
    for (const bad of ['12345678901234567890', '1e30', '-1', '0.1234567890123456']) {
      const read = readCoJson(coToJson(sample).replace('"12000"', bad))
      expect(noted(read), bad).toEqual(['error field-type goods[1].quantity'])
    }
    expect(noted(readCoJson(coToJson(sample).replace('"0101300842"', '101300842')))).toEqual([
      'error field-type exporter.taxCode',
    ])
  })

  test('a name that stands there twice is an error: programs differ in which one counts', () => {
    const twice = coToJson(sample).replace('"form": "A"', '"form": "A", "f\\u006frm": "D"')
    expect(noted(readCoJson(twice))).toEqual(['error field-repeated'])
    expect(noted(readCoJson(coToJson({ ...sample, note: 'a": "b", {[:,' })))).toEqual([])
  })

  test('names of JavaScript are names like others', () => {
    const read = readCoJson(coToJson(sample).replace('{', '{ "__proto__": {"form": "D"}, "constructor": 1,'))
    expect(noted(read)).toEqual(['warning field-unknown __proto__', 'warning field-unknown constructor'])
    expect(read.record).toEqual(sample)
  })

  test.each([
    ['ERR_CO_UNREADABLE', '{"form": "A"'],
    ['ERR_CO_UNREADABLE', '[]'],
    ['ERR_CO_UNREADABLE', 'null'],
    ['ERR_DOCUMENT_TOO_COMPLEX', '['.repeat(100_000)],
    ['ERR_DOCUMENT_TOO_COMPLEX', `{"goods":[${'0,'.repeat(500_000)}0]}`],
    ['ERR_DOCUMENT_TOO_LARGE', `"${'x'.repeat(8_388_608)}"`],
  ])('that is none of ours is refused: %s', (code, text) => {
    expect(() => readCoJson(text)).toThrow(expect.objectContaining({ code }))
  })

  test('may begin with a byte order mark', () => {
    expect(readCoJson(`\ufeff${coToJson(sample)}`)).toEqual({ record: sample, findings: [] })
  })
})
