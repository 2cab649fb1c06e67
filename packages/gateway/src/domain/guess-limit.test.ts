import { expect, test } from 'vitest'
import { guesserOf, guessRules, isBurst, waitAfter } from './guess-limit.ts'

test('the first wrong guesses cost nothing, then each doubles the wait, which never exceeds its limit', () => {
  const waits = (rule: (typeof guessRules)[keyof typeof guessRules], count: number) =>
    Array.from({ length: count }, (_, at) => waitAfter(at + 1, rule) / 1000)
  expect(waits(guessRules.accountFromAddress, 16)).toEqual([
    0, 0, 0, 0, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900, 900,
  ])
  expect(waits(guessRules.account, 30).slice(20)).toEqual([2, 4, 8, 16, 32, 60, 60, 60, 60, 60])
  expect(waitAfter(1e9, guessRules.address)).toBe(900_000)
})

test('a long burst makes few records: the first wait and each doubling of the count', () => {
  const counts = Array.from({ length: 200 }, (_, at) => at + 1)
  expect(counts.filter((count) => isBurst(count, guessRules.accountFromAddress))).toEqual([5, 10, 20, 40, 80, 160])
})

test.each([
  ['192.168.1.7', '192.168.1.7'],
  ['::ffff:192.168.1.7', '192.168.1.7'],
  ['2001:db8:12:34::9', '2001:db8:12:34::/64'],
  ['2001:0DB8:12:34:aaaa:bbbb:cccc:dddd', '2001:db8:12:34::/64'],
  ['2001:db8::1', '2001:db8:0:0::/64'],
  ['fe80::1%eth0', 'fe80:0:0:0::/64'],
  ['::1', '0:0:0:0::/64'],
])('%s counts as %s', (address, guesser) => {
  expect(guesserOf(address)).toBe(guesser)
})
