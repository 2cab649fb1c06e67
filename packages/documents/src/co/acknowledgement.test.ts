import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { EdifactFinding } from '../edifact/edifact-finding.ts'
import type { Interchange, ReadInterchange, Syntax } from '../edifact/interchange.ts'
import { newInterchange, newMessage } from '../edifact/new-interchange.ts'
import { readInterchange } from '../edifact/read-interchange.ts'
import { REPERTOIRES } from '../edifact/repertoires.ts'
import { segment } from '../edifact/segment.ts'
import { PRINTABLE_CHARACTERS } from '../edifact/service-characters.ts'
import { SYNTAX_RULES } from '../edifact/syntax-rules.ts'
import { writeInterchange } from '../edifact/write-interchange.ts'
import { type Acknowledgement, acknowledge } from './acknowledgement.ts'
import { buildAcknowledgement } from './build-acknowledgement.ts'
import { coErrorCodeFor, coErrorCodes, coErrorMeaning } from './error-codes.ts'
import { readAcknowledgement } from './read-acknowledgement.ts'

const preparedAt = new Date('2026-11-23T09:40:00Z')
const UNOY: Syntax = { identifier: 'UNOY', version: 4 }
const UNOA: Syntax = { identifier: 'UNOA', version: 1 }

const about = { interchangeReference: 'VCCI081216', messageReference: '1234', coNumber: 'VN08010001A' }

const findings: readonly EdifactFinding[] = [
  {
    severity: 'error',
    rule: 'missing',
    place: { segment: 12, tag: 'NAD', element: 4, component: 1, offset: 300, path: 'ORDERS/SG2[1]/NAD/C080/3036[1]' },
    vi: 'Tên nhà nhập khẩu: chưa có giá trị',
    en: 'Importer: it is missing',
  },
  { severity: 'warning', rule: 'count', place: null, vi: 'CNT ghi 2 mặt hàng', en: 'CNT says 2 items' },
]

const refused = acknowledge({ number: 'MOIT-1', preparedAt: '2026-11-23 16:40', about, findings, language: 'vi' })

/** What is answered. */
function sent(syntax: Syntax, options: Partial<Interchange> = {}): Interchange {
  const [sender, recipient] = [
    ['VCCI', 'ZZ'],
    ['MOIT', '14', 'ECOSYS'],
  ] as const
  const header = { syntax, sender, recipient, preparedAt, controlReference: 'VCCI081216' }
  const interchange = newInterchange({ ...header, characters: PRINTABLE_CHARACTERS }, [
    newMessage('ORDERS', '1234', []),
  ])
  return { ...interchange, ...options }
}

function answered(to: Interchange, answers: readonly Acknowledgement[], language: 'vi' | 'en' = 'vi') {
  return readBack(buildAcknowledgement({ to, preparedAt, controlReference: 'MOIT1', answers, language }))
}

function readBack(interchange: Interchange): ReadInterchange {
  const read = readInterchange(writeInterchange(interchange))
  expect(read.findings).toEqual([])
  if (read.interchange === null) throw new Error('nothing was read')
  return read.interchange
}

const reading = (interchange: ReadInterchange) => interchange.messages.map(readAcknowledgement)

describe('an acknowledgement', () => {
  test('goes back to the sender, with each answer in a message of its own, and reads back equal', () => {
    const taken = acknowledge({ number: 'MOIT-2', preparedAt: '2026-11-23 16:40', about, findings: [], language: 'vi' })
    const interchange = answered(sent(UNOY), [refused, taken])
    expect(interchange.header.elements.slice(1, 4)).toEqual([
      [['MOIT', '14', 'ECOSYS']],
      [['VCCI', 'ZZ']],
      [['20261123', '1640']],
    ])
    expect(reading(interchange)).toEqual([
      { messageReference: '1', acknowledgement: refused, findings: [] },
      { messageReference: '2', acknowledgement: taken, findings: [] },
    ])
    expect(refused.isAccepted).toBe(false)
    expect(taken.isAccepted).toBe(true)
  })

  test('has the segments of annex 2, with codes of D.04B', () => {
    const { messages } = buildAcknowledgement({
      ...{ to: sent(UNOA), preparedAt, controlReference: 'MOIT1', answers: [refused], language: 'vi' },
    })
    expect(messages[0]?.body).toEqual([
      segment('BGM', '305', 'MOIT-1', '27', 'RE'),
      segment('DTM', ['137', '202611231640', '203']),
      segment('RFF', ['ALL', 'VCCI081216']),
      segment('RFF', ['ACW', '1234']),
      segment('RFF', ['AIR', 'VN08010001A']),
      segment('ERC', ['E301', 'CONGKY', 'ZZZ']),
      segment('FTX', 'AAO', '', '', ['TEN NHA NHAP KHAU: CHUA CO GIA TRI'], 'VI'),
      segment('RFF', ['AWL', 'ORDERS/SG2(1)/NAD/C080/3036(1)', '12']),
      segment('FTX', 'AAO', '', '', ['DOAN NAD THU 12, PHAN TU 4.1'], 'VI'),
      segment('ERC', ['E105', 'CONGKY', 'ZZZ']),
      segment('FTX', 'AAO', '', '', ['CNT GHI 2 MAT HANG'], 'VI'),
    ])
  })

  test('of an interchange as a whole names no message and no certificate', () => {
    const whole = { interchangeReference: 'X1', messageReference: '', coNumber: '' }
    const answer = acknowledge({ number: 'M', preparedAt: '', about: whole, findings, language: 'en' })
    expect(reading(answered(sent(UNOY), [answer], 'en'))[0]?.acknowledgement).toEqual(answer)
    expect(answer.errors[0]).toMatchObject({ text: 'Importer: it is missing', place: 'Segment 12, NAD, element 4.1' })
  })

  test('is written in every syntax that the sender may use, and in ours where we do not know theirs', () => {
    const known = REPERTOIRES.map(({ identifier, since }): Syntax => ({ identifier, version: since }))
    for (const syntax of [...known, { identifier: 'UNOA', version: 4 }, { identifier: 'UNOY', version: 3 }]) {
      const interchange = answered(sent(syntax), [refused])
      const isKnown = !(syntax.identifier === 'UNOY' && syntax.version === 3)
      expect(interchange.syntax).toEqual(isKnown ? syntax : UNOY)
      const [read] = reading(interchange)
      expect(read?.findings).toEqual([])
      expect(read?.acknowledgement).toMatchObject({
        isAccepted: false,
        about,
        errors: [{ code: 'E301' }, { code: 'E105' }],
      })
    }
    expect(answered(sent({ identifier: 'ABCD', version: 9 }), [refused]).syntax).toEqual(UNOY)
  })

  test('keeps the separators of the sender, unless they cannot be used', () => {
    const characters = { ...PRINTABLE_CHARACTERS, element: '|', terminator: '~' }
    expect(answered(sent(UNOA, { characters, hasServiceString: true }), [refused]).characters).toEqual(characters)
    const broken = { ...PRINTABLE_CHARACTERS, element: 'A' }
    expect(answered(sent(UNOA, { characters: broken }), [refused]).characters).toEqual(PRINTABLE_CHARACTERS)
  })

  test('answers an interactive interchange as well', () => {
    const header = segment('UIB', ['UNOA', '4'], 'D1', '', '', '', ['VCCI'], ['MOIT'])
    const interchange = answered(sent({ identifier: 'UNOA', version: 4 }, { mode: 'interactive', header }), [refused])
    expect(interchange.header.elements.slice(1, 3)).toEqual([[['MOIT']], [['VCCI']]])
  })

  test('of any words reads back with these words, long ones cut', () => {
    const word = fc.array(fc.constantFrom(..."aăđ+:?'* “”[]{}😀x."), { maxLength: 900 }).map((all) => all.join(''))
    const answers = fc.array(fc.record({ text: word, place: word }), { minLength: 1, maxLength: 5 })
    const isSame = fc.property(answers, (texts) => {
      const errors = texts.map(({ text, place }) => ({ ...refused.errors[0], text: plain(text), place: plain(place) }))
      const answer = { ...refused, errors } as Acknowledgement
      expect(reading(answered(sent(UNOY), [answer]))).toMatchObject([{ acknowledgement: answer, findings: [] }])
      expect(reading(answered(sent(UNOA), [answer]))).toMatchObject([{ findings: [] }])
    })
    fc.assert(isSame, { numRuns: 60 })
    const long = { ...refused, errors: [{ ...refused.errors[0], text: 'Dài lắm. '.repeat(1_000) }] } as Acknowledgement
    const [read] = reading(answered(sent(UNOY), [long]))
    expect(read?.findings).toEqual([])
    expect(read?.acknowledgement.errors[0]?.text).toMatch(/^Dài lắm\. Dài lắm.*\.\.\.$/)
    expect(read?.acknowledgement.errors[0]?.text.length).toBeGreaterThan(2_500)
  })
})

const plain = (text: string) => text.normalize('NFC').replace(/\s+/g, ' ').trim()

describe('an acknowledgement of others', () => {
  const body = (bgm: readonly string[]) => [segment('BGM', '305', '10012', ...bgm)]
  const errors = [segment('ERC', ['186', '', '92']), segment('FTX', 'AAO', '', '', ['DUPLICATE', 'NUMBER'])]
  const readOf = (...segments: readonly ReturnType<typeof segment>[]) => {
    const interchange = newInterchange(
      { syntax: UNOA, sender: ['A'], recipient: ['B'], preparedAt, controlReference: '1' },
      [newMessage('APERAK', '1', segments)],
    )
    const [read] = reading(readBack(interchange))
    if (read === undefined) throw new Error('nothing was read')
    return read
  }

  test.each<[string, readonly string[], boolean, boolean | null]>([
    ['confirmation', ['6'], false, true],
    ['not accepted', ['27'], false, false],
    ['accepted', ['9', 'AP'], false, true],
    ['an original with errors', ['9'], true, false],
    ['an original without errors', ['9'], false, null],
    ['a confirmation with errors', ['6'], true, null],
    ['both', ['6', 'RE'], false, null],
  ])('says by its codes and errors what became of the message: %s', (_name, codes, hasErrors, isAccepted) => {
    const read = readOf(...body(codes), ...(hasErrors ? errors : []))
    expect(read.acknowledgement.isAccepted).toBe(isAccepted)
    expect(read.findings.map(({ rule }) => rule)).toEqual(isAccepted === null ? ['answer-unclear'] : [])
  })

  test('may have other lists of codes, more lines and dates without time', () => {
    const read = readOf(...body(['27']), segment('DTM', ['137', '20261123', '102']), ...errors)
    expect(read.acknowledgement).toMatchObject({
      preparedAt: '2026-11-23 00:00',
      errors: [{ code: '186', list: '', text: 'DUPLICATE NUMBER', path: '', segment: '', place: '' }],
    })
  })
})

describe('the codes of errors', () => {
  test('fit into data element 9321, and none stands for two things', () => {
    for (const { code } of coErrorCodes) expect(code).toMatch(/^E\d{3}$/)
    const rules = coErrorCodes.flatMap((one) => one.rules)
    expect(new Set(rules).size).toBe(rules.length)
    expect(new Set(coErrorCodes.map(({ code }) => code)).size).toBe(coErrorCodes.length)
  })

  test('know every rule of the syntax; other rules have a code of their own', () => {
    for (const rule of Object.keys(SYNTAX_RULES)) expect(coErrorCodeFor(rule), rule).not.toBe('E999')
    expect(coErrorCodeFor('no-such-rule')).toBe('E999')
    expect(coErrorMeaning('E999')).not.toBeNull()
    expect(coErrorMeaning('186')).toBeNull()
  })
})
