/** Calls of one token one after the other, tokens beside each other. */
import { afterAll, afterEach, beforeAll, expect } from 'vitest'
import { FaultyTokens, TokenDrawer } from '../support/faulty-tokens.ts'
import { makeFolder, removeFolder } from '../support/folder.ts'
import { promise } from '../support/promise.ts'

let folder: string
let drawer: TokenDrawer
let faulty: FaultyTokens

beforeAll(async () => {
  folder = makeFolder('token-lanes')
  drawer = await TokenDrawer.create(folder, ['one', 'two'])
})

afterEach(() => faulty.tokens.stop())
afterAll(() => removeFolder(folder))

promise('T7', 'calls never overlap in a process, while two tokens of one driver sign side by side', async (count) => {
  faulty = await FaultyTokens.start(drawer)
  await Promise.all([faulty.unlock('one'), faulty.unlock('two')])
  faulty.module.on('C_Sign', { takesMs: 50 })
  const names = Array.from({ length: 20 }, (_, index) => (index % 2 === 0 ? 'one' : 'two'))
  const looks = [faulty.tokens.rescan(), faulty.tokens.rescan()]
  expect(new Set(await Promise.all(names.map((name) => faulty.sign(name))))).toEqual(new Set([true]))
  await Promise.all(looks)
  const calls = faulty.module.calls()
  const overlaps = calls.filter(({ overlapping }) => overlapping > 0)
  expect(overlaps).toEqual([])
  const one = faulty.calls('C_Sign', 'one')
  const two = faulty.calls('C_Sign', 'two')
  expect(new Set([...one, ...two].map(({ pid }) => pid)).size).toBe(2)
  const together = one.filter((call) =>
    two.some((other) => other.at < (call.endedAt ?? 0) && call.at < (other.endedAt ?? 0)),
  )
  expect(together.length).toBeGreaterThanOrEqual(5)
  const processes = new Set(calls.map(({ pid }) => pid)).size
  count(
    `${calls.length} calls in ${processes} processes: ${overlaps.length} overlaps; ${together.length} of ${one.length} signatures of one token while the other signed`,
  )
})
