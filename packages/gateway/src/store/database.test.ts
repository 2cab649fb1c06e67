import { closeSync, mkdtempSync, openSync, readdirSync, readlinkSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { StateDatabase } from './database.ts'

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
