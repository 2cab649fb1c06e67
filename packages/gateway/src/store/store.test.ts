import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseTaxCode } from '@congky/shared'
import Database from 'better-sqlite3'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { JobChange } from '../domain/job.ts'
import { sha256Hex } from '../domain/request.ts'
import type { NewJob } from './job-rows.ts'
import type { JobStep } from './jobs.ts'
import { SCHEMA_VERSION } from './migrate.ts'
import { openStore, type Store } from './store.ts'
import { openStoreReader } from './store-reader.ts'

let folder: string
let store: Store

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'congky-store-'))
  store = openStore(folder)
})
afterEach(() => {
  store.close()
  rmSync(folder, { recursive: true })
})

function newJob(id: string, text = 'x', change: Partial<NewJob['request']> = {}): NewJob {
  const document = Buffer.from(text)
  return {
    id,
    document,
    documentBytes: document.length,
    state: 'received',
    reason: null,
    approval: null,
    receivedAt: new Date(),
    request: {
      source: 'kho',
      externalId: '1',
      documentSha256: sha256Hex(document),
      taxCode: parseTaxCode('0101300842'),
      profile: 'xmldsig-enveloped',
      reference: null,
      requester: null,
      origin: 'test',
      workstationId: null,
      notBefore: null,
      deadline: null,
      claim: { claimToken: 'a' },
      note: null,
      replaces: null,
      ...change,
    },
  }
}
const received = (id: string) => [{ kind: 'received', jobId: id }] as const

describe('a request exists once', () => {
  test('the same row with the same document is the job that is there already', async () => {
    const first = await store.jobs.insert(newJob('a'), received('a'))
    const again = await store.jobs.insert(newJob('b'), received('b'))
    expect([first.created, again.created, again.job.id]).toEqual([true, false, 'a'])
  })

  test('a corrected row is a new job', async () => {
    await store.jobs.insert(newJob('a'), received('a'))
    expect((await store.jobs.insert(newJob('b', 'corrected'), received('b'))).created).toBe(true)
  })

  test('a hundred writes at once make one job and one record', async () => {
    const results = await Promise.all(
      Array.from({ length: 100 }, (_, i) => store.jobs.insert(newJob(`j${i}`), received(`j${i}`))),
    )
    expect(results.filter((result) => result.created)).toHaveLength(1)
    const reader = openStoreReader(folder)
    expect(await reader.historyCount()).toBe(1)
    reader.close()
  })
})

test('a job is what its row says, after every kind of change', async () => {
  const claim = { claimToken: 'b' }
  const certificate = { thumbprint: 't', serial: 'S', subject: 'CN=Ứng' }
  const reason = { code: 'ERR_TOKEN_ABSENT', details: { certificate: 'S' } } as const
  const now = new Date()
  const wishes = { taxCode: null, profile: 'p', reference: 'r', requester: 'q', notBefore: now, deadline: now }
  const changes: JobChange[] = [
    { attempts: 2 },
    { state: 'held', reason, claim: null },
    { state: 'received', reason: null, claim, wishes: { ...wishes, note: 'n', replaces: 'v' } },
    { wishes: { ...wishes, notBefore: null, deadline: null, note: null, replaces: null } },
    { intentAt: now, certificate },
    { intentAt: null },
    { intentAt: now },
    { state: 'signed', signedSha256: 'h', signedAt: now, signedDocument: Buffer.from('s') },
    { deliveredAt: now },
    { deliveredAt: null },
  ]
  await store.jobs.insert(newJob('a'), received('a'))
  const reader = openStoreReader(folder)
  for (const change of changes) {
    const changed = await store.jobs.update('a', ['received', 'held', 'signed'], change, [])
    expect(changed).toEqual(await reader.job('a'))
    expect(store.jobs.find('a')).toEqual(changed)
  }
  reader.close()
  expect(Buffer.from(store.jobs.signedDocument('a') ?? '').toString()).toBe('s')
})

test('what was undone with a write that failed beside it is not remembered', async () => {
  await store.jobs.insert(newJob('a'), received('a'))
  const again = (entries: JobStep['entries']) =>
    store.jobs.decide('a', ({ attempts }) => ({ change: { attempts: attempts + 1 }, entries }))
  const noJson = [{ kind: 'held', note: 1n as unknown as string }] as const
  const [first, failed, last] = await Promise.allSettled([again(received('a')), again(noJson), again(received('a'))])
  expect([first, failed, last]).toMatchObject([
    { value: { attempts: 1 } },
    { reason: expect.any(TypeError) },
    { value: { attempts: 2 } },
  ])
  const reader = openStoreReader(folder)
  expect(await reader.job('a')).toEqual(store.jobs.find('a'))
  expect(await reader.verifyHistory()).toMatchObject({ intact: true, records: 3 })
  reader.close()
})

describe('a change of state', () => {
  const signed = {
    state: 'signed',
    intentAt: new Date(),
    certificate: { thumbprint: 't', serial: 's', subject: 'x' },
    signedDocument: Buffer.from('<signed/>'),
    signedSha256: 'h',
    signedAt: new Date(),
  } as const

  test('happens only from an expected state, and leaves no record when it did not', async () => {
    await store.jobs.insert(newJob('a'), received('a'))
    expect((await store.jobs.update('a', ['received'], signed, [{ kind: 'signed', jobId: 'a' }]))?.state).toBe('signed')
    expect(await store.jobs.update('a', ['received'], signed, [{ kind: 'signed', jobId: 'a' }])).toBeNull()
    expect(store.jobs.signedDocument('a')).toEqual(Buffer.from('<signed/>'))
    const reader = openStoreReader(folder)
    expect(await reader.historyCount()).toBe(2)
    reader.close()
  })

  test('that the schema forbids undoes its own history record, and nobody else’s', async () => {
    await store.jobs.insert(newJob('a'), received('a'))
    const bad = store.jobs.update('a', ['received'], { state: 'held' }, [{ kind: 'held', jobId: 'a' }])
    const good = store.jobs.insert(newJob('b', 'other'), received('b'))
    await expect(bad).rejects.toThrow(/CHECK/)
    await good
    expect(store.jobs.find('a')?.state).toBe('received')
    const reader = openStoreReader(folder)
    expect(await reader.verifyHistory()).toMatchObject({ intact: true, records: 2 })
    reader.close()
  })
})

describe('a signed document is kept as what it adds to the received one', () => {
  const received = `<a>${'x'.repeat(10_000)}</a>`
  const signed = Buffer.from(received.replace('</a>', '<Signature/></a>'))
  const certificate = { thumbprint: 't', serial: 's', subject: 'CN=a' }

  async function sign(receivedDocument?: Buffer): Promise<void> {
    await store.jobs.insert(newJob('a', received), [])
    const made = { signedDocument: signed, signedSha256: sha256Hex(signed), signedAt: new Date(), certificate }
    const change = { state: 'signed', intentAt: new Date(), ...made } as const
    await store.jobs.update('a', ['received'], receivedDocument ? { ...change, receivedDocument } : change, [])
    expect(store.jobs.signedDocument('a')).toBe(signed) // On its way out, once.
  }

  /** Works on the database of the closed store, and opens it again. */
  function behindItsBack(work: (sqlite: Database.Database) => void): void {
    store.close()
    const sqlite = new Database(join(folder, 'congky.sqlite'))
    work(sqlite)
    sqlite.close()
    store = openStore(folder)
  }

  test('and comes back byte for byte, also to those who read the database beside us', async () => {
    await sign(Buffer.from(received))
    expect(store.jobs.signedDocument('a')).toEqual(signed)
    behindItsBack((sqlite) => {
      const of = (what: string) => sqlite.prepare(`SELECT ${what} WHERE job_id = 'a'`).pluck().get()
      expect(of('length(middle) FROM signed_document')).toBe('<Signature/>'.length)
      expect(of('signed FROM kept_document')).toEqual(signed)
    })
    expect(store.jobs.signedDocument('a')).toEqual(signed)
  })

  test('or not at all, where what is kept does not give what was verified', async () => {
    await sign(Buffer.from(received))
    behindItsBack((sqlite) =>
      sqlite.exec("UPDATE job_document SET document = CAST(replace(document, 'x', 'y') AS BLOB)"),
    )
    expect(store.jobs.signedDocument('a')).toBeNull()
    // Who examines it sees what there is.
    expect(Buffer.from(store.jobs.keptSignedDocument('a') ?? []).toString()).toMatch(/^<a>y+<Signature/)
  })

  test('but for those of before, which stay as they are', async () => {
    await sign()
    behindItsBack((sqlite) => {
      sqlite.exec(`DROP VIEW kept_document; ALTER TABLE signed_document DROP COLUMN head;
        ALTER TABLE signed_document DROP COLUMN tail; ALTER TABLE signed_document RENAME COLUMN middle TO document;
        CREATE VIEW kept_document AS SELECT document FROM signed_document`)
      sqlite.pragma(`user_version = ${SCHEMA_VERSION - 1}`)
    })
    expect(store.jobs.signedDocument('a')).toEqual(signed)
  })
})

describe('the chained history', () => {
  async function tamper(sql: string) {
    for (const id of ['a', 'b', 'c']) await store.jobs.insert(newJob(id, id), received(id))
    store.close()
    const sqlite = new Database(join(folder, 'congky.sqlite'))
    sqlite.exec(sql)
    sqlite.close()
    const reader = openStoreReader(folder)
    const verdict = await reader.verifyHistory()
    reader.close()
    store = openStore(folder)
    return verdict.fault
  }

  test('takes whatever a row or a client calls itself, and stays readable', async () => {
    const names = [
      '\ud800',
      'a\u0000b',
      '"}, {"kind":"signed"',
      "'; DROP TABLE history; --",
      '[['.repeat(5000),
      '$.kind',
    ]
    for (const [i, name] of names.entries()) {
      await store.history.append({
        kind: 'rejected',
        jobId: name,
        source: name,
        taxCode: name,
        externalId: `${i}`,
        note: name,
      })
    }
    const reader = openStoreReader(folder)
    expect(await reader.verifyHistory()).toMatchObject({ intact: true, records: names.length })
    const kept = await reader.history({ limit: 10, kind: 'rejected' })
    expect(kept.map(({ text }) => JSON.parse(text).note).reverse()).toEqual(names)
    expect(await reader.history({ limit: 10, source: "'; DROP TABLE history; --" })).toHaveLength(1)
    reader.close()
  })

  test('shows an edited record', async () => {
    expect(await tamper(`UPDATE history SET text = replace(text, '"b"', '"x"') WHERE seq = 2`)).toEqual({
      kind: 'edited',
      seq: 2,
    })
  })
  test('shows a deleted record', async () => {
    expect(await tamper('DELETE FROM history WHERE seq = 2')).toEqual({ kind: 'missing', seq: 2, last: 2 })
  })
  test('shows a record that was edited and sealed again', async () => {
    const text = JSON.stringify({ seq: 2, at: 'now', prev: '0', kind: 'received' })
    const sealed = `UPDATE history SET text = '${text}', hash = '${sha256Hex(Buffer.from(text))}' WHERE seq = 2`
    expect(await tamper(sealed)).toEqual({ kind: 'broken-link', seq: 2 })
  })
  test('a torn last record is found at the next start', async () => {
    await tamper(`UPDATE history SET hash = substr(hash, 1, 20) WHERE seq = 3`)
    expect(store.historyAtStart.fault).toEqual({ kind: 'edited', seq: 3 })
  })
})

test('two gateways cannot share one state folder', () => {
  expect(() => openStore(folder)).toThrow(expect.objectContaining({ code: 'ERR_STATE_IN_USE' }))
})

test('a PIN attempt stays on record until the token accepted it', async () => {
  await store.pinAttempts.recordAttempt('t1')
  expect(await store.pinAttempts.isRefused('t1')).toBe(true)
  await store.pinAttempts.recordSuccess('t1')
  expect(await store.pinAttempts.isRefused('t1')).toBe(false)
})

test('a database of a newer version is left alone', () => {
  store.close()
  const file = join(folder, 'congky.sqlite')
  const newer = new Database(file)
  newer.pragma('user_version = 99')
  newer.close()
  expect(() => openStore(folder)).toThrow(expect.objectContaining({ code: 'ERR_STATE_NEWER' }))
  const known = new Database(file)
  known.pragma(`user_version = ${SCHEMA_VERSION}`)
  known.close()
  store = openStore(folder)
})
