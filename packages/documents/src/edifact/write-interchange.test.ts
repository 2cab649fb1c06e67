import { CongkyError } from '@congky/shared'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Interchange, Syntax } from './interchange.ts'
import { readInterchange } from './read-interchange.ts'
import { isAllowed, repertoireOf, smallestSyntax } from './repertoires.ts'
import { type Segment, segment } from './segment.ts'
import { defaultCharacters, PRINTABLE_CHARACTERS } from './service-characters.ts'
import { composeInterchange, writeInterchange } from './write-interchange.ts'

function interchange(body: readonly Segment[], syntax: Syntax, characters = defaultCharacters(syntax)): Interchange {
  const date = syntax.version >= 4 ? '20081216' : '081216'
  return {
    mode: 'batch',
    characters,
    hasServiceString: false,
    syntax,
    header: segment('UNB', '', 'VCCI', 'MOIT', [date, '1503'], 'REF1'),
    security: { headers: [], trailers: [] },
    groups: [],
    messages: [{ header: segment('UNH', '1', ['ORDERS', 'D', '04B', 'UN']), body, trailer: null }],
    trailer: null,
  }
}

const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes)
const body = [segment('FTX', 'AFM', '', ['A+B', "C'D?", '']), segment('UNS', 'S')]

test('counters, references and release characters are set, needless separators left out', () => {
  expect(text(writeInterchange(interchange(body, { identifier: 'UNOA', version: 1 })))).toBe(
    "UNB+UNOA:1+VCCI+MOIT+081216:1503+REF1'UNH+1+ORDERS:D:04B:UN'FTX+AFM++A?+B:C?'D??'UNS+S'UNT+4+1'UNZ+1+REF1'",
  )
})

test('UNA stands where a reader needs it: other characters, or printable ones where others are the default', () => {
  const start = (syntax: Syntax, characters = defaultCharacters(syntax)) =>
    text(writeInterchange(interchange([segment('BGM', '1')], syntax, characters))).slice(0, 12)
  expect(start({ identifier: 'UNOA', version: 3 })).toBe('UNB+UNOA:3+V')
  expect(start({ identifier: 'UNOB', version: 1 })).toBe('UNB\x1dUNOB\x1f1\x1dV')
  expect(start({ identifier: 'UNOB', version: 1 }, PRINTABLE_CHARACTERS)).toBe("UNA:+.? 'UNB")
  expect(start({ identifier: 'UNOY', version: 4 })).toBe('UNB+UNOY:4+V')
})

test.each([
  ['character', { identifier: 'UNOA', version: 1 }, [segment('FTX', 'Được')]],
  ['repertoire-version', { identifier: 'UNOY', version: 3 }, body],
  ['unreleasable', { identifier: 'UNOB', version: 2 }, [segment('FTX', 'A\x1dB')]],
  ['repetition', { identifier: 'UNOA', version: 3 }, [{ tag: 'FTX', elements: [[['A'], ['B']]] }]],
  ['tag', { identifier: 'UNOA', version: 3 }, [segment('ftx', 'A')]],
  ['outside', { identifier: 'UNOA', version: 3 }, [segment('UNT', '1', '1'), segment('BGM', '1')]],
])('what cannot be written strictly is refused: %s', (rule, syntax, segments) => {
  const wrong = interchange(segments, syntax)
  const { bytes, findings } = composeInterchange(wrong)
  expect(bytes).toBeNull()
  expect(findings.map((finding) => finding.rule)).toContain(rule)
  expect(() => writeInterchange(wrong)).toThrow(CongkyError)
})

test('the smallest repertoire that holds a text', () => {
  const of = (...texts: string[]) => Object.values(smallestSyntax(texts)).join(':')
  expect([of('ABC'), of('Abc'), of('A_'), of('café'), of('Được xuất')]).toEqual([
    ...['UNOA:1', 'UNOB:1', 'UNOC:3', 'UNOC:3', 'UNOY:4'],
  ])
})

test('what is written is read the same, in every syntax, with Vietnamese text and service characters', () => {
  const syntaxes = [1, 2, 3, 4].flatMap((version) =>
    ['UNOA', 'UNOB', 'UNOC', 'UNOD', 'UNOF', 'UNOK', 'UNOY', 'UNOW']
      .map((identifier) => ({ identifier, version }))
      .filter((syntax) => (repertoireOf(syntax.identifier)?.since ?? 9) <= version),
  )
  const words = fc.string({
    unit: fc.constantFrom(...`AZ09+:?'* .,Bộ Công Thương Đắk éß ışΩ`, '\u{20000}'),
    maxLength: 30,
  })
  const segments = fc.array(fc.array(fc.array(words, { minLength: 1, maxLength: 3 }), { minLength: 1, maxLength: 4 }), {
    minLength: 1,
    maxLength: 8,
  })
  fc.assert(
    fc.property(fc.constantFrom(...syntaxes), segments, (syntax, values) => {
      const repertoire = repertoireOf(syntax.identifier)
      if (repertoire === null) return
      const fitting = (value: string) =>
        [...value]
          .filter((one) => isAllowed(one, repertoire, syntax.version))
          .join('')
          .trim()
      const written = values.map((elements) =>
        segment('FTX', 'X', ...elements.map((components) => [...components.map(fitting), 'END'])),
      )
      const { interchange: read, findings } = readInterchange(
        writeInterchange(
          interchange(written, syntax, { ...PRINTABLE_CHARACTERS, repetition: syntax.version < 4 ? ' ' : '*' }),
        ),
      )
      expect(findings).toEqual([])
      expect(read?.messages[0]?.body.map(({ elements }) => elements)).toEqual(written.map(({ elements }) => elements))
    }),
    { numRuns: 300 },
  )
})

test('an interactive interchange is read and written, with the dialogue as its reference', () => {
  const source = "UIB+UNOA:4+D1:VCCI'UIH+IHCEBI:D:04B:UN+M1'BGM+1'UIT+M1+3'UIZ+D1:VCCI+1'"
  const { interchange: read, findings } = readInterchange(Buffer.from(source))
  expect(findings).toEqual([])
  expect(read?.mode).toBe('interactive')
  expect(read && text(writeInterchange(read))).toBe(source)
})
