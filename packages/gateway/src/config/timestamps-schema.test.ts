import { expect, test } from 'vitest'
import { timestampsSchema } from './timestamps-schema.ts'

const fieldsOf = (value: unknown) =>
  (timestampsSchema.safeParse(value).error?.issues ?? []).map(({ path }) => path.join('.'))

test('time-stamp authorities keep their order and get their defaults', () => {
  const written = [{ url: 'http://tsa.example/tsr' }, { url: 'https://b.example', policy: '1.2.3', timeoutMs: '900' }]
  expect(timestampsSchema.parse(written)).toEqual([
    { url: 'http://tsa.example/tsr', policy: null, timeoutMs: 5_000 },
    { url: 'https://b.example', policy: '1.2.3', timeoutMs: 900 },
  ])
  expect(timestampsSchema.parse(undefined)).toEqual([])
})

test.each([
  ['a password in the address', { url: 'https://user:x@tsa.example' }, '0.url'],
  ['another protocol', { url: 'ftp://tsa.example' }, '0.url'],
  ['no address', { url: 'tsa' }, '0.url'],
  ['a policy that is no identifier', { url: 'http://tsa.example', policy: 'mine' }, '0.policy'],
  ['more time than all may take together', { url: 'http://tsa.example', timeoutMs: '60000' }, '0.timeoutMs'],
])('%s is told', (_, authority, field) => {
  expect(fieldsOf([authority])).toEqual([field])
})
