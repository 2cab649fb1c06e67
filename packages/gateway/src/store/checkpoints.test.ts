import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import Database from 'better-sqlite3'
import { expect, test } from 'vitest'
import { makeFolder, removeFolder } from '../../../../test/support/folder.ts'
import { Checkpoints } from './checkpoints.ts'

/** A database whose log is large and stays so, beside a disk that has no room for more than the log. */
class FullDisk {
  readonly name: string
  moves = 0
  constructor(name = '/nowhere/congky.sqlite') {
    this.name = name
  }
  pragma(): number {
    return 4_096
  }
  prepare(text: string): { get(): unknown } {
    if (text.includes('NOOP')) return { get: () => ({ log: 10_000, checkpointed: 0 }) }
    return {
      get: () => {
        this.moves++
        throw Object.assign(new Error('database or disk is full'), { code: 'SQLITE_FULL' })
      },
    }
  }
}

test('a log that cannot be moved is left alone for a while, and no commit fails by it', async () => {
  const disk = new FullDisk()
  const threadFailed = new Promise<void>((resolve) => {
    const checkpoints = new Checkpoints(disk as unknown as Database.Database, () => {
      expect(checkpoints.holdWrites).toBe(false)
      checkpoints.onCommit()
      checkpoints.onCommit()
      resolve()
    })
    checkpoints.onCommit()
  })
  await threadFailed
  expect(disk.moves).toBe(1)
})

test('a log that somebody reads for long does not keep the thread busy, nor the writes waiting', async () => {
  const folder = makeFolder('checkpoints')
  const file = join(folder, 'congky.sqlite')
  const sqlite = new Database(file)
  sqlite.pragma('journal_mode = WAL')
  let rounds = 0
  const checkpoints = new Checkpoints(new FullDisk(file) as unknown as Database.Database, () => rounds++)
  checkpoints.onCommit()
  await expect.poll(() => rounds).toBe(1)
  // Well within the second that the thread rests, also where each of these takes many times as long.
  for (let commits = 0; commits < 10; commits++) {
    checkpoints.onCommit()
    await sleep(5)
  }
  expect(rounds).toBe(1)
  checkpoints.close()
  sqlite.close()
  removeFolder(folder)
})
