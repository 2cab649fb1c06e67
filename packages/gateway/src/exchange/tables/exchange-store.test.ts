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
import { DATABASE_FILE } from '../../store/database.ts'
import { adoptSnapshot } from '../../store/snapshot.ts'
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

test('old texts are dropped from the state once they are answered, and the messages stay known', async () => {
  const folder = makeFolder('exchange')
  const store = openStore(folder)
  const { inbox, outbox } = openStateExchange(store.statements)
  const [answered, unanswered] = [receivedMessage(), receivedMessage()]
  for (const message of [answered, unanswered]) await inbox.receive(message)
  await inbox.answer(answered, answerTo(answered))
  const sent = await outbox.add(outgoingMessage({ state: 'accepted', answer: '<a/>' }))
  const held = await outbox.add(outgoingMessage({ state: 'held' }))
  expect(await store.statements.dropTexts(new Date(0), 10)).toBe(0)
  // The message, its answer, and the one that customs accepted.
  expect(await store.statements.dropTexts(new Date(), 10)).toBe(3)
  expect(await inbox.origin(answered)).toBeNull()
  expect(await inbox.find(answered)).toMatchObject({ sha256: answered.sha256, answer: null })
  expect(await inbox.origin(unanswered)).toBe(unanswered.origin)
  expect(await outbox.find(sent.id)).toMatchObject({ state: 'accepted', content: '', answer: null })
  expect(await outbox.find(held.id)).toMatchObject({ content: held.content })
  expect(await store.statements.dropTexts(new Date(), 10)).toBe(0)
  store.close()
  removeFolder(folder)
})

test('of a restored gateway what was on its way to customs waits for a person', async () => {
  const folder = makeFolder('exchange')
  const before = openStore(folder)
  const { outbox } = openStateExchange(before.statements)
  const states = ['signing', 'waiting', 'unknown', 'accepted', 'refused', 'held'] as const
  const ids: string[] = []
  for (const state of states) ids.push((await outbox.add(outgoingMessage({ state }))).id)
  before.close()
  adoptSnapshot(join(folder, DATABASE_FILE))
  const after = openStore(folder)
  const restored = openStateExchange(after.statements).outbox
  const found = await Promise.all(ids.map(async (id) => (await restored.find(id))?.state))
  expect(found).toEqual(['held', 'held', 'held', 'accepted', 'refused', 'held'])
  expect(await restored.find(ids[2] ?? '')).toMatchObject({
    lastError: { code: 'ERR_RESTORED_REQUEST' },
    nextAttemptAt: null,
  })
  after.close()
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
