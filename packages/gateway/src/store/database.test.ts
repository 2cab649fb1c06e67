import { closeSync, mkdtempSync, openSync, readdirSync, readlinkSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { DATABASE_FILE, StateDatabase } from './database.ts'

let folder: string
let database: StateDatabase

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'congky-database-'))
  database = StateDatabase.open(folder)
  database.sqlite.exec('CREATE TABLE note (text TEXT)')
})
afterEach(() => {
  database.close()
  rmSync(folder, { recursive: true })
})

const write = (text = 'x') =>
  database.write(() => database.sqlite.prepare('INSERT INTO note VALUES (?)').run(text).changes)
const count = () => database.sqlite.prepare('SELECT count(*) FROM note').pluck().get()

test('a new database has pages of 8 KB, and an older one keeps its own', () => {
  const pageOf = (database: StateDatabase) => database.sqlite.pragma('page_size', { simple: true })
  expect(pageOf(database)).toBe(8_192)
  const older = mkdtempSync(join(tmpdir(), 'congky-pages-'))
  const made = new Database(join(older, DATABASE_FILE))
  made.pragma('page_size = 4096')
  made.exec('VACUUM')
  made.close()
  const opened = StateDatabase.open(older)
  expect(pageOf(opened)).toBe(4_096)
  opened.close()
  rmSync(older, { recursive: true })
})

test('what can be read now is durable soon, although writes never pause', async () => {
  let isWriting = true
  // A new write every turn of the event loop: there is a commit during every sync.
  const writing = (async () => {
    const writes: Promise<unknown>[] = []
    while (isWriting) {
      writes.push(write())
      await new Promise((resolve) => setImmediate(resolve))
    }
    await Promise.all(writes)
  })()
  await write()
  const inTime = await Promise.race([
    database.durable().then(() => true),
    new Promise((resolve) => setTimeout(resolve, 1_000, false)),
  ])
  isWriting = false
  await writing
  expect(inTime).toBe(true)
})

test('a write that throws undoes only itself, and is known to be undone', async () => {
  let undone = 0
  database.onUndone(() => undone++)
  const failing = database.write(() => {
    database.sqlite.exec("INSERT INTO note VALUES ('never')")
    throw new RangeError('a write of a test')
  })
  const others = [write('a'), write('b')]
  await expect(failing).rejects.toThrow(RangeError)
  expect(await Promise.all(others)).toEqual([1, 1])
  expect(database.sqlite.prepare('SELECT text FROM note ORDER BY text').pluck().all()).toEqual(['a', 'b'])
  expect([undone > 0, database.commits]).toEqual([true, 1])
})

test('a write is told of when it is committed, and again when it is durable, in the order of the writes', async () => {
  const told: string[] = []
  const tell = (name: string) => ({
    onCommitted: () => told.push(`${name} committed`),
    onDurable: () => told.push(`${name} durable`),
  })
  await Promise.all(['a', 'b'].map((name) => database.write(() => name, tell(name))))
  expect(told).toEqual(['a committed', 'b committed', 'a durable', 'b durable'])
})

test('who hears of a durable write and asks whether all is durable gets an answer, and writes that come then are told, too', async () => {
  const heard: string[] = []
  await new Promise<void>((resolve) => {
    const onDurable = () => {
      const asked = database.durable().then(() => heard.push('all is durable'))
      const written = write('from a listener').then(() => heard.push('written'))
      void Promise.all([asked, written]).then(() => resolve())
    }
    void database.write(() => 1, { onDurable })
  })
  expect(heard).toEqual(['all is durable', 'written'])
})

test('what nobody waits for shares the commit of the next write, and needs none to be written', async () => {
  const later = database.write(() => 'later', { canWait: true })
  await write()
  expect([await later, database.commits]).toEqual(['later', 1])
  expect(await database.write(() => 'alone', { canWait: true })).toBe('alone')
})

test('a log that has grown large is moved into the database, and what is written meanwhile is not lost', async () => {
  const left = database.sqlite.prepare<[], { log: number; checkpointed: number }>('PRAGMA wal_checkpoint(NOOP)')
  const text = 'x'.repeat(2_000_000)
  for (let i = 0; i < 20; i++) await write(text)
  await expect
    .poll(
      () => {
        const size = left.get()
        return size && size.log - size.checkpointed
      },
      { timeout: 20_000 },
    )
    .toBeLessThan(8_192)
  expect(await write()).toBe(1)
  expect(count()).toBe(21)
})

test('a full disk refuses every write, says so, and is found to have room again without being asked', async () => {
  const pages = database.sqlite.pragma('page_count', { simple: true })
  database.sqlite.pragma(`max_page_count = ${pages}`)
  await expect(write('y'.repeat(100_000))).rejects.toMatchObject({ code: 'ERR_STORE_FULL' })
  expect(database.problem?.code).toBe('ERR_STORE_FULL')
  // Even what would still fit: an intent without room for its signature is worth nothing.
  await expect(database.write(() => 1)).rejects.toMatchObject({ code: 'ERR_STORE_FULL' })
  expect(count()).toBe(0)
  database.sqlite.pragma('max_page_count = 100000')
  await expect.poll(() => database.problem, { timeout: 3_000 }).toBeNull()
  expect(await write('y'.repeat(100_000))).toBe(1)
})

test.runIf(process.platform === 'linux')(
  'a write that the disk does not confirm is told to nobody, and ends the writing for good',
  async () => {
    await write()
    loseLogFile()
    await expect(write()).rejects.toMatchObject({ code: 'ERR_STORE_FAILED' })
    await expect(write()).rejects.toMatchObject({ code: 'ERR_STORE_FAILED' })
    await expect(database.durable()).rejects.toMatchObject({ code: 'ERR_STORE_FAILED' })
    expect(database.problem).toMatchObject({ code: 'ERR_STORE_FAILED' })
    expect(await database.failed).toMatchObject({ code: 'ERR_STORE_FAILED' })
  },
)

/** Puts a file that cannot be synced in the place of ours: the newest of this process's handles of the log. */
function loseLogFile(): void {
  const handles = readdirSync('/proc/self/fd').map(Number)
  const ofLog = handles.filter((handle) => linkOf(handle) === join(folder, 'congky.sqlite-wal'))
  const ours = Math.max(...ofLog)
  closeSync(ours)
  // The lowest free number is given out first; what is opened on the way is left to the end of the process.
  while (openSync('/dev/null', 'r+') !== ours);
}

function linkOf(handle: number): string | null {
  try {
    return readlinkSync(`/proc/self/fd/${handle}`)
  } catch {
    // The handle that listed the folder is closed by now.
    return null
  }
}
