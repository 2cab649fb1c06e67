/** MSG_INBOX and MSG_OUTBOX on real database servers. */
import { expect, test } from 'vitest'
import type { ExchangeDatabaseConfig } from '../packages/gateway/src/domain/exchange-config.ts'
import { initExchangeTables } from '../packages/gateway/src/exchange/tables/open-exchange-store.ts'
import { startMariaDb, startPostgres, type TestServer } from './support/databases.ts'
import { describeExchangeStore, outgoingMessage, stageOn } from './support/exchange-store-contract.ts'
import { makeFolder, removeFolder } from './support/folder.ts'

let postgres: TestServer

describeExchangeStore(
  'PostgreSQL',
  () =>
    openServer(
      async (folder) => {
        postgres = await startPostgres(folder)
        return postgres
      },
      { dialect: 'postgres', inboxTable: ['msg_inbox'], outboxTable: ['msg_outbox'] },
    ),
  (stage) =>
    test('a server that is killed and comes back finds its messages kept once', async () => {
      const { outbox } = stage().first
      const message = await outbox.add(outgoingMessage())
      await postgres.kill()
      const change = () => outbox.change(message.id, ['signing'], { state: 'waiting' })
      await expect(change()).rejects.toMatchObject({ code: 'ERR_SOURCE_UNAVAILABLE' })
      await postgres.start()
      await expect.poll(() => outbox.find(message.id).catch(() => null)).toEqual(message)
      expect(await change()).toMatchObject({ state: 'waiting' })
    }),
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
