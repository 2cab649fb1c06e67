/** MSG_INBOX and MSG_OUTBOX on real database servers. */
import { expect, test } from 'vitest'
import type { ExchangeDatabaseConfig } from '../packages/gateway/src/domain/exchange-config.ts'
import {
  initExchangeTables,
  openDatabaseExchange,
} from '../packages/gateway/src/exchange/tables/open-exchange-store.ts'
import { startMariaDb, startPostgres, type TestServer } from './support/databases.ts'
import { describeExchangeStore, outgoingMessage, stageOn } from './support/exchange-store-contract.ts'
import { makeFolder, removeFolder } from './support/folder.ts'

describeExchangeStore('PostgreSQL', () =>
  openServer(startPostgres, { dialect: 'postgres', inboxTable: ['msg_inbox'], outboxTable: ['msg_outbox'] }),
)

describeExchangeStore('MariaDB', () =>
  openServer(startMariaDb, { dialect: 'mysql', inboxTable: ['MSG_INBOX'], outboxTable: ['MSG_OUTBOX'] }),
)

async function openServer(
  start: (folder: string) => Promise<TestServer>,
  tables: Omit<ExchangeDatabaseConfig, 'connection'>,
) {
  const folder = makeFolder('exchange')
  const server = await start(folder)
  const config = { ...tables, connection: server.connection }
  expect(await initExchangeTables(config, server.password)).toEqual({ inbox: true, outbox: true })
  expect(await initExchangeTables(config, server.password)).toEqual({ inbox: false, outbox: false })
  return stageOn(config, server.password, async () => {
    await server.stop()
    removeFolder(folder)
  })
}

test('a server that is killed and comes back finds its messages kept once', async () => {
  const folder = makeFolder('exchange')
  const server = await startPostgres(folder)
  const config = {
    ...({ dialect: 'postgres', inboxTable: ['msg_inbox'], outboxTable: ['msg_outbox'] } as const),
    connection: server.connection,
  }
  await initExchangeTables(config, server.password)
  const store = openDatabaseExchange(config, async () => server.password)
  const message = await store.outbox.add(outgoingMessage())
  await server.kill()
  await expect(store.outbox.change(message.id, ['signing'], { state: 'waiting' })).rejects.toMatchObject({
    code: 'ERR_SOURCE_UNAVAILABLE',
  })
  await server.start()
  await expect.poll(() => store.outbox.find(message.id).catch(() => null), { timeout: 20_000 }).toEqual(message)
  expect(await store.outbox.change(message.id, ['signing'], { state: 'waiting' })).toMatchObject({ state: 'waiting' })
  await store.close()
  await server.stop()
  removeFolder(folder)
})
