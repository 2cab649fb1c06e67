/** The example of annex 4, step 4, as it is printed (lines of the page joined), and the table of step 3. */
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { readInterchange } from '../edifact/read-interchange.ts'
import { buildCo } from './build-co.ts'
import { checkCo } from './check-co.ts'
import type { CoRecord } from './co-record.ts'

const printed = readFileSync(new URL('./annex-4.edi', import.meta.url))

function check(bytes: Uint8Array) {
  const { interchange, findings } = readInterchange(bytes)
  if (interchange === null) throw new Error('no interchange')
  const [certificate, ...more] = checkCo(interchange).certificates
  if (certificate === undefined || more.length > 0) throw new Error('not one certificate')
  return { certificate, ofSyntax: findings.filter(({ severity }) => severity !== 'notice') }
}

const record: CoRecord = {
  form: 'A',
  number: 'VN08010001',
  declarationNumber: '123/XNK',
  state: '2',
  billOfLading: '232352',
  shipmentDate: '2008-10-12',
  signedDate: '2008-10-02',
  signer: 'NGUYEN THANH BINH',
  note: 'Duoc xuat sang EU',
  exporter: {
    name: 'CTY TNHH MAY MAC MACALLAN',
    taxCode: '753213654652521',
    address: 'THON NGOC GIA, XA NGOC HOA, HUYEN CHUONG MY, HA TAY',
  },
  importer: {
    name: 'COLUMBIA SPORTWEAR DISTRIBUTION CENTER',
    identifier: '5123468532154',
    address: '1542 AVENUE DES, DEUX-VALLEES PARC',
    country: 'CO',
  },
  goods: [
    {
      ordinal: '1',
      hsCode: '564776',
      marks: '',
      description: 'AO LEN SOI MANH',
      categoryCode: '334',
      originContent: '',
      quantity: '972',
      unit: 'C62',
      value: '104657',
      currency: 'USD',
    },
  ],
}

test('everything in the example is in the record', () => {
  const { certificate } = check(printed)
  expect(certificate.messageReference).toBe('1234')
  expect(certificate.record).toEqual(record)
})

test('each of its faults is a warning with its place', () => {
  const { findings } = check(printed).certificate
  const listed = findings.map(
    ({ severity, rule, field, place }) => `${severity} ${rule} ${field} ${place?.segment} ${place?.path}`,
  )
  expect(listed).toEqual([
    'warning segment-order  5 ORDERS/DTM[1]',
    'warning date-format signedDate 5 ORDERS/DTM[1]/C507/2380',
    'warning date-format shipmentDate 6 ORDERS/DTM[2]/C507/2380',
    'warning text-place note 10 ORDERS/FTX[4]/4451',
    'warning ean-code importer.identifier 11 ORDERS/SG2[1]/NAD/C082/3039',
    'warning tax-code exporter.taxCode 12 ORDERS/SG2[2]/NAD/C082/3039',
  ])
})

const interchange = {
  sender: 'VCCI',
  recipient: 'MOIT',
  preparedAt: new Date('2008-12-16T08:03:00Z'),
  controlReference: 'VCCI081216',
  messageReferences: ['1234'],
}

test('written back it is right, but for the two numbers that are none', () => {
  const { certificate, ofSyntax } = check(buildCo([record], interchange))
  expect(certificate.record).toEqual(record)
  expect(ofSyntax).toEqual([])
  expect(certificate.findings.map(({ rule }) => rule)).toEqual(['ean-code', 'tax-code'])
})

test('in capitals it is written under UNOA, version 1, as the annex agrees; the parties as the annex prints them', () => {
  const bytes = buildCo([{ ...record, note: record.note.toUpperCase() }], interchange)
  expect(new TextDecoder().decode(bytes).replaceAll("'", "'\n")).toBe(`UNB+UNOA:1+VCCI+MOIT+081216:1503+VCCI081216'
UNH+1234+ORDERS:D:04B:UN'
BGM+17+VN08010001A+9'
DTM+150:20081002:102'
DTM+136:20081012:102'
IMD+B++:::2'
FTX+AFM+1++123/XNK'
FTX+AFM+1++232352'
FTX+AFM+1++NGUYEN THANH BINH'
FTX+ADU+1++DUOC XUAT SANG EU'
NAD+IM+5123468532154::9++COLUMBIA SPORTWEAR DISTRIBUTION:CENTER+1542 AVENUE DES+DEUX-VALLEES PARC+++CO'
NAD+EX+753213654652521::9++CTY TNHH MAY MAC MACALLAN+THON NGOC GIA:XA NGOC HOA:HUYEN CHUONG MY+HA TAY+++VN'
LIN+1'
PIA+5+564776:HS'
IMD+F++:161::AO LEN SOI MANH'
MEA+AAE++C62:1'
QTY+142:972'
MOA+66:104657:USD'
RFF+ABU:334'
UNS+S'
CNT+2:1'
UNT+21+1234'
UNZ+1+VCCI081216'
`)
})

/** Step 3: dates of eight digits, the note under ADU, an HS code of five digits, one item counted, 20 for 21 segments. */
const step3 = new TextDecoder()
  .decode(printed)
  .replace(
    "IMD+B++:::2’DTM+150:021020081002:2'DTM+136:12102008:2'",
    "DTM+150:02102008:2'DTM+136:12102008:2'IMD+B++:::2'",
  )
  .replace('232352', '13/VD')
  .replace('FTX+AFM+1++Duoc', 'FTX+ADU+1++Duoc')
  .replace('564776', '56477')
  .replace("UNS+S'", "UNS+S'CNT+2:1'")

test('the table of step 3 reads into the same record, with its own values and faults', () => {
  const { certificate, ofSyntax } = check(new TextEncoder().encode(step3))
  const [goods] = record.goods
  expect(certificate.record).toEqual({ ...record, billOfLading: '13/VD', goods: [{ ...goods, hsCode: '56477' }] })
  expect(certificate.findings.map(({ rule, field }) => `${rule} ${field}`)).toEqual([
    'date-format signedDate',
    'date-format shipmentDate',
    'ean-code importer.identifier',
    'tax-code exporter.taxCode',
    'hs-code goods[1].hsCode',
  ])
  expect(ofSyntax.map(({ place }) => place?.tag)).toContain('UNT')
})
