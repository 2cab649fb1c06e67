import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { type Actor, HOST_ACTOR } from '../domain/account.ts'
import { parseRecord } from '../domain/history-record.ts'
import { csrfTokenOf, isCsrfTokenOf } from './sessions.ts'
import { openStore, type Store } from './store.ts'
import { openStoreReader } from './store-reader.ts'

const HASH = 'scrypt$10$8$1$c2FsdA$a2V5'
const OTHER_HASH = 'scrypt$10$8$1$c2FsdA$b3RoZXI'
const PLACE = { origin: '192.168.1.7', overProxy: false, userAgent: 'Firefox' }
const LAN: Actor = { name: 'lan', origin: '192.168.1.7', isHost: false }
let folder: string
let store: Store

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'congky-accounts-'))
  store = openStore(folder)
  await store.accounts.add({ name: 'lan', displayName: 'Lan', role: 'admin', passwordHash: HASH }, HOST_ACTOR)
})
afterEach(() => {
  vi.useRealTimers()
  store.close()
  rmSync(folder, { recursive: true })
})

const login = async (name = 'lan') => (await store.sessions.open(name, HASH, PLACE)).token
const nameOf = (token: string) => store.sessions.authenticate(token)?.account.name ?? null

describe('accounts', () => {
  test('a name exists once', async () => {
    const again = { name: 'lan', displayName: '', role: 'auditor', passwordHash: HASH } as const
    await expect(store.accounts.add(again, HOST_ACTOR)).rejects.toThrow('ERR_ACCOUNT_EXISTS')
  })

  test('over the network the last active admin stays one; on the host anything goes', async () => {
    await store.accounts.add({ name: 'minh', displayName: '', role: 'admin', passwordHash: HASH }, LAN)
    await store.accounts.disable('minh', LAN)
    await expect(store.accounts.disable('lan', LAN)).rejects.toThrow('ERR_LAST_ADMIN')
    await expect(store.accounts.setRole('lan', 'auditor', LAN)).rejects.toThrow('ERR_LAST_ADMIN')
    await store.accounts.enable('minh', LAN)
    await store.accounts.setRole('lan', 'auditor', LAN)
    await expect(store.accounts.disable('minh', LAN)).rejects.toThrow('ERR_LAST_ADMIN')
    expect((await store.accounts.disable('minh', HOST_ACTOR)).disabledAt).toBeInstanceOf(Date)
  })

  test('each change is on record, with who made it and from where', async () => {
    await store.accounts.setRole('lan', 'auditor', HOST_ACTOR)
    await store.accounts.setPassword('lan', OTHER_HASH, LAN)
    const reader = openStoreReader(folder)
    const records = await reader.history({ limit: 10, kind: 'account' })
    reader.close()
    const told = records
      .map(({ text }) => parseRecord(text))
      .map((record) => [record?.note, record?.requester, record?.origin])
    expect(told).toEqual([
      ['password of lan changed', 'lan', '192.168.1.7'],
      ['role of lan: auditor', 'host', 'host'],
      ['added lan: admin', 'host', 'host'],
    ])
    expect(JSON.stringify(records)).not.toContain('scrypt')
  })

  test('a change of nobody is refused', async () => {
    await expect(store.accounts.setRole('nobody', 'admin', HOST_ACTOR)).rejects.toThrow('ERR_ACCOUNT_UNKNOWN')
  })
})

describe('sessions', () => {
  test('the token opens it, is stored nowhere, and nothing like it opens anything', async () => {
    const token = await login()
    expect(token).toMatch(/^cs_[A-Za-z0-9_-]{43}$/)
    expect([nameOf(token), nameOf(`${token.slice(0, -1)}_`), nameOf(''), nameOf("' OR 1=1")]).toEqual([
      'lan',
      null,
      null,
      null,
    ])
    const stored = JSON.stringify(store.sessions.listOf(store.accounts.find('lan')?.id ?? ''))
    expect(stored).not.toContain(token.slice(3))
  })

  test('survives a restart', async () => {
    const token = await login()
    store.close()
    store = openStore(folder)
    expect(nameOf(token)).toBe('lan')
  })

  test.each([
    ['disabling the account', (lan: Actor) => store.accounts.disable('lan', lan)],
    ['a new password', (lan: Actor) => store.accounts.setPassword('lan', OTHER_HASH, lan)],
    ['signing out everywhere', (lan: Actor) => store.accounts.signOut('lan', lan)],
  ])('%s ends them all at once', async (_what, change) => {
    const tokens = [await login(), await login()]
    await change(HOST_ACTOR)
    expect(tokens.map(nameOf)).toEqual([null, null])
  })

  test('enabling an account again does not bring its old sessions back', async () => {
    const token = await login()
    await store.accounts.disable('lan', HOST_ACTOR)
    await store.accounts.enable('lan', HOST_ACTOR)
    expect(nameOf(token)).toBeNull()
  })

  test('end when nobody uses them, and in the end in any case', async () => {
    vi.useFakeTimers({ toFake: ['Date'] })
    const [idle, busy] = [await login(), await login()]
    const minutes = (count: number) => vi.setSystemTime(Date.now() + count * 60_000)
    for (let at = 0; at < 14; at++) {
      minutes(50)
      expect(nameOf(busy)).toBe('lan')
      // The time of the last call is written down behind the call.
      await store.history.append({ kind: 'gateway' })
    }
    expect(nameOf(idle)).toBeNull()
    minutes(50)
    expect(nameOf(busy)).toBeNull()
  })

  test('end although a page looks on: watching is no activity', async () => {
    vi.useFakeTimers({ toFake: ['Date'] })
    const [watched, busy] = [await login(), await login()]
    const look = () => store.sessions.authenticate(watched, 'watching')?.account.name ?? null
    for (let minute = 0; minute < 58; minute += 2) {
      vi.setSystemTime(Date.now() + 2 * 60_000)
      expect([look(), nameOf(busy)]).toEqual(['lan', 'lan'])
      await store.history.append({ kind: 'gateway' })
    }
    vi.setSystemTime(Date.now() + 2 * 60_000)
    expect([look(), nameOf(busy)]).toEqual([null, 'lan'])
  })

  test('a password that was changed, or an account disabled, while a login was under way opens nothing', async () => {
    await store.accounts.setPassword('lan', OTHER_HASH, HOST_ACTOR)
    await expect(login()).rejects.toThrow('ERR_LOGIN_FAILED')
    await store.accounts.disable('lan', HOST_ACTOR)
    await expect(store.sessions.open('lan', OTHER_HASH, PLACE)).rejects.toThrow('ERR_LOGIN_FAILED')
  })

  test('of one account there are at most twenty; the oldest go', async () => {
    const tokens: string[] = []
    for (let at = 0; at < 22; at++) tokens.push(await login())
    expect(store.sessions.listOf(store.accounts.find('lan')?.id ?? '')).toHaveLength(20)
    expect(nameOf(tokens.at(-1) ?? '')).toBe('lan')
  })

  test('nobody ends the session of somebody else by its id', async () => {
    const { session } = await store.sessions.open('lan', HASH, PLACE)
    const minh = await store.accounts.add({ name: 'minh', displayName: '', role: 'auditor', passwordHash: HASH }, LAN)
    await expect(store.sessions.end(session.id, minh, 'x')).rejects.toThrow('ERR_NOT_FOUND')
  })

  test('the token of the page belongs to one session', async () => {
    const [one, two] = [await login(), await login()]
    expect(isCsrfTokenOf(one, csrfTokenOf(one))).toBe(true)
    expect([isCsrfTokenOf(one, csrfTokenOf(two)), isCsrfTokenOf(one, ''), isCsrfTokenOf(one, one)]).toEqual([
      false,
      false,
      false,
    ])
  })
})
