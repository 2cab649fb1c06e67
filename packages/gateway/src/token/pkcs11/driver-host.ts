/**
 * The driver processes of one module. As a rule every token has a process of its own, so that a hang or a
 * crash stays its own. Drivers that cannot be loaded twice share one, by configuration.
 */
import type { ModuleConfig } from '../../domain/gateway-config.ts'
import { DriverProcess, DriverProcessError, type Environment } from './driver-process.ts'
import type { FoundToken, LibraryInfo } from './messages.ts'

/** The one process of a module whose driver cannot be loaded twice. */
interface SharedProcess {
  readonly loaded: Promise<DriverProcess>
  /** Null until it is loaded. */
  process: DriverProcess | null
  /** Tokens that have a place in it, those that still wait for it included. */
  users: number
}

export class DriverHost {
  readonly module: ModuleConfig
  readonly #environment: Environment
  readonly #running = new Set<DriverProcess>()
  #shared: SharedProcess | null = null
  #isStopped = false

  constructor(module: ModuleConfig, environment: Environment) {
    this.module = module
    this.#environment = environment
  }

  /** A process with the library loaded, for one token. @throws {DriverError | DriverProcessError} */
  acquire(): Promise<DriverProcess> {
    if (!this.module.sharedProcess) return this.#startProcess()
    if (this.#shared?.process?.isOver) this.#shared = null
    this.#shared ??= this.#startShared()
    this.#shared.users++
    return this.#shared.loaded
  }

  /** Gives a token's place up; the last one out ends the process. */
  release(process: DriverProcess): void {
    if (this.#shared?.process === process && --this.#shared.users > 0) return
    process.kill()
  }

  /**
   * The tokens plugged in now. Drivers keep their slot list until they are initialized anew, so this takes a
   * fresh process, except where the module's one process is in use.
   *
   * @param leaveAlone Serial numbers of tokens to leave out: reading certificates disturbs one that signs.
   * @throws {DriverError | DriverProcessError}
   */
  async scan(leaveAlone: readonly string[], timeoutMs: number): Promise<readonly FoundToken[]> {
    if (this.#shared && !this.#shared.process?.isOver)
      return (await this.#shared.loaded).call('scan', { leaveAlone }, timeoutMs)
    const process = this.#spawn()
    try {
      return (await probe(process, this.module.path, leaveAlone, timeoutMs)).tokens
    } finally {
      process.kill()
    }
  }

  /** Ends every process, and starts none any more. */
  stop(): void {
    this.#isStopped = true
    for (const process of this.#running) process.kill()
  }

  #startShared(): SharedProcess {
    const shared: SharedProcess = { loaded: this.#startProcess(), process: null, users: 0 }
    const forget = () => {
      if (this.#shared === shared) this.#shared = null
    }
    shared.loaded.then((process) => {
      shared.process = process
      process.onExit(forget)
    }, forget)
    return shared
  }

  async #startProcess(): Promise<DriverProcess> {
    const process = this.#spawn()
    try {
      await process.call('load', { path: this.module.path }, this.module.callTimeoutMs)
      return process
    } catch (error) {
      process.kill()
      throw error
    }
  }

  #spawn(): DriverProcess {
    if (this.#isStopped) throw new DriverProcessError({ reason: 'ended', message: 'the gateway is stopping' }, false)
    const process = new DriverProcess(this.#environment)
    this.#running.add(process)
    process.onExit(() => this.#running.delete(process))
    return process
  }
}

export interface ProbedLibrary {
  readonly library: LibraryInfo
  readonly tokens: readonly FoundToken[]
}

/**
 * Loads a library in a process of its own, which ends right after: a library of the wrong kind crashes or
 * hangs whoever loads it.
 *
 * @throws {DriverError | DriverProcessError}
 */
export async function probeLibrary(path: string, timeoutMs: number, environment: Environment): Promise<ProbedLibrary> {
  const process = new DriverProcess(environment)
  try {
    return await probe(process, path, [], timeoutMs)
  } finally {
    process.kill()
  }
}

async function probe(
  process: DriverProcess,
  path: string,
  leaveAlone: readonly string[],
  timeoutMs: number,
): Promise<ProbedLibrary> {
  const library = await process.call('load', { path }, timeoutMs)
  return { library, tokens: await process.call('scan', { leaveAlone }, timeoutMs) }
}
