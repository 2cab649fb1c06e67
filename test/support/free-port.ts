import { once } from 'node:events'
import { mkdirSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'

/**
 * Below the ports that systems give to whoever does not name one (from 32768 on with Linux, from 49152 with others), so
 * that none of the many connections and servers of a run takes it before it is used, or between two starts.
 */
const [FIRST, COUNT] = [20_000, 12_000]

/** Files of tests run in processes of their own, beside each other: each begins somewhere else. */
let last = Math.floor(Math.random() * COUNT)

/** A port that nobody listens at, given once. */
export async function freePort(): Promise<number> {
  for (;;) {
    last = (last + 1) % COUNT
    const port = FIRST + last
    if (isOurs(port) && (await isFree(port))) return port
  }
}

/**
 * Nobody else of this run has it, not even for a server that is stopped for a moment.
 *
 * @throws {Error} The folder of the run is gone: no port would ever be ours.
 */
function isOurs(port: number): boolean {
  const kept = process.env.CONGKY_KEPT
  if (kept === undefined) return true
  try {
    mkdirSync(join(kept, `port-${port}`))
    return true
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error
    return false
  }
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer()
  try {
    server.listen(port, '127.0.0.1')
    await once(server, 'listening')
    server.close()
    await once(server, 'close')
    return true
  } catch {
    return false
  }
}
