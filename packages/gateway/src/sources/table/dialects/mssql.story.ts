import { join } from 'node:path'
import Database from 'better-sqlite3'
import { expect, test } from 'vitest'
import { connectTo } from '../../../../../../test/support/databases.ts'
import { makeFolder, removeFolder } from '../../../../../../test/support/folder.ts'
import { freePort } from '../../../../../../test/support/free-port.ts'
import { tableConfig } from '../../../../../../test/support/request-table.ts'
import { type ContractDatabase, describeTableSource } from '../../../../../../test/support/table-source-contract.ts'
import { TdsStandIn } from '../../../../../../test/support/tds-stand-in.ts'
import { testSource } from '../test-source.ts'

test('a password is not sent in clear when the configuration asks for TLS and the server has none', async () => {
  const folder = makeFolder('tds')
  const connection = connectTo(await freePort())
  const { user, database } = connection
  const server = {
    file: join(folder, 'tds.db'),
    port: connection.port ?? 0,
    user,
    password: 'Canary-Password-bí-mật',
    database,
  }
  const standIn = new TdsStandIn(server)
  await standIn.start()
  try {
    for (const tls of ['on', 'verify'] as const) {
      const config = tableConfig({ dialect: 'mssql', connection: { ...connection, tls } })
      const [step] = (await testSource(config, server.password)).steps
      expect(step).toMatchObject({
        step: 'connect',
        ok: false,
        detail: { en: expect.stringContaining('offers no TLS') },
      })
    }
    expect(standIn.logins).toBe(0)
    const clear = tableConfig({ dialect: 'mssql', connection })
    expect((await testSource(clear, server.password)).steps[0]).toMatchObject({ step: 'connect', ok: true })
    expect(standIn.logins).toBeGreaterThan(0)
  } finally {
    await standIn.stop()
    removeFolder(folder)
  }
})

describeTableSource('a table behind the SQL Server driver, on a stand-in', openStandIn)

async function openStandIn(): Promise<ContractDatabase> {
  const folder = makeFolder('tds')
  const file = join(folder, 'tds.db')
  const connection = connectTo(await freePort())
  const password = 'Canary-Password-mật-khẩu-9f3'
  const { user, database } = connection
  const standIn = new TdsStandIn({ file, port: connection.port ?? 0, user, password, database })
  await standIn.start()
  const sqlite = new Database(file, { timeout: 5_000 })
  return {
    dialect: 'mssql',
    connection,
    password,
    types: { text: 'nvarchar(2000)', bytes: 'varbinary_max', integer: 'bigint', key: 'varchar(50) PRIMARY KEY' },
    quote: (name) => `"${name.replaceAll('"', '""')}"`,
    run: async (text, values = []) => {
      const statement = sqlite.prepare<unknown[], Record<string, unknown>>(text)
      if (statement.reader) return statement.all(...values)
      statement.run(...values)
      return []
    },
    stop: () => standIn.stop(),
    start: () => standIn.start(),
    close: async () => {
      sqlite.close()
      await standIn.stop()
      removeFolder(folder)
    },
  }
}
