/**
 * Servers of others as child processes of a test, from the distribution or from packages that were unpacked below
 * CONGKY_TEST_PREFIX. They end with the test process, however that ends.
 */
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

export interface ServerOptions {
  readonly account: Account | null
  readonly program: string
  readonly args: readonly string[]
  readonly stopSignal: NodeJS.Signals
  /** Rejects as long as it is not. */
  readonly isReady: () => Promise<unknown>
}

const START_WAIT_MS = 60_000

export class ServerProcess {
  readonly #options: ServerOptions
  #stop: ((signal: NodeJS.Signals) => Promise<void>) | null = null

  constructor(options: ServerOptions) {
    this.#options = options
  }

  /** A server that was killed leaves processes behind for a moment, and none can be started beside them. */
  async start(): Promise<void> {
    const giveUpAt = Date.now() + START_WAIT_MS
    for (;;) {
      const failure = await this.#tryToStart(giveUpAt)
      if (failure === null) return
      if (Date.now() > giveUpAt) throw new Error(`${this.#options.program} did not start:\n${failure}`)
      await sleep(200)
    }
  }

  async stop(signal: NodeJS.Signals = this.#options.stopSignal): Promise<void> {
    const stop = this.#stop
    this.#stop = null
    await stop?.(signal)
  }

  /** @returns What it said before it ended, or null once it is ready. */
  async #tryToStart(giveUpAt: number): Promise<string | null> {
    const { account, program, args, isReady } = this.#options
    const [command, ...rest] = asAccount(account, program, args)
    const child = spawn(command, rest, { stdio: ['ignore', 'ignore', 'pipe'], env: environment(), cwd: '/' })
    let log = ''
    child.stderr.on('data', (text: Buffer) => (log = (log + text.toString()).slice(-4_000)))
    const ended = new Promise<void>((resolve) => child.once('close', () => resolve()))
    this.#stop = async (signal) => {
      child.kill(signal)
      await ended
    }
    while (child.exitCode === null && child.signalCode === null && Date.now() < giveUpAt) {
      try {
        await isReady()
        return null
      } catch {
        await sleep(50)
      }
    }
    await this.stop()
    return log
  }
}

export interface Account {
  readonly name: string
  readonly uid: number
  readonly gid: number
}

/** The command with its arguments. The server ends with the test process, however that ends. */
export function asAccount(account: Account | null, program: string, args: readonly string[]): [string, ...string[]] {
  const ids = account === null ? [] : [`--reuid=${account.uid}`, `--regid=${account.gid}`, '--clear-groups']
  return ['setpriv', ...ids, '--pdeathsig=KILL', program, ...args]
}

/** Where something of the system is. */
export function prefixed(path: string): string {
  const unpacked = join(process.env.CONGKY_TEST_PREFIX ?? '/', path)
  return existsSync(unpacked) ? unpacked : path
}

/** Unpacked packages need their libraries found; installed ones have them. */
export function environment(): NodeJS.ProcessEnv {
  const prefix = process.env.CONGKY_TEST_PREFIX
  if (prefix === undefined) return process.env
  const architectures = ['x86_64-linux-gnu', 'aarch64-linux-gnu']
  const libraries = architectures.flatMap((name) => [join(prefix, 'usr/lib', name), join(prefix, 'lib', name)])
  return { ...process.env, LD_LIBRARY_PATH: libraries.filter((path) => existsSync(path)).join(':') }
}
