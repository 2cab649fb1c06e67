import { expect, test } from 'vitest'
import { Random } from '../../../../test/support/random.ts'
import { parseCimp } from './parse-cimp.ts'

const parse = (...lines: readonly string[]) => parseCimp(lines.join('\n'))
const problems = (...lines: readonly string[]) =>
  parse(...lines).findings.map(({ rule, item, severity, place }) => [
    severity,
    rule,
    item,
    place ? `${place.line}:${place.column}` : '',
  ])

/** Texts as carriers and community systems write them, from public sources; only the waybills are made to be valid. */
test.each([
  [
    'digital-cargo, good practice of shipment tracking',
    'FSU/14',
    '020-12345675FRAJFK/T1K100',
    'FOH/16OCT1317/FRA/LCAG',
  ],
  ['the same', 'FSU/14', '020-12345675FRAJFK/T1K100', 'DEP/LH400/16OCT/FRAJFK/T1K100'],
  ['CCS-Japan', 'FSU/6', '297-00000011KIXHKG/T3K4138.9', 'RCF/CI0001/25JUN2313/HKG/T3K4139//A2041'],
  ['Traxon', 'FSU/12', '239-12345675FRAMRU/T1K14.1', 'RCF/MK059/20NOV1300/MRU/T1K14.1//A1117-P'],
  ['Delta', 'FSU/7', '006-31442224NRTATL/T12K156.5', 'RCF/DL280/21OCT1620/ATL/T12K156.5//A1453', 'ULD/PMC73850DD'],
  ['a delivery', 'FSU/14', '157-41266466DOHLHR/T60K1428', 'DLV/24MAY1223/LHR/T60K1428/DART AIR SERVICES LTD'],
  [
    'a part of a consignment',
    'FSU/14',
    '157-53806270HKGNLU/P2K505.0T10',
    'RCF/QR8403/20JUN1039/DOH/P2K505.0/S0720/A1008',
  ],
])('%s: a text of the field is read without complaint', (_, ...lines) => {
  const { message, findings } = parse(...lines)
  expect(findings).toEqual([])
  expect(message).not.toBeNull()
})

test('every field is found', () => {
  const text =
    'FZE/1\r\n020-12345675FRASGN/T10K250.5\r\nHWB/H1234567/FRASGN/P3K30\r\nDIS/VN0036/16OCT1317/SGN/MSCA/P1K10\r\nOSI/THIEU MOT KIEN\r\n'
  expect(parseCimp(text)).toEqual({
    findings: [],
    message: {
      ...{ kind: 'FZE', version: 1, awb: '020-12345675', route: 'FRASGN', status: 'DIS', place: 'SGN', party: null },
      quantity: { extent: 'T', pieces: 10, weight: { unit: 'K', value: '250.5' } },
      house: {
        ...{ serial: 'H1234567', route: 'FRASGN' },
        quantity: { extent: 'P', pieces: 3, weight: { unit: 'K', value: '30' } },
      },
      flight: { carrier: 'VN', number: '0036' },
      moment: { day: 16, month: 10, time: '1317' },
      discrepancy: 'MSCA',
      statusQuantity: { extent: 'P', pieces: 1, weight: { unit: 'K', value: '10' } },
      remarks: 'THIEU MOT KIEN',
    },
  })
})

test('pieces may stand before the discrepancy', () => {
  const after = parse('FSU/14', '020-12345675/T9K90', 'DIS/VN0036/16OCT/SGN/MSCA/P1K10')
  expect(parse('FSU/14', '020-12345675/T9K90', 'DIS/VN0036/16OCT/SGN/P1K10/MSCA')).toEqual(after)
  expect(after.findings).toEqual([])
})

test('line ends, blanks and empty lines make no difference', () => {
  const plain = parse('FSU/14', '020-12345675FRAJFK/T1K100', 'FOH/16OCT1317/FRA/LCAG')
  const other = parseCimp('\nFSU/14  \r\n\r020-12345675FRAJFK/T1K100\t\r\n\n\nFOH/16OCT1317/FRA/LCAG \r\n  \r\n')
  expect(other).toEqual(plain)
})

test('lower case is read, and said', () => {
  const { message, findings } = parse('FSU/14', '020-12345675FRAJFK/t1k100', 'foh/16oct1317/fra/lcag')
  expect(message?.party).toBe('LCAG')
  expect(findings).toEqual([
    expect.objectContaining({ rule: 'characters', severity: 'warning', place: { line: 2, column: 20 } }),
  ])
})

test.each([
  [
    'another message',
    ['FSA/14', '020-12345675FRAJFK/T1K100', 'FOH/16OCT1317/FRA'],
    ['error', 'identifier', 'message', '1:1'],
  ],
  ['no waybill', ['FSU/14', 'FOH/16OCT1317/FRA'], ['error', 'field', 'awb', '2:1']],
  ['a wrong check digit', ['FSU/14', '020-12345674/T1K1', 'FOH/16OCT1317/FRA'], ['error', 'check-digit', 'awb', '2:1']],
  ['too many pieces', ['FSU/14', '020-12345675/T12345K1', 'FOH/16OCT1317/FRA'], ['error', 'field', 'pieces', '2:14']],
  [
    'too much weight',
    ['FSU/14', '020-12345675/T1K12345678', 'FOH/16OCT1317/FRA'],
    ['error', 'field', 'pieces', '2:14'],
  ],
  [
    'another unit of weight',
    ['FSU/14', '020-12345675/T1G10', 'FOH/16OCT1317/FRA'],
    ['error', 'field', 'pieces', '2:14'],
  ],
  [
    'a day that no month has',
    ['FSU/14', '020-12345675/T1K1', 'FOH/31APR1317/FRA'],
    ['error', 'field', 'moment', '3:5'],
  ],
  [
    'an hour that no day has',
    ['FSU/14', '020-12345675/T1K1', 'FOH/16OCT2417/FRA'],
    ['error', 'field', 'moment', '3:5'],
  ],
  ['no flight', ['FSU/14', '020-12345675/T1K1', 'RCF//16OCT1317/FRA'], ['error', 'missing', 'flight', '3:5']],
  ['no airport', ['FSU/14', '020-12345675/T1K1', 'RCF/VN36/16OCT1317'], ['error', 'missing', 'place', '3:19']],
  [
    'a discrepancy of no catalogue',
    ['FSU/14', '020-12345675/T1K1', 'DIS/VN36/16OCT/FRA/XXXX'],
    ['error', 'field', 'discrepancy', '3:20'],
  ],
  ['no status', ['FSU/14', '020-12345675/T1K1'], ['error', 'missing', 'status', '']],
  [
    'two statuses',
    ['FSU/14', '020-12345675/T1K1', 'FOH/16OCT1317/FRA', 'FOH/17OCT1317/FRA'],
    ['error', 'line', 'status', '4:1'],
  ],
  [
    'an unreadable line',
    ['FSU/14', '020-12345675/T1K1', 'HELLO', 'FOH/16OCT1317/FRA'],
    ['error', 'line', 'message', '3:1'],
  ],
  [
    'accents',
    ['FSU/14', '020-12345675/T1K1', 'FOH/16OCT1317/FRA', 'OSI/THI\xcaU'],
    ['error', 'characters', 'message', '4:8'],
  ],
  [
    'long remarks',
    ['FSU/14', '020-12345675/T1K1', 'FOH/16OCT1317/FRA', `OSI/${'X'.repeat(65)}`, `/${'Y'.repeat(66)}`],
    ['error', 'field', 'remarks', '4:5'],
  ],
  ['no house number', ['FZE/1', '020-12345675/T1K1', 'HWB/', 'FOH/16OCT1317/FRA'], ['error', 'field', 'hwb', '3:5']],
])('%s is found, with its place', (_, lines, problem) => {
  expect(problems(...lines)).toContainEqual(problem)
})

test('a text beyond the length of Cargo-IMP is not read at all', () => {
  const { message, findings } = parseCimp(`FSU/14\n020-12345675/T1K1\nFOH/16OCT1317/FRA\n${'OSI/X\n'.repeat(700)}`)
  expect([message, findings.length, findings[0]?.rule]).toEqual([null, 1, 'length'])
})

test('nothing that is thrown at it makes it throw, or its findings endless', () => {
  const random = Random.fromEnvironment('CONGKY_CIMP_SEED')
  const sample = 'FZE/1\r\n020-12345675FRASGN/T10K250.5\r\nHWB/H1\r\nDIS/VN0036/16OCT1317/SGN/MSCA/P1K10\r\nOSI/X\r\n/Y'
  const characters = [
    '/',
    '\n',
    '\r',
    '\r\n',
    ' ',
    'A',
    '0',
    '9',
    '.',
    '-',
    'T1',
    'K',
    'OSI',
    'DIS',
    '\0',
    '\xff',
    'ế',
    '😀',
  ]
  for (let run = 0; run < 2_000; run++) {
    const parts = [...sample]
    for (let edits = Math.floor(random.next() * 20); edits >= 0; edits--) {
      const at = Math.floor(random.next() * parts.length)
      parts.splice(at, random.chance(0.5) ? 1 : 0, random.pick(characters).repeat(random.chance(0.02) ? 500 : 1))
    }
    const text = parts.join('')
    const { findings } = parseCimp(text)
    expect(findings.length, `seed ${random.seed}`).toBeLessThanOrEqual(101)
    expect(
      findings.every(({ message }) => message.vi.length < 400),
      `seed ${random.seed}`,
    ).toBe(true)
  }
})
