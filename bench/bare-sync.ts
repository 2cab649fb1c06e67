/**
 * What the disk takes to make a commit durable, when nothing else is done: a request on its way alone waits for that
 * twice, and its slowest are often the disk's own.
 */
import { closeSync, fdatasync, openSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { KB } from './documents.ts'

/** The pages of one commit of a document of 10 KB, about. */
const COMMIT_BYTES = 64 * KB
/** As large as the log of the state database is before it is written from its beginning again. */
const FILE_BYTES = 32 * KB * KB

const sync = promisify(fdatasync)

export class BareSync {
  readonly #file: number
  readonly #commit = Buffer.alloc(COMMIT_BYTES, 1)
  #at = 0

  /** @param folder Where a file is written and left. */
  constructor(folder: string) {
    this.#file = openSync(join(folder, 'bare-sync'), 'w')
    for (let at = 0; at < FILE_BYTES; at += COMMIT_BYTES) writeSync(this.#file, this.#commit, 0, COMMIT_BYTES, at)
  }

  /** @returns What each of so many syncs took, in milliseconds. */
  async measure(count: number): Promise<readonly number[]> {
    await sync(this.#file)
    const taken: number[] = []
    while (taken.length < count) {
      writeSync(this.#file, this.#commit, 0, COMMIT_BYTES, this.#at)
      this.#at = (this.#at + COMMIT_BYTES) % FILE_BYTES
      const startedMs = performance.now()
      await sync(this.#file)
      taken.push(performance.now() - startedMs)
    }
    return taken
  }

  close(): void {
    closeSync(this.#file)
  }
}
