import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { guessRules } from '../domain/guess-limit.ts'
import { StateDatabase } from './database.ts'
import { type Guess, GuessStore } from './guesses.ts'
import { openHistory } from './open-history.ts'

let folder: string
let database: StateDatabase
let now: number
let guesses: GuessStore

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'congky-guesses-'))
  now = Date.UTC(2026, 10, 22)
  open()
})
afterEach(() => {
  database.close()
  rmSync(folder, { recursive: true })
})

function open(): void {
  database = StateDatabase.open(folder)
  guesses = new GuessStore(database, openHistory(database, folder, 'gw-test').writer, () => now)
}

const lan = [{ key: 'lan', rule: guessRules.accountFromAddress }]
const begin = () =>
  guesses.begin(lan).then(
    (guess) => guess as Guess | null,
    () => null,
  )
const records = () => database.sqlite.prepare("SELECT count(*) FROM history WHERE kind = 'account'").pluck().get()

/** Guesses every second; says how many were looked at. */
async function guessEverySecond(seconds: number): Promise<number> {
  let looked = 0
  for (let at = 0; at < seconds; at++) {
    const guess = await begin()
    if (guess) {
      looked++
      await guesses.fail(guess, { origin: 'x' })
    }
    now += 1000
  }
  return looked
}

test('of one guess a second, nine of the first minute are looked at and sixteen of the first hour', async () => {
  expect(await guessEverySecond(60)).toBe(9)
  expect(await guessEverySecond(3540)).toBe(7)
  expect(records()).toBe(2)
})

test('a hundred at once are counted before they are looked at', async () => {
  const looked = await Promise.all(Array.from({ length: 100 }, begin))
  expect(looked.filter(Boolean)).toHaveLength(5)
})

test('the refusal says how long to wait, and asking too early does not make it longer', async () => {
  for (let at = 0; at < 6; at++) {
    await begin()
    now += at === 4 ? 2000 : 0
  }
  for (let at = 0; at < 20; at++) await begin()
  await expect(guesses.begin(lan)).rejects.toMatchObject({ code: 'ERR_GUESSES_SLOWED', details: { seconds: 4 } })
  now += 4000
  expect(await begin()).not.toBeNull()
})

test('is remembered over a restart', async () => {
  for (let at = 0; at < 5; at++) await begin()
  database.close()
  open()
  expect(await begin()).toBeNull()
})

test('a right guess forgets the wrong ones of that account there, and only its own of the address', async () => {
  const address = { key: 'address', rule: guessRules.address }
  for (let at = 0; at < 3; at++) await guesses.begin([...lan, address])
  await guesses.succeed(await guesses.begin([...lan, address]))
  const wrong = (key: string) => database.sqlite.prepare('SELECT wrong FROM guess WHERE subject = ?').pluck().get(key)
  expect([wrong('lan'), wrong('address'), guesses.hasSucceeded('lan')]).toEqual([0, 3, true])
})

test('a day without wrong guesses forgets them, and a month a known address', async () => {
  for (let at = 0; at < 5; at++) await begin()
  now += 25 * 3_600_000
  const guess = await begin()
  expect(guess?.wrong).toEqual([1])
  if (guess) await guesses.succeed(guess)
  now += 31 * 24 * 3_600_000
  expect(guesses.hasSucceeded('lan')).toBe(false)
})

test('a clock that was wrong for a moment keeps nobody out for longer than the longest wait', async () => {
  now += 365 * 24 * 3_600_000
  for (let at = 0; at < 5; at++) await begin()
  now -= 365 * 24 * 3_600_000
  await expect(guesses.begin(lan)).rejects.toMatchObject({ details: { seconds: 900 } })
})
