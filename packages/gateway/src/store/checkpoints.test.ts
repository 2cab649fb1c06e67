import type Database from 'better-sqlite3'
import { expect, test } from 'vitest'
import { Checkpoints } from './checkpoints.ts'

/** A database whose log is large, beside a disk that has no room for more than the log. */
class FullDisk {
  readonly name = '/nowhere/congky.sqlite'
  moves = 0
  pragma(): void {}
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
