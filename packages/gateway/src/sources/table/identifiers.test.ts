import { expect, test } from 'vitest'
import { dialects } from './dialects/all-dialects.ts'
import { identifierProblem, quoteIdentifier } from './identifiers.ts'

const hostile = [
  'congky_request',
  'Tờ khai',
  'a"b',
  'a]b',
  'a[b',
  'a`b',
  "a'b",
  'a;b -- c',
  'x"; DROP TABLE t; --',
  'x]; DROP TABLE t; --',
  'a.b',
  '$1 ? :1 @p1',
  'a\\b',
  'two\nlines',
]

test.each(Object.values(dialects))('$name quotes hostile names so that they end where their quote ends', (dialect) => {
  for (const name of hostile) {
    const problem = identifierProblem(name, dialect.identifiers)
    if (problem !== null) {
      expect(() => quoteIdentifier(name, dialect.identifiers)).toThrow(RangeError)
      continue
    }
    const [open = '', close = ''] = dialect.identifiers.quotes
    const quoted = quoteIdentifier(name, dialect.identifiers)
    expect(quoted.startsWith(open) && quoted.endsWith(close)).toBe(true)
    const inner = quoted.slice(1, -1)
    expect(inner.replaceAll(close + close, '')).not.toContain(close)
    expect(inner.replaceAll(close + close, close)).toBe(name)
  }
})

test.each(Object.values(dialects))('$name refuses names that no database can hold or would cut short', (dialect) => {
  const { lengthMax } = dialect.identifiers
  for (const name of ['', 'a\0b', '\ud800', 'ế'.repeat(lengthMax + 1)]) {
    expect(identifierProblem(name, dialect.identifiers)).toEqual({ en: expect.any(String), vi: expect.any(String) })
  }
  expect(identifierProblem('a'.repeat(lengthMax), dialect.identifiers)).toBeNull()
})

test('PostgreSQL and Oracle count bytes, SQL Server and MySQL characters', () => {
  const vietnamese = 'ệ'.repeat(60) // 180 bytes
  const refused = Object.values(dialects).filter(
    ({ identifiers }) => identifierProblem(vietnamese, identifiers) !== null,
  )
  expect(refused.map(({ name }) => name)).toEqual(['postgres', 'oracle'])
})

test('Oracle refuses the double quote and MySQL what lies beyond the basic plane or ends in a blank', () => {
  expect(identifierProblem('a"b', dialects.oracle.identifiers)).not.toBeNull()
  expect(identifierProblem('a😀', dialects.mysql.identifiers)).not.toBeNull()
  expect(identifierProblem('a ', dialects.mysql.identifiers)).not.toBeNull()
  expect(identifierProblem('a😀', dialects.postgres.identifiers)).toBeNull()
})
