import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseTaxCode } from '@congky/shared'
import Database from 'better-sqlite3'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { type Actor, HOST_ACTOR } from '../domain/account.ts'
import { sha256Hex } from '../domain/request.ts'
import { DATABASE_FILE } from './database.ts'
import jobs from './migrations/0001-jobs.sql'
import { openStore, type Store } from './store.ts'

const DAY_MS = 86_400_000
const BY = HOST_ACTOR
const ADDRESS = '127.0.0.1'
const START = new Date('2026-11-22T08:00:00Z')

let folder: string
let store: Store
beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'], now: START })
  folder = mkdtempSync(join(tmpdir(), 'congky-workstations-'))
  store = openStore(folder)
})
afterEach(() => {
  store.close()
  rmSync(folder, { recursive: true, force: true })
  vi.useRealTimers()
})

const later = (days: number) => vi.setSystemTime(Date.now() + days * DAY_MS)
const state = (accessKey: string) => {
  const found = store.workstations.authenticate(accessKey)
  return typeof found === 'string' ? found : 'valid'
}
/** What was noted of a call is written with the next group of writes. */
const written = () => store.history.append({ kind: 'gateway', note: 'test' })
/** What the history says of workstations. */
function records(): unknown[] {
  const database = new Database(join(folder, DATABASE_FILE), { readonly: true })
  const texts = database.prepare<[], string>("SELECT text FROM history WHERE kind = 'workstation' ORDER BY seq").pluck()
  const found = texts.all().map((text) => JSON.parse(text))
  database.close()
  return found
}
async function pairNew(term?: Parameters<Store['workstations']['add']>[3]) {
  const { secret } = await store.workstations.add('may-01', [parseTaxCode('0101300842')], BY, term)
  return store.workstations.pair(secret, ADDRESS)
}
/** Renews as the owner of a key does. */
function renew(accessKey: string) {
  const found = store.workstations.authenticate(accessKey)
  if (typeof found === 'string') throw new Error(found)
  return store.workstations.renew(found.workstation.id, found.keyId, ADDRESS, 400)
}

describe('pairing', () => {
  test('a pairing secret gives one access key, once', async () => {
    const { secret } = await store.workstations.add('may-01', [parseTaxCode('0101300842')], BY)
    const { accessKey } = await store.workstations.pair(secret, ADDRESS)
    expect(store.workstations.authenticate(accessKey)).toMatchObject({
      workstation: { name: 'may-01', enterprises: ['0101300842'] },
    })
    await expect(store.workstations.pair(secret, ADDRESS)).rejects.toMatchObject({ code: 'ERR_PAIRING_CODE_INVALID' })
  })

  test('a revoked key opens nothing, and is told from one that never was', async () => {
    const { accessKey } = await pairNew()
    await store.workstations.revoke('may-01', BY)
    expect([state(accessKey), state(`${accessKey}x`)]).toEqual(['ended', 'unknown'])
  })

  test('one that works is not added again: its rights stay, and no code is made', async () => {
    const { accessKey } = await pairNew()
    await expect(store.workstations.add('may-01', 'all', BY)).rejects.toMatchObject({ code: 'ERR_WORKSTATION_EXISTS' })
    expect(store.workstations.list()[0]).toMatchObject({ enterprises: ['0101300842'], pairingExpiresAt: null })
    expect(state(accessKey)).toBe('valid')
  })

  test('a code that was never used is replaced for the same rights only', async () => {
    const [one, two] = [parseTaxCode('0101300842'), parseTaxCode('0301519977')]
    const term = { keyDays: 90, accessEndsAt: null }
    const { secret: lost } = await store.workstations.add('may-01', [one, two], BY, term)
    later(1)
    const others = [store.workstations.add('may-01', 'all', BY, term), store.workstations.add('may-01', [one, two], BY)]
    for (const other of others) await expect(other).rejects.toMatchObject({ code: 'ERR_WORKSTATION_EXISTS' })
    const { secret } = await store.workstations.add('may-01', [two, one], BY, term)
    await expect(store.workstations.pair(lost, ADDRESS)).rejects.toMatchObject({ code: 'ERR_PAIRING_CODE_INVALID' })
    expect((await store.workstations.pair(secret, ADDRESS)).workstation.enterprises).toEqual([two, one])
  })

  test('one that was revoked gets new rights', async () => {
    await pairNew()
    await store.workstations.revoke('may-01', BY)
    const { secret } = await store.workstations.add('may-01', 'all', BY)
    expect((await store.workstations.pair(secret, ADDRESS)).workstation.enterprises).toBe('all')
  })
})

describe('changing rights', () => {
  const [one, two] = [parseTaxCode('0101300842'), parseTaxCode('0301519977')]

  test('holds at once, keeps the access key, and is on record', async () => {
    const { accessKey, workstation } = await pairNew()
    await store.workstations.setEnterprises('may-01', [one, two], [one], { ...BY, name: 'lan', origin: '10.0.0.7' })
    expect([store.workstations.enterprisesOf(workstation.id), state(accessKey)]).toEqual([[one, two], 'valid'])
    expect(records().at(-1)).toMatchObject({
      ...{ requester: 'lan', origin: '10.0.0.7', workstationId: workstation.id },
      note: 'new rights of may-01; may sign for 0101300842, 0301519977',
    })
  })

  test('on top of a change that was not seen is refused, whatever the order of the tax codes', async () => {
    await pairNew()
    await store.workstations.setEnterprises('may-01', [one, two], [one], BY)
    await expect(store.workstations.setEnterprises('may-01', 'all', [one], BY)).rejects.toMatchObject({
      code: 'ERR_WORKSTATION_CHANGED',
    })
    expect((await store.workstations.setEnterprises('may-01', 'all', [two, one], BY)).enterprises).toBe('all')
  })

  test('is not for one that was revoked', async () => {
    await pairNew()
    await store.workstations.revoke('may-01', BY)
    await expect(store.workstations.setEnterprises('may-01', 'all', null, BY)).rejects.toMatchObject({
      code: 'ERR_WORKSTATION_UNKNOWN',
    })
  })
})

test('the history says who added, rotated and revoked, from where, and what was given', async () => {
  const lan: Actor = { name: 'lan', origin: '10.0.0.7', isHost: false }
  const end = new Date(START.getTime() + DAY_MS)
  await store.workstations.add('may-02', [parseTaxCode('0101300842')], lan, { keyDays: 90, accessEndsAt: end })
  await store.workstations.rotate('may-02', 0, lan)
  await store.workstations.revoke('may-02', lan)
  const by = { kind: 'workstation', requester: 'lan', origin: '10.0.0.7' }
  expect(records()).toMatchObject([
    {
      ...by,
      note: `added may-02; may sign for 0101300842; its keys live for 90 days; its access ends at ${end.toISOString()}`,
    },
    { ...by, note: 'new pairing code for may-02, old access keys overlap 0 s' },
    { ...by, note: 'revoked may-02' },
  ])
})

describe('expiry', () => {
  test('a key works for 400 days', async () => {
    const { accessKey, key } = await pairNew()
    expect(key.expiresAt).toEqual(new Date(START.getTime() + 400 * DAY_MS))
    later(399.9)
    expect(state(accessKey)).toBe('valid')
    later(0.1)
    expect(state(accessKey)).toBe('ended')
    expect(store.workstations.keys.isValid(key.id)).toBe(false)
  })

  test('a workstation may have a term of its own: other days, for ever, or up to a date', async () => {
    const days = await pairNew({ keyDays: 30, accessEndsAt: null })
    expect(days.key.expiresAt).toEqual(new Date(START.getTime() + 30 * DAY_MS))
    await store.workstations.revoke('may-01', BY)
    const always = await pairNew({ keyDays: 0, accessEndsAt: null })
    expect([always.key.expiresAt, always.key.renewAfter]).toEqual([null, null])
    const end = new Date(START.getTime() + 10 * DAY_MS)
    await store.workstations.revoke('may-01', BY)
    const upTo = await pairNew({ keyDays: null, accessEndsAt: end })
    expect([upTo.key.expiresAt, upTo.key.renewAfter]).toEqual([end, null])
  })

  test('the last day of its access ends keys that were made to live longer', async () => {
    const { accessKey, key } = await pairNew()
    const end = new Date(START.getTime() + 10 * DAY_MS)
    const database = new Database(join(folder, DATABASE_FILE))
    // As versions before this one left it when a workstation was added again.
    database.prepare('UPDATE workstation SET access_ends_at = ?').run(end.getTime())
    database.close()
    const { keys } = store.workstations
    expect(keys.find(key.id)).toMatchObject({ expiresAt: end, renewAfter: null })
    vi.setSystemTime(end.getTime() - 1)
    expect([state(accessKey), keys.isValid(key.id)]).toEqual(['valid', true])
    vi.setSystemTime(end)
    expect([state(accessKey), keys.isValid(key.id)]).toEqual(['ended', false])
  })

  test('a workstation that nobody knows is named as such', async () => {
    const unknown = { code: 'ERR_WORKSTATION_UNKNOWN', details: { name: 'nope' } }
    await expect(store.workstations.rotate('nope', 0, BY)).rejects.toMatchObject(unknown)
    await expect(store.workstations.revoke('nope', BY)).rejects.toMatchObject(unknown)
  })

  test('after the last day of its access a workstation cannot be paired any more', async () => {
    const { secret } = await store.workstations.add('tam', 'all', BY, {
      keyDays: null,
      accessEndsAt: new Date(Date.now() + 1000),
    })
    later(0.001)
    await expect(store.workstations.pair(secret, ADDRESS)).rejects.toMatchObject({ code: 'ERR_PAIRING_CODE_INVALID' })
  })
})

describe('rotation by the admin', () => {
  test('the old key works for the overlap after the new pairing', async () => {
    const before = await pairNew()
    const { secret } = await store.workstations.rotate('may-01', 7 * DAY_MS, BY)
    const after = await store.workstations.pair(secret, ADDRESS)
    expect(store.workstations.list()[0]?.enterprises).toEqual(['0101300842'])
    later(6.9)
    expect([state(before.accessKey), state(after.accessKey)]).toEqual(['valid', 'valid'])
    later(0.1)
    expect([state(before.accessKey), state(after.accessKey)]).toEqual(['ended', 'valid'])
  })

  test('revoking ends the old and the new key at once, and no rotation brings them back', async () => {
    const before = await pairNew()
    const { secret } = await store.workstations.rotate('may-01', 7 * DAY_MS, BY)
    const after = await store.workstations.pair(secret, ADDRESS)
    await store.workstations.revoke('may-01', BY)
    expect([state(before.accessKey), state(after.accessKey)]).toEqual(['ended', 'ended'])
    await expect(store.workstations.rotate('may-01', 0, BY)).rejects.toMatchObject({ code: 'ERR_WORKSTATION_UNKNOWN' })
    await pairNew()
    expect([state(before.accessKey), state(after.accessKey)]).toEqual(['ended', 'ended'])
  })
})

describe('renewal by the workstation', () => {
  test('is for the last fifth of the life of a key', async () => {
    const { accessKey } = await pairNew()
    await expect(renew(accessKey)).rejects.toMatchObject({ code: 'ERR_REQUEST_INVALID' })
    later(320)
    expect((await renew(accessKey)).key.expiresAt).toEqual(new Date(START.getTime() + 720 * DAY_MS))
  })

  test('the old key goes on until seven days after the first use of the new one', async () => {
    const { accessKey: old } = await pairNew()
    later(325)
    const { accessKey: next } = await renew(old)
    later(30)
    expect(state(old)).toBe('valid')
    expect(state(next)).toBe('valid')
    await written()
    later(6.9)
    expect(state(old)).toBe('valid')
    later(0.1)
    expect([state(old), state(next)]).toEqual(['ended', 'valid'])
  })

  test('an answer that got lost is asked for again; the key in it is void', async () => {
    const { accessKey: old } = await pairNew()
    later(325)
    const { accessKey: lost } = await renew(old)
    const { accessKey: next } = await renew(old)
    expect([state(lost), state(next)]).toEqual(['unknown', 'valid'])
  })

  test('a key whose successor is in use gives no second successor', async () => {
    const { accessKey: old } = await pairNew()
    later(325)
    const { accessKey: next } = await renew(old)
    state(next)
    await written()
    await expect(renew(old)).rejects.toMatchObject({ code: 'ERR_REQUEST_INVALID' })
  })
})

test('who has not renewed its key is named from 30 days before to 30 days after the end', async () => {
  const { accessKey } = await pairNew()
  const named = () => store.workstations.expiring(new Date()).map(({ name }) => name)
  later(369)
  expect(named()).toEqual([])
  later(1.1)
  expect(named()).toEqual(['may-01'])
  later(31)
  expect(named()).toEqual(['may-01'])
  later(29)
  expect(named()).toEqual([])
  vi.setSystemTime(START.getTime() + 380 * DAY_MS)
  state((await renew(accessKey)).accessKey)
  await written()
  expect(named()).toEqual([])
})

test('the last use of a key is written down once a minute', async () => {
  const { accessKey, key } = await pairNew()
  state(accessKey)
  await written()
  expect(store.workstations.keys.find(key.id).lastUsedAt).toEqual(START)
  vi.setSystemTime(START.getTime() + 59_000)
  state(accessKey)
  await written()
  expect(store.workstations.keys.find(key.id).lastUsedAt).toEqual(START)
  vi.setSystemTime(START.getTime() + 61_000)
  state(accessKey)
  await written()
  expect(store.workstations.keys.find(key.id).lastUsedAt?.getTime()).toBe(START.getTime() + 61_000)
})

test('keys of a database that was made before they could expire work on, revoked ones do not', () => {
  store.close()
  rmSync(folder, { recursive: true })
  folder = mkdtempSync(join(tmpdir(), 'congky-workstations-'))
  const old = new Database(join(folder, DATABASE_FILE))
  old.exec(jobs)
  old.pragma('user_version = 1')
  const insert = old.prepare(
    `INSERT INTO workstation (id, name, enterprises, created_at, key_hash, paired_at, last_seen_at, revoked_at)
     VALUES (?, ?, '"all"', 1, ?, 2, 3, ?)`,
  )
  insert.run('w1', 'may-01', sha256Hex(Buffer.from('ck_one')), null)
  insert.run('w2', 'may-02', sha256Hex(Buffer.from('ck_two')), 4)
  old.close()
  store = openStore(folder)
  expect([state('ck_one'), state('ck_two')]).toEqual(['valid', 'ended'])
  const [key] = store.workstations.keys.allOf('w1')
  expect(key).toMatchObject({ createdAt: new Date(2), lastUsedAt: new Date(3) })
  expect(key?.expiresAt?.getTime()).toBeGreaterThan(Date.now() + 390 * DAY_MS)
})
