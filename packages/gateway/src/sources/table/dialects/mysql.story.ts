import mysql from 'mysql2/promise'
import { expect, test } from 'vitest'
import { DatabaseFaultProxy } from '../../../../../../test/support/database-fault-proxy.ts'
import { startMariaDb } from '../../../../../../test/support/databases.ts'
import { makeFolder, removeFolder } from '../../../../../../test/support/folder.ts'
import { rejectedOutcome, signedOutcome, takeOne } from '../../../../../../test/support/request-table.ts'
import { type ContractDatabase, describeTableSource } from '../../../../../../test/support/table-source-contract.ts'

describeTableSource('a table in MariaDB', openMariaDb, ({ database, newTable }) => {
  test('a row that a declarant keeps locked holds up no other', async () => {
    const table = await newTable()
    for (const document of ['<locked/>', '<free/>']) await table.insert({ document })
    const { host, port, user, database: name } = database().connection
    const account = { host, port: port ?? 0, user, database: name, password: database().password ?? '' }
    const declarant = await mysql.createConnection(account)
    await declarant.query('START TRANSACTION')
    await declarant.query(`UPDATE ${table.name} SET document = '<changed/>' WHERE id = 1`)
    const source = table.source()
    expect(await takeOne(source)).toMatchObject({ document: '<free/>' })
    await declarant.query('COMMIT')
    await declarant.end()
    expect(await takeOne(source)).toMatchObject({ document: '<changed/>' })
  })

  test('a document column that is not utf8mb4 is refused before a row is claimed', async () => {
    const table = await newTable()
    await table.insert({ document: '<a/>' })
    await database().run(`ALTER TABLE ${table.name} MODIFY signed_document LONGTEXT CHARACTER SET utf8mb3`)
    await expect(takeOne(table.source())).rejects.toMatchObject({
      code: 'ERR_SOURCE_LAYOUT',
      message: expect.stringContaining('utf8mb4'),
    })
    expect(await table.rows()).toMatchObject([{ state: 0 }])
  })

  test('a signed document that does not fit its column is refused, never cut', async () => {
    const table = await newTable()
    await table.insert({ document: '<a/>' })
    await database().run(`ALTER TABLE ${table.name} MODIFY signed_document TEXT`)
    const source = table.source()
    const request = await takeOne(source)
    await expect(source.deliver(signedOutcome(request, 'x'.repeat(70_000)))).rejects.toMatchObject({
      code: 'ERR_SOURCE_LAYOUT',
      message: expect.stringContaining('too long'),
    })
    expect(await table.rows()).toMatchObject([{ state: 1, signedDocument: null }])
  })

  test('a server that falls silent in the middle of anything is given up, and asked anew when it is back', async () => {
    const table = await newTable()
    await table.insert({ document: '<a/>' })
    const { connection } = database()
    const proxy = await DatabaseFaultProxy.start({ protocol: 'mysql', targetPort: connection.port ?? 0 })
    const source = table.source({ connection: { ...connection, port: proxy.port } })
    const request = await takeOne(source)
    proxy.stall()
    // On the connection at hand, where the statement is not prepared yet, and on one that has to be made.
    const asked = [source.renew([request]), source.deliver(signedOutcome(request))]
    const refused = expect.objectContaining({
      status: 'rejected',
      reason: expect.objectContaining({ code: 'ERR_SOURCE_UNAVAILABLE' }),
    })
    expect(await Promise.allSettled(asked)).toEqual([refused, refused])
    proxy.up()
    expect(await source.deliver(signedOutcome(request))).toBe('delivered')
    await source.close()
    await proxy.close()
  })

  test('a reason goes into a column of another character set without its marks', async () => {
    const table = await newTable()
    await table.insert({ document: '' })
    await database().run(`ALTER TABLE ${table.name} MODIFY error_message VARCHAR(12) CHARACTER SET latin1`)
    const source = table.source()
    expect(await source.deliver(rejectedOutcome(await takeOne(source), 'Chứng từ rỗng.'))).toBe('delivered')
    expect(await table.rows()).toMatchObject([{ state: 3, errorMessage: 'Chung tu ron' }])
  })
})

async function openMariaDb(): Promise<ContractDatabase> {
  const folder = makeFolder('mariadb')
  const server = await startMariaDb(folder)
  const { host, port, user, database } = server.connection
  const connect = () =>
    mysql.createPool({
      host,
      port: port ?? 0,
      user,
      database,
      password: server.password,
      connectionLimit: 2,
      charset: 'utf8mb4',
    })
  let pool = connect()
  return {
    dialect: 'mysql',
    connection: server.connection,
    password: server.password,
    types: {
      text: 'VARCHAR(500) CHARACTER SET utf8mb4',
      bytes: 'LONGBLOB',
      integer: 'BIGINT',
      key: 'VARCHAR(50) PRIMARY KEY',
    },
    quote: (name) => `\`${name.replaceAll('`', '``')}\``,
    run: async (text, values = []) => {
      const [rows] = await pool.query(text, [...values])
      return Array.isArray(rows) ? (rows as Record<string, unknown>[]) : []
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
