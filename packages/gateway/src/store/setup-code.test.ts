import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { makeFolder, removeFolder } from '../../../../test/support/folder.ts'
import { SETUP_CODE_FILE, SetupCode } from './setup-code.ts'

let folder: string
let accounts = 0
const open = () => {
  const code = new SetupCode(folder, { isEmpty: () => accounts === 0 })
  code.begin()
  return code
}
const file = () => join(folder, SETUP_CODE_FILE)

beforeEach(() => {
  folder = makeFolder('setup-code')
  accounts = 0
})
afterEach(() => removeFolder(folder))

test('a gateway without accounts has a code in a file of its own, the same after a restart', () => {
  const code = open().current ?? ''
  expect(readFileSync(file(), 'utf8').trim()).toBe(code)
  expect(statSync(file()).mode & 0o777).toBe(0o600)
  expect(open().current).toBe(code)
  expect(open().matches(code.toLowerCase().replaceAll('-', ' '))).toBe(true)
})

test('another code, a part of it or nothing does not match', () => {
  const setup = open()
  const code = setup.current ?? ''
  const other = code.startsWith('0') ? `1${code.slice(1)}` : `0${code.slice(1)}`
  for (const typed of ['', other, code.slice(0, -1), `${code}0`]) expect(setup.matches(typed)).toBe(false)
})

test('the first account ends it, however it was made', () => {
  const setup = open()
  const code = setup.current ?? ''
  accounts = 1
  expect([setup.isNeeded, setup.current, setup.matches(code)]).toEqual([false, null, false])
  setup.end()
  expect(existsSync(file())).toBe(false)
  accounts = 0
  expect(setup.matches(code)).toBe(false)
})

test('a file that was left beside accounts is taken away, and one that was cut off is made anew', () => {
  writeFileSync(file(), '4FKX9-\n', { mode: 0o600 })
  expect(open().current).toMatch(/^(\w{5}-){5}\w$/)
  accounts = 1
  open()
  expect(existsSync(file())).toBe(false)
})
