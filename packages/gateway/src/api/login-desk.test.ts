import { scryptSync } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { HOST_ACTOR } from '../domain/account.ts'
import { PasswordHasher } from '../store/password-hasher.ts'
import { openStore, type Store } from '../store/store.ts'
import { LoginDesk } from './login-desk.ts'

const PASSWORD = 'Canary-Password-70815'
/** Cheap, as an old version might have stored it: what a hash costs stands in the hash. */
const passwordHash = `scrypt$10$8$1$c2FsdA$${scryptSync(PASSWORD, 'salt', 32, { N: 1024 }).toString('base64url')}`
let folder: string
let store: Store
let desk: LoginDesk

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'congky-login-'))
  store = openStore(folder)
  const { accounts, sessions, guesses } = store
  desk = new LoginDesk({ accounts, sessions, guesses, hasher: new PasswordHasher() })
  for (const name of ['lan', 'minh']) {
    await accounts.add({ name, displayName: name, role: 'admin', passwordHash }, HOST_ACTOR)
  }
})
afterEach(() => {
  store.close()
  rmSync(folder, { recursive: true })
})

/** What came of a login: the name, or the error code. */
const login = (name: string, password: string, origin: string) =>
  desk.login(name, password, { origin, overProxy: false, userAgent: 'test' }).then(
    ({ account }) => account.name,
    (error) => error.code as string,
  )
const count = (answers: readonly string[], answer: string) => answers.filter((one) => one === answer).length

test('an account guessed at from many addresses is slowed down as a whole, but not for its owner', async () => {
  expect(await login('lan', PASSWORD, '10.0.0.1')).toBe('lan')
  const answers: string[] = []
  for (let at = 0; at < 40; at++) answers.push(await login('lan', 'wrong', `10.0.1.${at}`))
  expect(count(answers, 'ERR_LOGIN_FAILED')).toBe(21)
  expect(await login('lan', PASSWORD, '10.0.0.2')).toBe('ERR_GUESSES_SLOWED')
  expect(await login('lan', PASSWORD, '10.0.0.1')).toBe('lan')
})

test('one address that tries many accounts is slowed down as well, and other addresses are not', async () => {
  const answers: string[] = []
  for (let at = 0; at < 20; at++) answers.push(await login(at % 2 === 0 ? 'lan' : 'minh', 'wrong', '10.0.0.9'))
  expect(count(answers, 'ERR_LOGIN_FAILED')).toBe(10)
  expect(await login('lan', PASSWORD, '10.0.0.8')).toBe('lan')
})

test('an insider cannot buy guesses at others by logging in between', async () => {
  const answers: string[] = []
  for (let at = 0; at < 10; at++) {
    answers.push(await login('lan', 'wrong', '10.0.0.9'))
    await login('minh', PASSWORD, '10.0.0.9')
  }
  expect(count(answers, 'ERR_LOGIN_FAILED')).toBe(5)
})

test('a disabled account answers as a wrong password does', async () => {
  await store.accounts.disable('lan', HOST_ACTOR)
  expect(await login('lan', PASSWORD, '10.0.0.1')).toBe('ERR_LOGIN_FAILED')
})

test('a person who changes the password must know the old one, and is slowed down like any guesser', async () => {
  const lan = store.accounts.find('lan')
  if (lan === null) throw new Error('no account')
  const place = { origin: '10.0.0.1', overProxy: false, userAgent: 'test' }
  const attempt = (current: string) =>
    desk.changePassword(lan, { current, next: 'Canary-Password-99321' }, place).then(
      () => 'changed',
      (error) => error.code as string,
    )
  const answers: string[] = []
  for (let at = 0; at < 8; at++) answers.push(await attempt('wrong'))
  expect([count(answers, 'ERR_LOGIN_FAILED'), count(answers, 'ERR_GUESSES_SLOWED')]).toEqual([5, 3])
  const elsewhere = desk.changePassword(
    lan,
    { current: PASSWORD, next: 'Canary-Password-99321' },
    { ...place, origin: '10.0.0.2' },
  )
  expect((await elsewhere).token).toMatch(/^cs_/)
  expect(await login('lan', PASSWORD, '10.0.0.3')).toBe('ERR_LOGIN_FAILED')
})
