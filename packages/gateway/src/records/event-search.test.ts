import { join } from 'node:path'
import Database from 'better-sqlite3'
import { expect, test } from 'vitest'
import { makeFolder, removeFolder } from '../../../../test/support/folder.ts'
import { DATABASE_FILE } from '../store/database.ts'
import { SearchRows } from '../store/search-rows.ts'
import { openStore } from '../store/store.ts'
import { EventSearch } from './event-search.ts'

test('events are read in slices and each once, also behind many that say nothing', async () => {
  const folder = makeFolder('event-search')
  const store = openStore(folder)
  // More than one slice, whose first is made to say nothing below.
  const noise = Array.from({ length: 6_000 }, (_, n) => store.history.append({ kind: 'account', requester: `p${n}` }))
  await Promise.all([...noise, store.history.append({ kind: 'received', requester: 'a step of a request' })])
  await store.history.append({ kind: 'token', requester: 'lan', note: 'token unlocked' })
  const sqlite = new Database(join(folder, DATABASE_FILE))
  sqlite.exec(`UPDATE history SET text = '{"kind":"account","at":""}' WHERE seq <= 5500`)
  sqlite.close()

  const rows = new SearchRows(folder)
  const search = new EventSearch(rows)
  search.catchUp()
  expect(search.people()).toHaveLength(501)
  const query = { names: {}, terms: [{ word: 'lan', also: {} }], limit: 5, countMax: 10 }
  expect(search.find(query)).toMatchObject({ seqs: [6_002], total: 1 })

  await store.history.append({ kind: 'account', requester: 'lan' })
  search.catchUp()
  expect(search.find(query)).toMatchObject({ seqs: [6_003, 6_002], total: 2 })
  rows.close()
  store.close()
  removeFolder(folder)
})
