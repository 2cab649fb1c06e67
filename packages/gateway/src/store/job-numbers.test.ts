/** Numbers that are kept while jobs change, against the rows they are about. */
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { makeFolder, removeFolder } from '../../../../test/support/folder.ts'
import { Random } from '../../../../test/support/random.ts'
import type { JobChange, JobState } from '../domain/job.ts'
import { QUARTER_MS } from '../domain/office-day.ts'
import { sha256Hex } from '../domain/request.ts'
import { DATABASE_FILE } from './database.ts'
import { JobCounts } from './job-counts.ts'
import type { NewJob } from './job-rows.ts'
import tallyMigration from './migrations/0007-job-tally.sql'
import { openStore, type Store } from './store.ts'

const DAY_MS = 86_400_000
const reason = { code: 'ERR_NO_CERTIFICATE', details: {} } as const
const certificate = { thumbprint: 'a', serial: 'B', subject: 'CN=c' }
let folder: string
let store: Store

beforeEach(() => {
  folder = makeFolder('job-numbers')
  store = openStore(folder)
})
afterEach(() => {
  store.close()
  removeFolder(folder)
})

function newJob(id: string, state: JobState, receivedAt = new Date()): NewJob {
  const document = Buffer.from(id)
  return {
    ...{ id, document, documentBytes: document.length, state, receivedAt },
    reason: state === 'rejected' ? reason : null,
    approval: null,
    request: {
      ...{ source: 'kho', externalId: id, documentSha256: sha256Hex(document), taxCode: null, profile: 'p' },
      ...{ reference: null, requester: null, origin: 'test', workstationId: null },
      ...{ notBefore: null, deadline: null, claim: null, note: null, replaces: null },
    },
  }
}

/** What can happen to a job; some of it cannot happen to any. */
const CHANGES: readonly (() => JobChange)[] = [
  () => ({ state: 'held', reason }),
  () => ({ state: 'received', reason: null, deliveredAt: null }),
  () => ({ state: 'rejected', reason }),
  () => ({ attempts: 2 }),
  () => ({
    ...{ state: 'signed', reason: null, signedSha256: 'x', certificate, signedDocument: Buffer.from('s') },
    ...{ intentAt: new Date(), signedAt: new Date() },
  }),
  () => ({ deliveredAt: new Date() }),
]

/** Each row, counted anew. */
function countRows(): JobCounts['now'] {
  const sqlite = new Database(join(folder, DATABASE_FILE), { readonly: true })
  const { now } = new JobCounts(sqlite)
  const undelivered = sqlite
    .prepare("SELECT count(*) FROM job WHERE state IN ('signed', 'rejected') AND delivered_at IS NULL")
    .pluck()
  expect(now.undelivered).toBe(undelivered.get())
  sqlite.close()
  return now
}

test('the counts are those of the rows, whatever happened to jobs and whichever of it failed', async () => {
  const random = Random.fromEnvironment('CONGKY_SEED')
  const ids = Array.from({ length: 40 }, (_, at) => `job-${at}`)
  const write = () => {
    const id = random.pick(ids)
    if (random.chance(0.3)) return store.jobs.insert(newJob(id, random.pick(['received', 'rejected'])), [])
    const expected = random.pick<readonly JobState[]>([['received'], ['held', 'rejected'], ['signed']])
    return store.jobs.update(id, expected, random.pick(CHANGES)(), [])
  }
  for (let round = 0; round < 30; round++) {
    await Promise.allSettled(Array.from({ length: 20 }, write))
    expect(store.jobs.counts(), `seed ${random.seed}`).toEqual(countRows())
  }
  const before = store.jobs.counts()
  expect(Math.min(...Object.values({ ...before, 'awaiting-approval': 1 }))).toBeGreaterThan(0)
  store.close()
  store = openStore(folder)
  expect(store.jobs.counts()).toEqual(before)
})

test('what happens is tallied once it is stored, and being taken up again counts nothing', async () => {
  const from = new Date(Date.now() - QUARTER_MS)
  const tally = () =>
    Object.fromEntries(
      ['received', 'signed', 'rejected', 'held'].map((kind) => [
        kind,
        store.jobs.tally
          .between(from, new Date(Date.now() + QUARTER_MS))
          .reduce((sum, one) => sum + (one.kind === kind ? one.count : 0), 0),
      ]),
    )
  await store.jobs.insert(newJob('a', 'received'), [])
  await store.jobs.insert(newJob('a', 'received'), [])
  await store.jobs.insert(newJob('b', 'rejected'), [])
  await store.jobs.update('a', ['received'], { state: 'held', reason }, [])
  await store.jobs.update('a', ['held'], { state: 'received', reason: null }, [])
  // Not signed, whatever it says: the schema refuses it.
  await expect(store.jobs.update('a', ['received'], { state: 'signed', reason: null }, [])).rejects.toThrow()
  await store.jobs.update('a', ['received'], { state: 'held', reason }, [])
  expect(tally()).toEqual({ received: 2, signed: 0, rejected: 1, held: 2 })
})

test('a database from before is tallied when it is taken over', () => {
  store.close()
  const sqlite = new Database(join(folder, DATABASE_FILE))
  const insert = sqlite.prepare(
    `INSERT INTO job (id, request_key, source, external_id, document_sha256, document_bytes, profile, origin, state,
       reason_code, certificate, intent_at, signed_sha256, received_at, signed_at, delivered_at)
     VALUES (@id, @id, 's', @id, 'h', 1, 'p', 'o', @state, @reason, @certificate, 1, @sha, @receivedAt, @signedAt, @deliveredAt)`,
  )
  const [day, next] = [Date.UTC(2026, 10, 22), Date.UTC(2026, 10, 22) + DAY_MS]
  const open = { reason: null, certificate: null, sha: null, signedAt: null, deliveredAt: null }
  const signed = { ...open, state: 'signed', certificate: '{}', sha: 'h', signedAt: next }
  const rejected = { ...open, state: 'rejected', reason: 'ERR_NO_CERTIFICATE' }
  insert.run({ ...open, id: 'a', state: 'received', receivedAt: day })
  insert.run({ ...signed, id: 'b', receivedAt: day })
  insert.run({ ...rejected, id: 'c', receivedAt: day, deliveredAt: next })
  insert.run({ ...rejected, id: 'd', receivedAt: day })
  sqlite.exec(`DROP TABLE job_tally; ${tallyMigration}`)
  sqlite.close()
  store = openStore(folder)
  const between = (from: number) =>
    store.jobs.tally.between(new Date(from), new Date(from + DAY_MS)).map(({ kind, count }) => `${count} ${kind}`)
  expect(between(day).sort()).toEqual(['1 rejected', '4 received'])
  expect(between(next).sort()).toEqual(['1 rejected', '1 signed'])
})
