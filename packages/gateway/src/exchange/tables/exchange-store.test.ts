import { join } from 'node:path'
import { expect, test } from 'vitest'
import { connectTo } from '../../../../../test/support/databases.ts'
import {
  answerTo,
  describeExchangeStore,
  outgoingMessage,
  receivedMessage,
  stageOn,
} from '../../../../../test/support/exchange-store-contract.ts'
import { makeFolder, removeFolder } from '../../../../../test/support/folder.ts'
import { freePort } from '../../../../../test/support/free-port.ts'
import { TdsStandIn } from '../../../../../test/support/tds-stand-in.ts'
import type { ExchangeDatabaseConfig } from '../../domain/exchange-config.ts'
import { openStore } from '../../store/store.ts'
import { initExchangeTables, openDatabaseExchange, openStateExchange } from './open-exchange-store.ts'

const NO_PASSWORD = async () => null
const PASSWORD = 'Canary-Password-hải-quan'

describeExchangeStore("the gateway's own state", async () => {
  const folder = makeFolder('exchange')
  const store = openStore(folder)
  return {
    first: openStateExchange(store.statements),
    second: openStateExchange(store.statements),
    close: async () => {
      store.close()
      removeFolder(folder)
    },
  }
})

describeExchangeStore('a SQLite file', async () => {
  const folder = makeFolder('exchange')
  const config = sqliteIn(folder)
  expect(await initExchangeTables(config, null)).toEqual({ inbox: true, outbox: true })
  expect(await initExchangeTables(config, null)).toEqual({ inbox: false, outbox: false })
  return stageOn(config, null, async () => removeFolder(folder))
})

describeExchangeStore('the SQL Server driver, on a stand-in', async () => {
  const folder = makeFolder('exchange')
  const connection = connectTo(await freePort())
  const { user, database, port } = connection
  const server = { file: join(folder, 'tds.db'), port: port ?? 0, user, password: PASSWORD, database }
  const standIn = new TdsStandIn(server)
  await standIn.start()
  const config = { ...sqliteIn(folder), dialect: 'mssql', connection } as const
  expect(await initExchangeTables(config, PASSWORD)).toEqual({ inbox: true, outbox: true })
  return stageOn(config, PASSWORD, async () => {
    await standIn.stop()
    removeFolder(folder)
  })
})

test('a database that is away is said to be, and is found again when it is back', async () => {
  const folder = makeFolder('exchange')
  const config = sqliteIn(folder)
  const store = openDatabaseExchange(config, NO_PASSWORD)
  const message = outgoingMessage()
  await expect(store.outbox.add(message)).rejects.toMatchObject({ code: 'ERR_SOURCE_UNAVAILABLE' })
  await expect(store.inbox.receive(receivedMessage())).rejects.toMatchObject({ code: 'ERR_SOURCE_UNAVAILABLE' })
  await initExchangeTables(config, null)
  await expect.poll(() => store.outbox.add(message).catch(() => null), { timeout: 10_000 }).toEqual(message)
  await store.close()
  await expect(store.outbox.find('x')).rejects.toMatchObject({ code: 'ERR_STOPPING' })
  removeFolder(folder)
})

test('what the state keeps survives its gateway', async () => {
  const folder = makeFolder('exchange')
  const message = receivedMessage()
  const answer = answerTo(message)
  const before = openStore(folder)
  await openStateExchange(before.statements).inbox.receive(message)
  await openStateExchange(before.statements).inbox.answer(message, answer)
  before.close()
  const after = openStore(folder)
  expect(await openStateExchange(after.statements).inbox.find(message)).toMatchObject({ answer })
  after.close()
  removeFolder(folder)
})

function sqliteIn(folder: string): ExchangeDatabaseConfig {
  const connection = { ...connectTo(0), file: join(folder, 'kho.db') }
  return { dialect: 'sqlite', connection, inboxTable: ['MSG_INBOX'], outboxTable: ['MSG_OUTBOX'] }
}
