/** Each rule of syntax by the smallest interchange that breaks it, with the place that is told. */
import { expect, test } from 'vitest'
import { readInterchange, sourceOf } from './read-interchange.ts'
import { SYNTAX_RULES } from './syntax-rules.ts'

const UNB = "UNB+UNOA:1+VCCI+MOIT+081216:1503+REF1'"
const UNH = "UNH+1+ORDERS:D:04B:UN'"
const END = "UNT+3+1'UNZ+1+REF1'"
const message = (body: string) => `${UNB}${UNH}${body}${END}`
const group = "UNG+ORDERS+A+B+081216:1503+7+UN+D:04B'UNH+1+ORDERS:D:04B:UN'BGM+1'UNT+3+1'UNE+1+7'"
const single = (syntax: string, body: string) => `UNB+${syntax}+A+B+081216:1503+REF1'${UNH}${body}${END}`
const latin4 = (body: string) => `UNB+UNOC:4+A+B+20081216:1503+REF1'${UNH}${body}${END}`
const utf8 = (text: string) => Buffer.from(text).toString('latin1')

/** Every byte as one character; rule, segment, element, component of each finding. */
const CASES: readonly (readonly [
  string,
  readonly (readonly [string, number?, (number | null)?, (number | null)?])[],
])[] = [
  ['hello', [['no-header']]],
  [`\xef\xbb\xbf${message("BGM+1'")}`, [['byte-order-mark', 0]]],
  [`Dear all, ${message("BGM+1'")}`, [['text-before', 0]]],
  [`UNA:+.? 'UNBUNA:+.? '${message("BGM+1'")}`, [['text-before', 0]]],
  [`${message("BGM+1'")} QCVN : 2008/BCT 43`, [['text-after', 0]]],
  [`${message("BGM+1'")}${message("BGM+1'")}`, [['further-interchange', 0]]],
  [`UNA++.? '${message("BGM+1'")}`, [['service-string', 0]]],
  [`UNA:+.?*'${message("BGM+1*2'")}`, [['service-repetition', 0]]],
  [single('UNOC:3', "BGM+1'"), [['service-characters', 1, 1]]],
  [
    single('KECA:1', "BGM+1'"),
    [
      ['syntax', 1, 1, 1],
      ['service-characters', 1, 1],
    ],
  ],
  [
    single('UNOA:7', "BGM+1'"),
    [
      ['version', 1, 1, 2],
      ['date', 1, 4, 1],
    ],
  ],
  [single('UNOA:3!P', "BGM+1'"), [['version', 1, 1, 2]]],
  [
    single('UNOY:3', "BGM+1'"),
    [
      ['repertoire-version', 1, 1, 1],
      ['service-characters', 1, 1],
    ],
  ],
  [message("FTX+AFM+1++Duoc'"), [['lower-case', 3, 4, 1]]],
  [
    message("FTX+AFM+1++A#B:C_D'"),
    [
      ['character', 3, 4, 1],
      ['character', 3, 4, 2],
    ],
  ],
  [message(`FTX+${utf8('ĐƯỢC')}'`), [['character', 3, 1, 1]]],
  [`UNB+UNOY:4+A+B+20081216:1503+REF1'${UNH}FTX+\xe1'${END}`, [['encoding', 3, 1, 1]]],
  [message('BGM+1\x92'), [['terminator', 3, 1, 1]]],
  [message(utf8('BGM+1’')), [['terminator', 3, 1, 1]]],
  [message("BGM+1\r\n7'"), [['line-break', 3, 1, 1]]],
  [message("BGM+1'\r\n"), [['between', 4]]],
  [message("RFF+ABU: 334'"), [['blank-ends', 3, 1, 2]]],
  [`${UNB}UNH+1+ORD ERS:D:04B:UN'BGM+1'${END}`, [['blank-inside', 2, 2, 1]]],
  [message("B GM+1'"), [['blank-inside', 3]]],
  [message("FTX+1+2 Formatted: English (U.S.) QCVN : 2008/BCT 42 3'"), [['print', 3]]],
  [message("FTX+A?B'"), [['release', 3, 1, 1]]],
  [`${UNB}${UNH}bgm+1'UNT+2+1'UNZ+1+REF1'`, [['tag', 3]]],
  [message("LIN:1+1'"), [['nesting', 3]]],
  [message("BGM+1''"), [['empty-segment', 3]]],
  [message("BGM+1+'"), [['omission', 3, 2, 1]]],
  [message("BGM+1:+2'"), [['omission', 3, 1, 2]]],
  [`${UNB}${UNH}BGM+1'UNT+03+1'UNZ+1+REF1'`, [['leading-zeros', 4, 1]]],
  [message(`BGM${'+1'.repeat(251)}'`), [['limit', 3]]],
  [
    `${UNB}${UNH}BGM+1'UNT+3+1'UNZ+1+REF1`,
    [
      ['no-trailer', 1],
      ['unterminated', 0],
    ],
  ],
  [`UNB+UNOA:1+VCCI++081216:1503+REF1'${UNH}BGM+1'${END}`, [['mandatory', 1, 3]]],
  [`${UNB}${UNH}BGM+1'UNT+3'UNZ+1+REF1'`, [['mandatory', 4, 2]]],
  [
    `UNB+UNOA:1+A+B+081316:2503+REF1'${UNH}BGM+1'${END}`,
    [
      ['date', 1, 4, 1],
      ['date', 1, 4, 2],
    ],
  ],
  [
    `${UNB}${UNH}BGM+1'UNT+22+1'UNZ+2+REF1'`,
    [
      ['count', 4, 1],
      ['count', 5, 1],
    ],
  ],
  [
    `${UNB}${UNH}BGM+1'UNT+3+2'UNZ+1+REF'`,
    [
      ['reference', 4, 2],
      ['reference', 5, 2],
    ],
  ],
  [`${UNB}${UNH}BGM+1'UNZ+1+REF1'`, [['no-trailer', 2]]],
  [`${UNB}BGM+1'${UNH}BGM+1'${END}`, [['outside', 2]]],
  [`${UNB}${group}${UNH}BGM+1'UNT+3+1'UNZ+2+REF1'`, [['mixed', 7]]],
  [latin4("FTX+\xe9t\xe9*\x80'"), [['character', 3, 1, 1]]],
]

test.each(CASES)('%s', (text, expected) => {
  const { findings } = readInterchange(Buffer.from(text, 'latin1'))
  const found = findings.map(({ rule, place }) => [rule, place?.segment, place?.element, place?.component])
  expect(found).toEqual(
    expected.map(([rule, segment, element = null, component = null]) =>
      segment === undefined ? [rule, undefined, undefined, undefined] : [rule, segment, element, component],
    ),
  )
  for (const { vi, en } of findings) expect(vi.length * en.length).toBeGreaterThan(0)
})

/** Only writing tells `repetition` and `unreleasable`; `more` is about lists. */
const ELSEWHERE = ['repetition', 'unreleasable', 'more']

test('every rule that reading tells has a case', () => {
  const told = new Set(CASES.flatMap(([, expected]) => expected.map(([rule]) => rule)))
  expect(Object.keys(SYNTAX_RULES).filter((rule) => !told.has(rule))).toEqual(ELSEWHERE)
})

test('a rule that is broken without end is listed a hundred times, and the rest is counted', () => {
  const { findings } = readInterchange(Buffer.from(message("FTX+ A'".repeat(150))))
  expect(findings.filter(({ rule }) => rule === 'blank-ends')).toHaveLength(100)
  expect(findings.at(-1)).toMatchObject({ rule: 'more', en: '50 more findings of rule “blank-ends”.' })
})

test('segments and what lies between them are the bytes as they were', () => {
  const bytes = Buffer.from(`\r\n${message("BGM+1'\r\n FTX+A?+B: C'")}`)
  const { interchange } = readInterchange(bytes)
  const body = interchange?.messages[0]?.body ?? []
  expect(body.map((segment) => Buffer.from(sourceOf(bytes, segment)).toString())).toEqual(["BGM+1'", "FTX+A?+B: C'"])
})
