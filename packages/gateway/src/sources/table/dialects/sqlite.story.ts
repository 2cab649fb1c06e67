import { renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { setTimeout as sleep } from 'node:timers/promises'
import Database from 'better-sqlite3'
import { expect, test } from 'vitest'
import { connectTo } from '../../../../../../test/support/databases.ts'
import { makeFolder, removeFolder } from '../../../../../../test/support/folder.ts'
import { signedOutcome, takeOne } from '../../../../../../test/support/request-table.ts'
import { type ContractDatabase, describeTableSource } from '../../../../../../test/support/table-source-contract.ts'

describeTableSource('a table in a SQLite file', openSqlite, ({ database, newTable }) => {
  test('a file that was replaced is noticed, and the outcome goes into the new one', async () => {
    const table = await newTable()
    await table.insert({ document: '<a/>' })
    const source = table.source()
    const request = await takeOne(source)
    const { file } = database().connection
    if (file === null) throw new Error('SQLite is a file')
    await database().run(`VACUUM INTO '${file}-restored'`)
    await database().stop()
    renameSync(`${file}-restored`, file)
    rmSync(`${file}-away`)
    await database().start()
    await expect(source.deliver(signedOutcome(request))).rejects.toMatchObject({
      code: 'ERR_SOURCE_UNAVAILABLE',
      message: expect.stringContaining('replaced'),
    })
    expect(await source.deliver(signedOutcome(request))).toBe('delivered')
    expect(await table.rows()).toMatchObject([{ state: 2 }])
  })

  test('waiting for another writer does not stop the process', async () => {
    const table = await newTable()
    await table.insert({ document: '<a/>' })
    const source = table.source()
    await database().run('BEGIN IMMEDIATE')
    const delay = monitorEventLoopDelay({ resolution: 5 })
    delay.enable()
    const waiting = takeOne(source)
    await sleep(1_000)
    delay.disable()
    await database().run('COMMIT')
    expect(await waiting).toMatchObject({ document: '<a/>' })
    // Half of its turns, since a busy machine stops a process for longer now and then.
    expect(delay.percentile(50) / 1e6).toBeLessThan(100)
  })
})

async function openSqlite(): Promise<ContractDatabase> {
  const folder = makeFolder('sqlite')
  const file = join(folder, 'khai-bao.db')
  const files = ['', '-wal', '-shm']
  let sqlite = new Database(file, { timeout: 5_000 })
  return {
    dialect: 'sqlite',
    connection: { ...connectTo(0), file },
    password: null,
    types: { text: 'TEXT', bytes: 'BLOB', integer: 'INTEGER', key: 'TEXT PRIMARY KEY' },
    quote: (name) => `"${name.replaceAll('"', '""')}"`,
    run: async (text, values = []) => {
      const statement = sqlite.prepare<unknown[], Record<string, unknown>>(text)
      if (statement.reader) return statement.all(...values)
      statement.run(...values)
      return []
    },
    stop: async () => {
      sqlite.close()
      for (const end of files) renameIfThere(file + end, `${file}-away${end}`)
    },
    start: async () => {
      for (const end of files) renameIfThere(`${file}-away${end}`, file + end)
      sqlite = new Database(file, { timeout: 5_000 })
    },
    close: async () => {
      sqlite.close()
      removeFolder(folder)
    },
  }
}

function renameIfThere(from: string, to: string): void {
  try {
    renameSync(from, to)
  } catch {
    // The log files come and go with their writers.
  }
}
