import { type AddressInfo, createServer } from 'node:net'
import pg from 'pg'
import { expect, test } from 'vitest'

import { DatabaseFaultProxy } from '../../../../../../test/support/database-fault-proxy.ts'
import { startPostgres } from '../../../../../../test/support/databases.ts'
import { makeFolder, removeFolder } from '../../../../../../test/support/folder.ts'
import { eventually } from '../../../../../../test/support/gateway.ts'
import {
  RequestTable,
  referenceColumns,
  signedOutcome,
  takeFor,
  takeOne,
} from '../../../../../../test/support/request-table.ts'
import { type ContractDatabase, describeTableSource } from '../../../../../../test/support/table-source-contract.ts'
import type { RequestSource } from '../../source.ts'
import { testSource } from '../test-source.ts'

describeTableSource('a table in PostgreSQL', openPostgres, ({ database, newTable }) => {
  test('a row announces itself, and is picked up at once by a source that polls every ten minutes', async () => {
    const table = await newTable({ pollMs: 600_000 })
    const source = table.source()
    const listeners = async () =>
      database().run(`SELECT pid FROM pg_stat_activity WHERE query = 'LISTEN ${table.name}' AND state = 'idle'`)
    const first = takeOne(source)
    await eventually(async () => (await listeners()).length === 1)
    await table.insert({ document: '<a/>' })
    // Long before it would have looked by itself: the test would be over by then.
    expect(await first).toMatchObject({ document: '<a/>' })
  })

  test('a connection that listens is made anew when it breaks, and what was announced meanwhile is not missed', async () => {
    const table = await newTable({ pollMs: 600_000 })
    const source = table.source()
    const listeners = async () =>
      database().run(`SELECT pid FROM pg_stat_activity WHERE query = 'LISTEN ${table.name}' AND state = 'idle'`)
    const first = takeOne(source)
    const [before] = await eventually(async () => {
      const found = await listeners()
      return found.length === 1 ? found : null
    })
    await database().run(`SELECT pg_terminate_backend(${before?.pid}, 5000)`)
    await table.insert({ document: '<a/>' })
    expect(await first).toMatchObject({ document: '<a/>' })
  })

  test('the test of a source says whether rows announce themselves, and what would have them do so', async () => {
    const table = await newTable()
    const noticed = async (listen = true) =>
      (await testSource({ ...table.config, listen }, database().password)).steps.at(-1)?.detail.en ?? ''
    expect(await noticed()).toContain('picked up at once')
    expect(await noticed(false)).toContain('the setting listen is off')
    await database().run(`DROP TRIGGER congky_announce ON ${table.name}`)
    const advice = await noticed()
    expect(advice).toContain('looked for every 0.02–1 s')
    await database().run(advice.slice(advice.indexOf('CREATE')))
    expect(await noticed()).not.toContain('looked for')
  })

  test('it is told whether a source listens, and a pooler that swallows notifications is found out', async () => {
    const table = await newTable()
    const proxy = await DatabaseFaultProxy.start({ protocol: 'postgres', targetPort: database().connection.port ?? 0 })
    const connection = { ...database().connection, port: proxy.port }
    const looking = async (source: RequestSource, listening: string) => {
      const first = takeOne(source)
      await eventually(() => source.noticing()?.listening === listening)
      await table.insert({ document: `<${listening}/>` })
      expect(await first).toMatchObject({ document: `<${listening}/>` })
      expect(source.noticing()).toBeNull()
    }
    await looking(table.source({ connection }), 'on')
    await looking(table.source({ connection, listen: false }), 'off')
    proxy.swallowNotifications()
    await looking(table.source({ connection }), 'deaf')
    const { ok, steps } = await testSource({ ...table.config, connection }, database().password)
    expect([ok, steps.at(-1)?.step]).toEqual([true, 'new-rows'])
    expect(steps.at(-1)?.detail.en).toMatch(/every .* PgBouncer .* session mode/)
    expect(steps.at(-1)?.detail.vi).toMatch(/mỗi .* PgBouncer .* tắt listen/)
    await proxy.close()
  })

  test('a row that a declarant keeps locked holds up no other', async () => {
    const table = await newTable()
    for (const document of ['<locked/>', '<free/>']) await table.insert({ document })
    const { host, port, user, database: name } = database().connection
    const declarant = new pg.Client({
      host,
      port: port ?? 0,
      user,
      database: name,
      password: database().password ?? '',
    })
    await declarant.connect()
    await declarant.query('BEGIN')
    await declarant.query(`UPDATE ${table.name} SET document = '<changed/>' WHERE id = 1`)
    const source = table.source()
    expect(await takeOne(source)).toMatchObject({ document: '<free/>' })
    await declarant.query('COMMIT')
    await declarant.end()
    expect(await takeOne(source)).toMatchObject({ document: '<changed/>' })
  })

  test('a server that takes connections and never answers holds up only its own source', async () => {
    const hole = createServer(() => {})
    await new Promise<void>((resolve) => hole.listen(0, '127.0.0.1', resolve))
    const { port } = hole.address() as AddressInfo
    const table = await newTable()
    await table.insert({ document: '<a/>' })
    const dead = table.source({ connection: { ...database().connection, port, connectTimeoutMs: 3_000 } })
    let isGivenUp = false
    const taking = takeOne(dead).finally(() => {
      isGivenUp = true
    })
    const failing = expect(taking).rejects.toMatchObject({ code: 'ERR_SOURCE_UNAVAILABLE' })
    expect(await takeOne(table.source())).toMatchObject({ document: '<a/>' })
    expect(isGivenUp).toBe(false)
    await failing
    expect(await takeFor(dead, 100)).toEqual([]) // an abort ends the waiting at once
    hole.close()
  })

  test('keys and tokens may be GUIDs, states an enumeration, names in a schema', async () => {
    const { run } = database()
    await run('CREATE SCHEMA "Khai Báo"')
    await run(`CREATE TYPE state AS ENUM ('cho', 'dang', 'xong', 'loi')`)
    await run(
      `CREATE TABLE "Khai Báo".yc (id uuid PRIMARY KEY DEFAULT gen_random_uuid(), document text, state state DEFAULT 'cho', signed_document text, claim_token uuid, claimed_until numeric)`,
    )
    const none = { taxCode: null, profile: null, requester: null, errorCode: null, errorMessage: null }
    const table = new RequestTable(database(), {
      table: ['Khai Báo', 'yc'],
      columns: { ...referenceColumns, ...none, claimedBy: null, createdAt: null, updatedAt: null },
      states: { pending: 'cho', claimed: 'dang', awaitingApproval: null, signed: 'xong', rejected: 'loi' },
    })
    await table.insert({ document: '<a/>' })
    const source = table.source()
    const request = await takeOne(source)
    expect(request.externalId).toMatch(/^[0-9a-f-]{36}$/)
    expect(await source.renew([request])).toEqual([])
    expect(await source.deliver(signedOutcome(request))).toBe('delivered')
    expect(await run('SELECT state::text FROM "Khai Báo".yc')).toEqual([{ state: 'xong' }])
    await table.close()
  })

  test('an xml column is refused for documents, since it does not keep their bytes', async () => {
    const table = await newTable()
    await database().run(`ALTER TABLE ${table.name} ALTER COLUMN signed_document TYPE xml USING NULL`)
    await expect(takeOne(table.source())).rejects.toMatchObject({
      code: 'ERR_SOURCE_LAYOUT',
      message: expect.stringContaining('signed_document'),
    })
  })
})

async function openPostgres(): Promise<ContractDatabase> {
  const folder = makeFolder('postgres')
  const server = await startPostgres(folder)
  const { host, port, user, database } = server.connection
  const connect = () => {
    const pool = new pg.Pool({ host, port: port ?? 0, user, database, password: server.password, max: 2 })
    pool.on('error', () => {})
    return pool
  }
  let pool = connect()
  return {
    dialect: 'postgres',
    connection: server.connection,
    password: server.password,
    types: { text: 'text', bytes: 'bytea', integer: 'bigint', key: 'varchar(50) PRIMARY KEY' },
    quote: (name) => `"${name.replaceAll('"', '""')}"`,
    run: async (text, values = []) => {
      // A statement without values may hold any sign; one with values has a place for each.
      let places = 0
      const numbered = values.length === 0 ? text : text.replace(/\?(?=[,) ]|$)/g, () => `$${++places}`)
      return (await pool.query<Record<string, unknown>>(numbered, [...values])).rows
    },
    stop: async () => {
      await pool.end()
      await server.stop()
    },
    start: async () => {
      await server.start()
      pool = connect()
    },
    close: async () => {
      await pool.end()
      await server.stop()
      removeFolder(folder)
    },
  }
}
