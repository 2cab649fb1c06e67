import { chmodSync, cpSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { openStore, type Store } from './store.ts'
import { openStoreReader } from './store-reader.ts'

let folder: string
let store: Store

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'congky-history-'))
  store = openStore(folder)
})
afterEach(() => {
  store.close()
  rmSync(folder, { recursive: true })
})

async function append(count: number): Promise<void> {
  await Promise.all(Array.from({ length: count }, (_, i) => store.history.append({ kind: 'gateway', note: `${i}` })))
}

/** Stops the gateway, changes its files, and starts it again. */
function between(change: () => void): void {
  store.close()
  change()
  store = openStore(folder)
}

function sql(...statements: readonly string[]): void {
  const sqlite = new Database(join(folder, 'congky.sqlite'))
  for (const statement of statements) sqlite.exec(statement)
  sqlite.close()
}

async function verify() {
  const reader = openStoreReader(folder)
  const verdict = await reader.verifyHistory()
  reader.close()
  return verdict
}

async function newestNote(): Promise<string> {
  const reader = openStoreReader(folder)
  const [newest] = await reader.history({ limit: 1 })
  reader.close()
  return JSON.parse(newest?.text ?? '{}').note
}

const keyFile = () => join(folder, 'history-key.pem')

test('every commit signs the newest record, with a key of mode 0600 that stays', async () => {
  await append(3)
  expect(await verify()).toMatchObject({ intact: true, records: 3, head: { seq: 3, gateway: store.gatewayId } })
  await append(1)
  const { key } = store.historyAtStart
  expect((await verify()).head).toMatchObject({ seq: 4, key })
  expect(statSync(keyFile()).mode & 0o777).toBe(0o600)
  between(() => {})
  expect(store.historyAtStart).toEqual({ key, fault: null, keyWasOpen: false })
  expect(await verify()).toMatchObject({ intact: true, records: 4 })
})

test('a write that is undone is not signed', async () => {
  await append(1)
  const undone = store.jobs.update('x', ['received'], {}, [])
  await Promise.all([undone, append(1)])
  expect(await verify()).toMatchObject({ intact: true, records: 2 })
})

describe('damage that is found at the start is told, recorded, and never healed by what follows', () => {
  test.each([
    ['cut-off', 'DELETE FROM history WHERE seq > 3', 'missing', 4],
    ['cut-off', 'DELETE FROM history', 'missing', 1],
    ['edited', `UPDATE history SET text = replace(text, '"4"', '"x"') WHERE seq = 5`, 'edited', 5],
    ['head-missing', 'DELETE FROM history_head', 'recorded', 6],
    ['head-missing', 'DELETE FROM history WHERE seq > 3; DELETE FROM history_head', 'recorded', 4],
    ['head-signature', `UPDATE history_head SET text = replace(text, '":5', '":4')`, 'recorded', 6],
    ['reordered', 'UPDATE history SET seq = 7 WHERE seq = 5', 'reordered', 5],
  ] as const)('%s by %s', async (atStart, statement, forGood, seq) => {
    await append(5)
    between(() => sql(statement))
    expect(store.historyAtStart.fault?.kind).toBe(atStart)
    await append(2)
    between(() => {})
    expect(store.historyAtStart.fault).toBeNull()
    expect(await verify()).toMatchObject({ intact: false, fault: { kind: forGood, seq } })
  })

  test('a record that was added behind the head', async () => {
    await append(5)
    between(() =>
      sql(
        `INSERT INTO history (seq, text, hash) SELECT 6, replace(text, '"seq":5', '"seq":6'), hash FROM history WHERE seq = 5`,
      ),
    )
    expect(store.historyAtStart.fault).toEqual({ kind: 'edited', seq: 6 })
    expect((await verify()).intact).toBe(false)
  })
})

describe('the key', () => {
  test('a database of before there was one is signed as it is, and says so', async () => {
    await append(2)
    between(() => {
      sql('DELETE FROM history_head')
      rmSync(keyFile())
    })
    expect(store.historyAtStart.fault).toBeNull()
    expect(await newestNote()).toBe(`history signed from now on: ${store.historyAtStart.key}`)
    expect(await verify()).toMatchObject({ intact: true, records: 3 })
  })

  test('that was lost is replaced, and the history says so', async () => {
    await append(2)
    const { key } = store.historyAtStart
    between(() => rmSync(keyFile()))
    expect(store.historyAtStart).toMatchObject({ fault: null, key: expect.not.stringMatching(key) })
    expect(await newestNote()).toMatch(/^history key was missing: made a new one/)
    expect(await verify()).toMatchObject({ intact: true, records: 3 })
  })

  test('that was lost still tells that records were cut off', async () => {
    await append(4)
    between(() => {
      rmSync(keyFile())
      sql('DELETE FROM history WHERE seq = 4')
    })
    expect(store.historyAtStart.fault).toEqual({ kind: 'cut-off', seq: 4, last: 4 })
    expect((await verify()).fault).toEqual({ kind: 'missing', seq: 4, last: 4 })
  })

  test('that others could read is closed to them, and that is told', () => {
    between(() => chmodSync(keyFile(), 0o644))
    expect(store.historyAtStart.keyWasOpen).toBe(true)
    expect(statSync(keyFile()).mode & 0o777).toBe(0o600)
  })

  test('that is none stops the start loudly, and leaves nothing locked', () => {
    const copy = join(folder, 'copy.pem')
    cpSync(keyFile(), copy)
    expect(() => between(() => writeFileSync(keyFile(), 'none'))).toThrow(
      expect.objectContaining({ code: 'ERR_HISTORY_KEY' }),
    )
    cpSync(copy, keyFile())
    store = openStore(folder)
  })

  test('of another gateway signs nothing for this one', async () => {
    await append(2)
    const other = mkdtempSync(join(tmpdir(), 'congky-history-'))
    const stranger = openStore(other)
    await stranger.history.append({ kind: 'gateway', note: 'x' })
    stranger.close()
    const row = new Database(join(other, 'congky.sqlite'), { readonly: true })
      .prepare<[], { text: string; signature: string; public_key: string }>('SELECT * FROM history_head')
      .get()
    rmSync(other, { recursive: true })
    between(() => {
      const sqlite = new Database(join(folder, 'congky.sqlite'))
      sqlite
        .prepare('UPDATE history_head SET text = ?, signature = ?, public_key = ?')
        .run(row?.text, row?.signature, row?.public_key)
      sqlite.close()
    })
    expect(store.historyAtStart.fault?.kind).toBe('head-signature')
  })
})
