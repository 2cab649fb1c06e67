/**
 * A driver process as the gateway sees it. Owns one child process and its end of life: every call has a
 * deadline, and a process that misses one is killed, since nothing else stops a driver that hangs.
 *
 * The process does one call at a time, in the order they are sent. A call may be sent before the one before
 * is answered, so that the driver need not wait for us in between; its deadline starts when its turn comes.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { parse } from 'node:path'
import type { Duplex } from 'node:stream'
import { fileURLToPath } from 'node:url'
import { builtEntry } from '../../built-entry.ts'
import { Alarm } from './alarm.ts'
import { DriverChannel } from './driver-channel.ts'
import { DriverError } from './driver-error.ts'
import { CALLS_FD, DRIVER_STDIO } from './driver-pipes.ts'
import type { LearnedLimit } from './learned-limit.ts'
import type { AnswerMessage, CallMessage, CallName, DriverCalls } from './messages.ts'

/** What a driver process may know of our environment: what drivers need, and no secret by accident. */
const ENVIRONMENT_NAMES = [
  ...['PATH', 'HOME', 'LANG', 'LC_ALL', 'TMPDIR', 'XDG_RUNTIME_DIR', 'XDG_CONFIG_HOME'],
  ...['LD_LIBRARY_PATH', 'DYLD_LIBRARY_PATH', 'SOFTHSM2_CONF', 'OPENSC_CONF', 'PCSCLITE_CSOCK_NAME'],
  ...['SystemRoot', 'SystemDrive', 'windir', 'TEMP', 'TMP', 'USERPROFILE', 'USERNAME', 'APPDATA', 'LOCALAPPDATA'],
  ...['ProgramData', 'ProgramFiles', 'ProgramFiles(x86)', 'CommonProgramFiles', 'CommonProgramFiles(x86)'],
]

export type Environment = Readonly<Record<string, string | undefined>>

/** The process ended before it answered: it missed its deadline, was ended by us, or died. */
export class DriverProcessError extends Error {
  override readonly name = 'DriverProcessError'
  readonly reason: 'timeout' | 'ended' | 'died'
  /** The limit that was missed, in milliseconds; null where none was. */
  readonly limitMs: number | null

  constructor(reason: DriverProcessError['reason'], message: string, limitMs: number | null = null) {
    super(message)
    this.reason = reason
    this.limitMs = limitMs
  }
}

/** How long a call may take, in milliseconds: always the same, or what answers before it have taught. */
export type TimeLimit = number | LearnedLimit

/** Sent, and not answered yet. */
interface PendingCall {
  readonly call: CallName
  readonly limit: TimeLimit
  resolve(gives: DriverCalls[CallName]['gives']): void
  reject(error: DriverError | DriverProcessError): void
}

/** How long after the end of a process its last answers may still be on their way, in milliseconds. */
const LAST_ANSWERS_MS = 200

export class DriverProcess {
  readonly #child: ChildProcess
  /** Null where the system had no process or pipe left, which the child tells as its error. */
  readonly #channel: DriverChannel | null
  readonly #exitListeners = new Set<() => void>()
  readonly #pending: PendingCall[] = []
  /** Of the first pending call. */
  readonly #deadline = new Alarm(() => this.#missDeadline())
  /** When the first pending call had its turn. */
  #turnAt = 0
  #end: DriverProcessError | null = null

  constructor(environment: Environment) {
    const env = Object.fromEntries(ENVIRONMENT_NAMES.map((name) => [name, environment[name]]))
    // Away from our folder: drivers drop files where they run, and Windows looks there for libraries.
    const cwd = parse(process.execPath).root
    this.#child = spawn(process.execPath, [fileURLToPath(builtEntry('token-process'))], {
      ...{ env, cwd },
      stdio: DRIVER_STDIO,
    })
    const pipe = this.#child.stdio?.[CALLS_FD] as Duplex | undefined
    this.#channel = pipe ? this.#openChannel(pipe) : null
    this.#child.on('error', (error) => this.#finish(new DriverProcessError('died', error.message)))
    this.#child.once('exit', (code, signal) => this.#exited(`driver process ended (${signal ?? `exit code ${code}`})`))
  }

  #openChannel(pipe: Duplex): DriverChannel {
    return new DriverChannel(
      pipe,
      (answer) => this.#settleFirst(answer),
      (error) => this.#finish(new DriverProcessError('died', error.message)),
    )
  }

  /** What it answered before it ended still counts, and may come after the news of the end. */
  #exited(message: string): void {
    const finish = () => {
      clearTimeout(patience)
      this.#finish(new DriverProcessError('died', message))
    }
    // Something that the driver started may hold the pipe open.
    const patience = setTimeout(finish, LAST_ANSWERS_MS)
    this.#child.once('close', finish)
  }

  get pid(): number | undefined {
    return this.#child.pid
  }

  /**
   * Does one call.
   *
   * @throws {DriverError} What the driver answered.
   * @throws {DriverProcessError} There will be no answer.
   */
  call<Name extends CallName>(
    call: Name,
    takes: DriverCalls[Name]['takes'],
    limit: TimeLimit,
  ): Promise<DriverCalls[Name]['gives']> {
    if (this.#end) return Promise.reject(this.#end)
    return new Promise((resolve, reject) => {
      this.#channel?.send({ call, takes } as CallMessage)
      this.#pending.push({ call, limit, resolve: resolve as PendingCall['resolve'], reject })
      if (this.#pending.length === 1) this.#watchFirst(performance.now())
    })
  }

  #settleFirst(answer: AnswerMessage): void {
    const settled = this.#pending.shift()
    const now = performance.now()
    if (typeof settled?.limit === 'object') settled.limit.answered(now - this.#turnAt)
    this.#watchFirst(now)
    if (answer.ok) settled?.resolve(answer.gives)
    else settled?.reject(new DriverError(answer.failure))
  }

  #watchFirst(now: number): void {
    const first = this.#pending[0]
    this.#turnAt = now
    if (first) this.#deadline.set(limitMsOf(first), now)
    else this.#deadline.clear()
  }

  #missDeadline(): void {
    const first = this.#pending[0]
    if (!first) return
    const limitMs = limitMsOf(first)
    this.#finish(new DriverProcessError('timeout', `no answer to ${first.call} within ${limitMs} ms`, limitMs))
  }

  /** Calls back once when the process has ended, whatever the reason; at once when it already has. */
  onExit(listener: () => void): void {
    if (this.#end) listener()
    else this.#exitListeners.add(listener)
  }

  /** Ends the process. Ending it twice is fine. */
  kill(): void {
    this.#finish(new DriverProcessError('ended', 'driver process was ended'))
  }

  #finish(end: DriverProcessError): void {
    if (this.#end) return
    this.#end = end
    this.#child.kill('SIGKILL')
    this.#deadline.stop()
    for (const { reject } of this.#pending.splice(0)) reject(end)
    for (const listener of this.#exitListeners) listener()
    this.#exitListeners.clear()
  }
}

function limitMsOf({ limit }: PendingCall): number {
  return typeof limit === 'number' ? limit : limit.ms
}
