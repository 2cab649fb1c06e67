import { CongkyError } from '@congky/shared'
import { describe, expect, test } from 'vitest'
import { buildCustomsMessage } from './build-customs-message.ts'
import type { CustomsKindCode } from './customs-kind-code.ts'
import { parseCustomsMessage } from './parse-customs-message.ts'
import { readCustomsHeader } from './read-customs-header.ts'
import { sampleCustomsMessage } from './sample-customs-message.ts'
import { checkCustomsMessage } from './validate-customs-message.ts'

const xmlOf = (code: CustomsKindCode) => buildCustomsMessage(sampleCustomsMessage(code))
/** What was noticed: severity, rule and element. */
const noted = (xml: string) =>
  checkCustomsMessage(xml).findings.map(({ severity, rule, element }) => `${severity} ${rule} ${element}`)

describe('reads leniently, says so, and loses nothing:', () => {
  const reads = (code: CustomsKindCode, xml: string, ...expected: string[]) => {
    expect(noted(xml)).toEqual(expected)
    expect(parseCustomsMessage(xml).message).toEqual(sampleCustomsMessage(code))
  }

  test.each([
    ['FlightNo', 'notice element-name FlightNo'],
    ['Flight_x0020_Number', 'notice element-name Flight_x0020_Number'],
    ['Flight_Number', 'notice element-name Flight_Number'],
    ['FLIGHTNUMBER', 'notice element-name FLIGHTNUMBER'],
  ])('the flight as %s', (name, finding) => {
    reads('02-01', xmlOf('02-01').replaceAll('FlightNumber>', `${name}>`), finding)
  })

  test.each(['FilghtDate', 'Filghtdate', 'Flightdate', 'Flight-Date'])('its day as %s', (name) => {
    reads('02-01', xmlOf('02-01').replaceAll('FlightDate>', `${name}>`), `notice element-name ${name}`)
  })

  test('the day of II.2.14 as other tables spell it', () => {
    const xml = xmlOf('06-99').replaceAll('Flightdate>', 'FlightDate>')
    reads('06-99', xml, 'notice element-name FlightDate', 'notice element-name FlightDate')
  })

  test('the name of an error as the other part has it', () => {
    reads(
      '11-00',
      xmlOf('11-00').replaceAll('ErrorName>', 'ErrorMessage>'),
      ...Array(2).fill('notice element-name ErrorMessage'),
    )
    reads(
      '01-00',
      xmlOf('01-00').replaceAll('ErrorMessage>', 'ErrorName>'),
      ...Array(2).fill('notice element-name ErrorName'),
    )
  })

  test('a GUID in braces, as the decision shows it', () => {
    const xml = xmlOf('02-01').replace(/(<messageId>)(.*)(<)/, '$1{$2}$3')
    reads('02-01', xml, 'notice value-form messageId')
  })

  test('dates in usual forms', () => {
    const xml = xmlOf('02-01')
      .replace('<sendDate>2026-11-20', '<sendDate>20/11/2026')
      .replace('2026-11-20 14:05:00', '2026-11-20T14:05:00+07:00')
    reads('02-01', xml, 'notice value-form sendDate', 'notice value-form FlightDate')
  })

  test('codes in small letters, a type of one digit, blanks around values', () => {
    const xml = xmlOf('02-01')
      .replace('NKVK1', 'nkvk1')
      .replace('<type>02', '<type>2')
      .replace('<GoodsType>1', '<GoodsType>01')
      .replace('<AWB>', '<AWB>\n   ')
    const changed = ['type', 'GoodsType', 'Type', 'AWB'].map((name) => `notice value-form ${name}`)
    reads('02-01', xml, ...changed)
  })

  test('a byte order mark, no declaration, a declaration of XML 1.1', () => {
    reads('02-01', `\uFEFF${xmlOf('02-01')}`)
    reads('02-01', xmlOf('02-01').replace(/^.*\n/, ''))
    reads('02-01', xmlOf('02-01').replace('1.0', '1.1'))
  })

  test('any order', () => {
    const xml = xmlOf('02-01')
      .replace(/( *<GoodsType>.*\n)([\s\S]*?)( *<\/Content>)/, '$2$1$3')
      .replace(/( *<From>[\s\S]*<\/From>\n)( *<To>[\s\S]*<\/To>\n)/, '$2$1')
    expect(xml).not.toBe(xmlOf('02-01'))
    reads('02-01', xml)
  })

  test('the flight beside the goods, as the printed levels have it', () => {
    const xml = xmlOf('12-11')
    const flight = /( *<FlightNumber>.*\n *<FlightDate>.*\n)/.exec(xml)?.[1] ?? ''
    const beside = xml.replaceAll(flight, '').replace('<Content>\n', `<Content>\n${flight}`)
    reads('12-11', beside, 'notice element-place FlightNumber', 'notice element-place FlightDate')
  })

  test('a declaration or error without its own element, and lists in a wrapper', () => {
    reads(
      '14-11',
      xmlOf('14-11').replace(/ *<\/?Dec>\n/g, ''),
      ...Array(6).fill(expect.stringMatching(/notice element-place/)),
    )
    const wrapped = xmlOf('11-00')
      .replace('<Content>', '<Content><Errors>')
      .replace('</Content>', '</Errors></Content>')
    reads('11-00', wrapped, 'notice element-place Errors')
  })

  test('a lot inside a Goods of its own', () => {
    const xml = xmlOf('02-01').replace('<Content>', '<Content><Goods>').replace('</Content>', '</Goods></Content>')
    reads('02-01', xml, 'notice element-place Goods')
  })

  test('a namespace, with and without prefix', () => {
    const inDefault = xmlOf('03-01').replace('<Envelope>', '<Envelope xmlns="urn:x">')
    expect(new Set(noted(inDefault).map((text) => text.split(' ').slice(0, 2).join(' ')))).toEqual(
      new Set(['notice namespace']),
    )
    const prefixed = xmlOf('03-01')
      .replace(/<(\/?)(\w+)>/g, '<$1k:$2>')
      .replace('<k:Envelope>', '<k:Envelope xmlns:k="urn:x">')
    expect(parseCustomsMessage(prefixed).message).toEqual(sampleCustomsMessage('03-01'))
  })

  test('sections, entities, comments and instructions inside values', () => {
    const xml = xmlOf('02-02').replace('Sửa trọng lượng', '<![CDATA[Sửa]]> <!-- x --><?y z?>tr&#x1ECD;ng lượng')
    reads('02-02', xml)
  })

  test('a tax code of a branch with its dash, where only 13 characters have room', () => {
    const message = { ...sampleCustomsMessage('02-01', { taxCode: '0101300842001' }) }
    const xml = buildCustomsMessage(message).replace('0101300842001', '0101300842-001')
    expect(noted(xml)).toEqual(['notice value-form identity'])
    expect(parseCustomsMessage(xml).message).toEqual(message)
  })
})

test('what was read in other forms is built as the tables say, and then reads without a word', () => {
  const xml = xmlOf('02-01').replaceAll('FlightNumber>', 'FlightNo>').replace('2026-11-20 14:05:00', '20/11/2026 14:05')
  const { message } = parseCustomsMessage(xml)
  if (message === null) throw new Error('not read')
  expect(buildCustomsMessage(message)).toBe(xmlOf('02-01'))
})

describe('tells of what may mislead:', () => {
  const xml = xmlOf('02-01')

  test.each([
    ['an element that no table has', xml.replace('<AWB>', '<Note>x</Note><AWB>'), 'warning element-unknown Note'],
    ['a value twice', xml.replace('<AWB>', '<AWB>020-12345675</AWB><AWB>'), 'error element-repeated AWB'],
    [
      'a value twice in other spellings',
      xml.replace('<FlightNumber>', '<FlightNo>VN1</FlightNo><FlightNumber>'),
      'error element-repeated FlightNumber',
    ],
    [
      'and the other way round',
      xml.replace('</FlightNumber>', '</FlightNumber><FlightNo>VN1</FlightNo>'),
      'error element-repeated FlightNo',
    ],
    ['a second content', xml.replace('<Content>', '<Content/><Content>'), 'error element-repeated Content'],
    ['a second header', xml.replace('<Body>', '<Header/><Body>'), 'error element-repeated Header'],
    ['elements inside a value', xml.replace('<Type>NKVK1', '<Type><b/>NKVK1'), 'error element-place Type'],
    ['text between elements', xml.replace('<Content>', '<Content>thêm'), 'warning text-outside Content'],
    ['an attribute', xml.replace('<AWB>', '<AWB lang="vi">'), 'notice attribute-unknown AWB'],
    ['a signature outside the body', xml.replace('<Body>', '<Signature/><Body>'), 'warning element-place Signature'],
    [
      'another flight beside the goods than inside',
      xmlOf('12-11').replace('<Content>', '<Content><FlightNumber>VN1</FlightNumber>'),
      'error contradiction FlightNumber',
    ],
    [
      'errors in a message of success',
      xmlOf('11-99').replace('<Content>', '<Content><Error/>'),
      'error contradiction Content',
    ],
  ])('%s', (_, broken, finding) => {
    expect(noted(broken)).toContain(finding)
  })

  test('a kind that does not exist, with what is wrong with its header', () => {
    const read = checkCustomsMessage(xml.replace('<function>01', '<function>09').replace(/<version>.*</, '<version><'))
    expect(read).toMatchObject({ kind: null, message: null, header: { type: '02', function: '09' } })
    expect(read.findings.map(({ rule, table }) => [rule, table])).toEqual([
      ['kind-unknown', ''],
      ['missing', 'II.2.1'],
    ])
  })

  test('no content, no body, nothing at all', () => {
    for (const broken of [xml.replace(/<Content>[\s\S]*<\/Content>/, ''), xml.replace(/<Body>[\s\S]*<\/Body>/, '')]) {
      const { findings } = checkCustomsMessage(broken)
      expect(findings[0]).toMatchObject({ rule: 'missing', path: '/Envelope/Body/Content', table: 'II.2.4' })
      expect(findings.filter(({ rule }) => rule === 'missing')).toHaveLength(9)
    }
    expect(checkCustomsMessage('<Envelope/>').findings.length).toBeGreaterThan(11)
  })
})

test.each([
  ['<Body>', 'none'],
  ['<Body><Signature/>', 'empty'],
  ['<Body><Signature>\n</Signature>', 'empty'],
  ['<Body><Signature><data>QUJD</data></Signature>', 'signed'],
  ['<Body><s:Signature xmlns:s="http://www.w3.org/2000/09/xmldsig#"><s:SignedInfo/></s:Signature>', 'signed'],
])('%s: signature %s', (body, signature) => {
  expect(parseCustomsMessage(xmlOf('01-01').replace('<Body>', body)).signature).toBe(signature)
})

describe('refuses with its own error', () => {
  const within = (text: string) => xmlOf('02-01').replace('<Content>', `<Content>${text}`)

  test.each([
    ['nothing', ' \n', 'ERR_DOCUMENT_EMPTY'],
    ['a DOCTYPE', `<!DOCTYPE Envelope [<!ENTITY a "b">]>${xmlOf('02-01').slice(39)}`, 'ERR_DOCTYPE_FORBIDDEN'],
    ['an unknown entity', within('&lol;'), 'ERR_DOCUMENT_NOT_XML'],
    ['a blank in a name, as printed', within('<Flight Number>VN1</Flight Number>'), 'ERR_DOCUMENT_NOT_XML'],
    ['an element that is not closed', within('<AWB>'), 'ERR_DOCUMENT_NOT_XML'],
    ['a control character', within('<AWB>&#1;</AWB>'), 'ERR_DOCUMENT_NOT_XML'],
    ['NUL', within('\0'), 'ERR_DOCUMENT_NOT_XML'],
    ['half a surrogate pair', within('<AWB>\ud800</AWB>'), 'ERR_DOCUMENT_NOT_XML'],
    ['an undeclared prefix', within('<k:AWB/>'), 'ERR_DOCUMENT_NOT_XML'],
    ['two roots', `${xmlOf('02-01')}<Envelope/>`, 'ERR_DOCUMENT_NOT_XML'],
    ['plain text', 'UNB+UNOA:1', 'ERR_DOCUMENT_NOT_XML'],
    ['too many levels', within(`${'<a>'.repeat(200)}${'</a>'.repeat(200)}`), 'ERR_DOCUMENT_TOO_COMPLEX'],
    ['too many elements', within('<a/>'.repeat(400_001)), 'ERR_DOCUMENT_TOO_COMPLEX'],
    [
      'too many attributes',
      within(`<a ${Array.from({ length: 65 }, (_, i) => `a${i}=""`).join(' ')}/>`),
      'ERR_DOCUMENT_TOO_COMPLEX',
    ],
    ['another document', '<HDon/>', 'ERR_CUSTOMS_ENVELOPE'],
    ['too much', ' '.repeat(8_388_609).concat('<Envelope/>'), 'ERR_DOCUMENT_TOO_LARGE'],
  ])('%s', (_, xml, code) => {
    expect(codeOf(() => parseCustomsMessage(xml))).toBe(code)
  })

  test('what is longer than the caller allows', () => {
    expect(codeOf(() => parseCustomsMessage(xmlOf('02-01'), { lengthMax: 100 }))).toBe('ERR_DOCUMENT_TOO_LARGE')
  })
})

function codeOf(act: () => unknown): string | null {
  try {
    act()
    return null
  } catch (error) {
    return error instanceof CongkyError ? error.code : String(error)
  }
}

test('a flood of notices hides no error, and says how many more there are', () => {
  const many = buildCustomsMessage(sampleCustomsMessage('12-11', { count: 500 }))
    .replaceAll('FlightNumber>', 'FlightNo>')
    .replace(/(.*)<AWB>.*<\/AWB>\n/s, '$1')
    .replace(/(.*)<HAWB>/s, '$1<HAWB/><HAWB>')
  const { findings } = checkCustomsMessage(many)
  expect(findings.filter(({ severity }) => severity === 'notice')).toHaveLength(201)
  expect(findings).toContainEqual(expect.objectContaining({ rule: 'more', en: expect.stringContaining('300 more') }))
  expect(findings.filter(({ severity }) => severity === 'error')).toEqual([
    expect.objectContaining({ rule: 'element-repeated', path: '/Envelope/Body/Content/Goods[500]/HAWB' }),
    expect.objectContaining({ rule: 'missing', path: '/Envelope/Body/Content/Goods[500]/AWB' }),
  ])
})

describe('the header alone', () => {
  const xml = xmlOf('13-11')
  const { header } = sampleCustomsMessage('13-11')

  test.each([
    ['a whole message', xml],
    ['one that breaks off after the header', xml.slice(0, xml.indexOf('<Body>'))],
    ['one that is broken later', xml.replace('<Content>', '<Content></Goods>&x;')],
    ['one without a declaration, behind blanks', xml.replace(/^.*\n/, '  ').replace('</Content>', '')],
    ['one with other letters', xml.replaceAll('messageId', 'MessageID').replace('<Envelope>', '<envelope>')],
  ])('of %s', (_, text) => {
    expect(readCustomsHeader(text)).toEqual(header)
  })

  test('goes as far as the text does', () => {
    const cut = xml.slice(0, xml.indexOf('<Subject>'))
    expect(readCustomsHeader(cut)).toEqual({
      ...header,
      ...{ type: '', function: '', reference: '', sendDate: '', warehouseCode: '' },
    })
  })

  test.each([
    '',
    'x',
    '<',
    '<a/>',
    '<Envelope/>',
    '\0',
    '<!DOCTYPE a><Envelope><Header/></Envelope>',
    `${'<a>'.repeat(500)}`,
  ])('of nothing usable is null: case %#', (text) => {
    expect(readCustomsHeader(text)).toBeNull()
  })
})
