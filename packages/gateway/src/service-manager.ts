/**
 * Tells systemd how the service is (sd_notify(3)): started, alive, stopping. Node has no datagram sockets of the
 * file system, so `systemd-notify` sends the words; it is part of systemd, and it waits until they were read. The
 * unit says NotifyAccess=all, because it is a child that sends.
 *
 * Without $NOTIFY_SOCKET there is nobody to tell, and nothing is done.
 */
import { execFile } from 'node:child_process'
import type { Log } from './domain/log.ts'

/** systemd stops waiting for an answer itself; this is for a helper that hangs. */
const NOTIFY_TIMEOUT_MS = 5_000

export class ServiceManager {
  readonly #socket: string | null
  readonly #path: string | undefined
  /** How often to say that we are alive, in milliseconds; null when nobody listens for it. */
  readonly #watchdogMs: number | null
  readonly #log: Log
  #timer: NodeJS.Timeout | null = null
  #hasFailed = false

  /**
   * Takes the variables out of the environment: processes of drivers are not to speak for the service.
   *
   * @param env NOTIFY_SOCKET, WATCHDOG_USEC and WATCHDOG_PID (sd_watchdog_enabled(3)).
   */
  constructor(env: NodeJS.ProcessEnv, log: Log) {
    this.#socket = env.NOTIFY_SOCKET || null
    this.#path = env.PATH
    const isForUs = env.WATCHDOG_PID === undefined || Number(env.WATCHDOG_PID) === process.pid
    const usec = isForUs ? Number(env.WATCHDOG_USEC) : Number.NaN
    // Half of the time that systemd waits, as sd_watchdog_enabled(3) advises.
    this.#watchdogMs = this.#socket !== null && usec > 0 ? Math.floor(usec / 2_000) : null
    this.#log = log
    for (const name of ['NOTIFY_SOCKET', 'WATCHDOG_USEC', 'WATCHDOG_PID']) delete env[name]
  }

  /**
   * The service is up. From now on it is reported alive each time `isHealthy` came true in time; one that hangs is
   * not, and neither is a main thread that no timer reaches: systemd starts the service anew then.
   */
  async ready(status: string, isHealthy: () => Promise<boolean>): Promise<void> {
    await this.#notify('READY=1', `STATUS=${status}`)
    if (this.#watchdogMs !== null) this.#timer = setInterval(() => void this.#feed(isHealthy), this.#watchdogMs)
  }

  async stopping(): Promise<void> {
    if (this.#timer) clearInterval(this.#timer)
    this.#timer = null
    await this.#notify('STOPPING=1')
  }

  async #feed(isHealthy: () => Promise<boolean>): Promise<void> {
    const healthy = await isHealthy().catch(() => false)
    if (healthy && this.#timer) await this.#notify('WATCHDOG=1')
  }

  #notify(...words: readonly string[]): Promise<void> {
    const socket = this.#socket
    if (socket === null) return Promise.resolve()
    const env = { NOTIFY_SOCKET: socket, PATH: this.#path }
    return new Promise((resolve) => {
      execFile('systemd-notify', words, { env, timeout: NOTIFY_TIMEOUT_MS }, (error) => {
        if (error && !this.#hasFailed)
          this.#log.warn({ err: error }, 'systemd could not be told; is systemd-notify there?')
        this.#hasFailed ||= error !== null
        resolve()
      })
    })
  }
}
