/**
 * One watcher per folder: two of them, on two machines that share it, would have each file signed twice, since
 * the gateway tells repetitions apart by workstation. The lock is a small file in the folder that its holder
 * writes to every few seconds. One whose holder is gone (killed, switched off) is noticed by its standing still,
 * and on the same machine at once.
 */
import { randomUUID } from 'node:crypto'
import { open, readFile, rm, writeFile } from 'node:fs/promises'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { CongkyError } from '@congky/shared'
import { z } from 'zod'
import { fileError } from '../file-error.ts'
import { isCode } from './watched-files.ts'

const BEAT_MS = 2_000
/** Standing still for so long, a lock has no holder. */
const STALE_MS = 6 * BEAT_MS
const LOOK_MS = 500

const schema = z.object({ id: z.string(), host: z.string(), pid: z.int(), beat: z.int() })
type Holder = z.infer<typeof schema>

export class FolderLock {
  readonly #path: string
  readonly #id: string
  readonly #onLost: (error: CongkyError) => void
  #beat = 0
  #timer: ReturnType<typeof setInterval> | undefined

  private constructor(path: string, id: string, onLost: (error: CongkyError) => void) {
    this.#path = path
    this.#id = id
    this.#onLost = onLost
  }

  /**
   * @param onLost Called when another watcher took the folder, such as after this machine slept.
   * @throws {CongkyError} ERR_FILE_UNUSABLE: another watches the folder, or it may not be written to.
   */
  static async take(folder: string, signal: AbortSignal, onLost: (error: CongkyError) => void): Promise<FolderLock> {
    const lock = new FolderLock(join(folder, '.congky-watch.lock'), randomUUID(), onLost)
    while (!(await lock.#create())) {
      const holder = await waitWhileHeld(lock.#path, signal)
      if (holder) throw heldBy(folder, holder)
      await rm(lock.#path, { force: true })
    }
    lock.#timer = setInterval(() => void lock.#keep(folder), BEAT_MS)
    return lock
  }

  async release(): Promise<void> {
    clearInterval(this.#timer)
    if ((await readHolder(this.#path))?.id === this.#id) await rm(this.#path, { force: true })
  }

  async #create(): Promise<boolean> {
    try {
      const file = await open(this.#path, 'wx')
      await file.writeFile(this.#content())
      await file.close()
      return true
    } catch (error) {
      if (isCode(error, 'EEXIST')) return false
      throw fileError(this.#path, error)
    }
  }

  async #keep(folder: string): Promise<void> {
    const holder = await readHolder(this.#path)
    if (holder && holder.id !== this.#id) {
      clearInterval(this.#timer)
      this.#onLost(heldBy(folder, holder))
      return
    }
    this.#beat += 1
    // A share that is away for a moment keeps nobody from signing what comes later.
    await writeFile(this.#path, this.#content()).catch(() => {})
  }

  #content(): string {
    return JSON.stringify({ id: this.#id, host: hostname(), pid: process.pid, beat: this.#beat } satisfies Holder)
  }
}

/** @returns Its holder, or null when it has none any more. */
async function waitWhileHeld(path: string, signal: AbortSignal): Promise<Holder | null> {
  const first = await readHolder(path)
  if (first && first.host === hostname() && !isAlive(first.pid)) return null
  for (let waitedMs = 0; waitedMs < STALE_MS; waitedMs += LOOK_MS) {
    await sleep(LOOK_MS, undefined, { signal })
    const now = await readHolder(path)
    if (now && (now.id !== first?.id || now.beat !== first.beat)) return now
    if (!now && first) return null
  }
  return null
}

async function readHolder(path: string): Promise<Holder | null> {
  try {
    return schema.parse(JSON.parse(await readFile(path, 'utf8')))
  } catch {
    return null
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return isCode(error, 'EPERM')
  }
}

function heldBy(folder: string, { host, pid }: Holder): CongkyError {
  const detail = {
    en: `another congky-client watches it already (machine ${host}, process ${pid})`,
    vi: `một congky-client khác đang theo dõi thư mục này (máy ${host}, tiến trình ${pid})`,
  }
  return new CongkyError('ERR_FILE_UNUSABLE', { file: folder, detail })
}
