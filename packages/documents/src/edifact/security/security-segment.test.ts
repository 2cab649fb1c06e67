import { describe, expect, test } from 'vitest'
import { PRINTABLE_CHARACTERS } from '../service-characters.ts'
import { SegmentWriter } from '../write-segment.ts'
import { DIGEST_CODES, digestOf, keyTypeOf, SCOPES, scopeOf } from './security-codes.ts'
import { type SecurityValues, securityElement, securitySegment, securityValue } from './security-segment.ts'
import { SECURITY_SEGMENTS, type SecurityTag } from './security-tables.ts'

const written = (tag: SecurityTag, values: SecurityValues, version: number) => {
  const characters = { ...PRINTABLE_CHARACTERS, repetition: version >= 4 ? '*' : ' ' }
  return new SegmentWriter(characters).write(securitySegment(tag, values, version))
}

const parties = {
  S500: [
    ['1', '', '8456789000007', '2'],
    ['2', '', '8456789000014', '2'],
  ],
}
const header = { '0501': '1', '0534': '323', '0541': '1', '0505': '6', ...parties, S501: [['5', '20050607', '161947']] }

describe('segments of public examples', () => {
  test('of GS1, in version 4', () => {
    expect(written('USH', header, 4)).toBe("USH+1+323+1++6+++1::8456789000007:2*2::8456789000014:2++5:20050607:161947'")
    expect(written('USA', { S502: [['1', '', '', '16', '1']] }, 4)).toBe("USA+1:::16:1'")
    expect(written('USC', { '0536': '3053E29993FB', S500: [['4', '', 'TUlH', 'ZZZ']], '0545': '3' }, 4)).toBe(
      "USC+3053E29993FB+4::TUlH:ZZZ+3'",
    )
    expect(written('UST', { '0534': '323', '0588': '6' }, 4)).toBe("UST+323+6'")
  })

  test('of EANCOM, AUTACK', () => {
    const S002 = [['5412345678908', '14']]
    const S003 = [['8798765432106', '14']]
    expect(written('USB', { '0503': '1', S002, S003 }, 4)).toBe("USB+1++5412345678908:14+8798765432106:14'")
    expect(written('USX', { '0020': 'INT12435', S002, S003 }, 4)).toBe(
      "USX+INT12435+5412345678908:14+8798765432106:14'",
    )
    expect(written('USY', { '0534': '1', S508: [['1', '139B']] }, 4)).toBe("USY+1+1:139B'")
  })
})

test('before version 4 every repetition has a position of its own', () => {
  expect(written('USH', header, 3)).toBe("USH+1+323+1++6+++1::8456789000007:2+2::8456789000014:2++5:20050607:161947'")
  expect(written('USC', { '0536': 'A', S500: [['4', '', 'B']], '0545': '3' }, 1)).toBe("USC+A+4::B++3'")
})

test.each([1, 3, 4])('what is built is read again: version %i', (version) => {
  for (const tag of Object.keys(SECURITY_SEGMENTS) as SecurityTag[]) {
    const values = Object.fromEntries(
      SECURITY_SEGMENTS[tag].map(({ code, repeats, components }) => [
        code,
        Array.from({ length: repeats }, (_, at) => components.map((component) => `${component}-${at}`)),
      ]),
    )
    const built = securitySegment(tag, values, version)
    for (const [code, repetitions] of Object.entries(values)) {
      expect(securityElement(built, tag, code, version), `${tag} ${code}`).toEqual(repetitions)
    }
  }
})

test('what is absent is empty, and what no segment has cannot be built', () => {
  const built = securitySegment('USH', { '0501': '1', '0534': '1' }, 4)
  expect(built.elements).toHaveLength(2)
  expect([securityValue(built, 'USH', '0541', 4), securityElement(built, 'USH', 'S501', 4)]).toEqual(['', []])
  expect(() => securitySegment('UST', { '0541': '1' }, 4)).toThrow('UST has no element 0541')
  expect(() => securitySegment('USR', { S508: [['1'], ['2'], ['3']] }, 4)).toThrow('room for 2')
})

test('codes are found both ways', () => {
  for (const [name, [code, list]] of Object.entries(DIGEST_CODES)) expect(digestOf(code, list)).toBe(name)
  expect([digestOf('16', ''), digestOf('256', '1'), digestOf('16', 'ZZZ')]).toEqual(['sha1', null, null])
  for (const [name, code] of Object.entries(SCOPES)) expect(scopeOf(code)).toBe(name)
  expect([scopeOf(''), scopeOf('6'), scopeOf('4')]).toEqual(['header-and-body', 'whole', null])
  expect(['10', '17', '11'].map(keyTypeOf)).toEqual(['rsa', 'ec', null])
})
