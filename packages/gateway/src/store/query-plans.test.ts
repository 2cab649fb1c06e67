/**
 * How SQLite goes about what is asked of a state that holds a million requests: never through all of them. Its plans
 * do not depend on how many rows there are, since nothing here keeps statistics.
 */
import Database from 'better-sqlite3'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { makeFolder, removeFolder } from '../../../../test/support/folder.ts'
import { ApprovalStore } from './approvals.ts'
import { StateDatabase } from './database.ts'
import { type HistoryQuery, queryHistory } from './history.ts'
import { JobDocuments } from './job-documents.ts'
import { JobStore } from './jobs.ts'
import { openHistory } from './open-history.ts'
import { SearchRows } from './search-rows.ts'

const folder = makeFolder('query-plans')
let database: StateDatabase
let jobs: JobStore

beforeAll(() => {
  database = StateDatabase.open(folder)
  const { writer } = openHistory(database, folder, 'gw')
  jobs = new JobStore(database, writer, new ApprovalStore(database.sqlite))
})
afterAll(() => {
  database.close()
  removeFolder(folder)
})

/** The steps of every statement that `ask` prepares. */
function planOf(ask: () => unknown): readonly string[] {
  const prepare = vi.spyOn(Database.prototype, 'prepare')
  ask()
  const asked = prepare.mock.calls.map(([sql]) => sql)
  prepare.mockRestore()
  return asked.flatMap((sql) => {
    const asIf = sql.replaceAll(/\?|@\w+/g, '1')
    const steps = database.sqlite.prepare<[], { detail: string }>(`EXPLAIN QUERY PLAN ${asIf}`).all()
    return steps.map(({ detail }) => detail)
  })
}

describe('records are found by an index for each filter, which gives them in order', () => {
  const filters: readonly (readonly [string, Omit<HistoryQuery, 'limit' | 'beforeSeq'>])[] = [
    ['of a kind', { kind: 'held' }],
    ['of a source and a kind', { source: 'kho', kind: 'held' }],
    ['of a source, a tax code and a kind', { source: 'kho', taxCode: '0101300842', kind: 'held' }],
    ['of a request and a kind', { jobId: 'a', kind: 'signed' }],
  ]

  test.each(filters)('%s', (_, filter) => {
    const plan = planOf(() => queryHistory(database.sqlite, { ...filter, beforeSeq: 700, limit: 30 }))
    const searched = plan.filter((step) => /^SEARCH history USING INDEX \w+ \(\w+=\? AND rowid<\?\)/.test(step))
    expect(searched).toHaveLength(Object.keys(filter).length)
    expect(plan.filter((step) => /SCAN history|TEMP B-TREE/.test(step))).toEqual([])
  })

  test('of all, from a place on', () => {
    const plan = planOf(() => queryHistory(database.sqlite, { beforeSeq: 700, limit: 30 }))
    expect(plan).toContain('SEARCH history USING INTEGER PRIMARY KEY (rowid<?)')
    expect(plan.filter((step) => /SCAN history|TEMP B-TREE/.test(step))).toEqual([])
  })
})

test('what is no step of a request is read on from a place, merged from one index', () => {
  const rows = new SearchRows(folder)
  const plan = planOf(() => rows.recordsAfter(700, ['account', 'token', 'gateway'], 30))
  rows.close()
  expect(plan.filter((step) => step.includes('history_kind (kind=? AND rowid>?)'))).toHaveLength(3)
  expect(plan.filter((step) => /SCAN history|TEMP B-TREE/.test(step))).toEqual([])
})

test('old documents are looked for from the oldest on, whatever became of a million jobs without one', () => {
  const plan = planOf(() => new JobDocuments(database.sqlite)).filter((step) => /^(SEARCH|SCAN) job/.test(step))
  expect(plan).toContain('SEARCH job_document USING INTEGER PRIMARY KEY (rowid>?)')
  expect(plan.filter((step) => /^SCAN|job_state/.test(step))).toEqual([])
})

test('what is undelivered is found without a look at what was delivered long ago', () => {
  const asked = [() => jobs.undelivered('kho', 9), () => jobs.undeliveredRows(9), () => jobs.undeliveredBySource()]
  for (const ask of asked) expect(planOf(ask)[0]).toMatch(/(SEARCH|SCAN) job USING INDEX job_undelivered/)
})
