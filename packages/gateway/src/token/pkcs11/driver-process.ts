/**
 * A driver process as the gateway sees it. Owns one child process and its end of life: every call has a
 * deadline, and a process that misses one is killed, since nothing else stops a driver that hangs.
 *
 * The process does one call at a time, in the order they are sent. A call may be sent before the one before
 * is answered, so that the driver need not wait for us in between; its deadline starts when its turn comes.
 */
import { type ChildProcess, fork } from 'node:child_process'
import { parse } from 'node:path'
import { builtEntry } from '../../built-entry.ts'
import { DriverError } from './driver-error.ts'
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
  resolve(answer: AnswerMessage): void
  reject(error: DriverProcessError): void
}

export class DriverProcess {
  readonly #child: ChildProcess
  readonly #exitListeners = new Set<() => void>()
  readonly #pending: PendingCall[] = []
  /** Of the first pending call. */
  #deadline: NodeJS.Timeout | undefined
  /** When the first pending call had its turn. */
  #turnAt = 0
  #end: DriverProcessError | null = null

  constructor(environment: Environment) {
    const env = Object.fromEntries(ENVIRONMENT_NAMES.map((name) => [name, environment[name]]))
    // Away from our folder: drivers drop files where they run, and Windows looks there for libraries.
    const cwd = parse(process.execPath).root
    // The last pipe is never written to: the child ends itself when it closes. See die-with-parent.ts.
    // What drivers print is dropped, since some print PINs when they debug.
    this.#child = fork(builtEntry('token-process'), [], {
      env,
      cwd,
      execArgv: [],
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'ignore', 'ipc', 'pipe'],
    })
    this.#child.on('message', (answer) => this.#settleFirst(answer as AnswerMessage))
    this.#child.on('error', (error) => this.#finish(new DriverProcessError('died', error.message)))
    this.#child.once('exit', (code, signal) => {
      this.#finish(new DriverProcessError('died', `driver process ended (${signal ?? `exit code ${code}`})`))
    })
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
  async call<Name extends CallName>(
    call: Name,
    takes: DriverCalls[Name]['takes'],
    limit: TimeLimit,
  ): Promise<DriverCalls[Name]['gives']> {
    const answer = await this.#send({ call, takes } as CallMessage, limit)
    if (!answer.ok) throw new DriverError(answer.failure)
    return answer.gives as DriverCalls[Name]['gives']
  }

  #send(message: CallMessage, limit: TimeLimit): Promise<AnswerMessage> {
    if (this.#end) return Promise.reject(this.#end)
    return new Promise<AnswerMessage>((resolve, reject) => {
      this.#pending.push({ call: message.call, limit, resolve, reject })
      if (this.#pending.length === 1) this.#watchFirst()
      // A channel that is closed already means that the process is ending; its exit reports why.
      this.#child.send(message, () => {})
    })
  }

  #settleFirst(answer: AnswerMessage): void {
    const settled = this.#pending.shift()
    if (typeof settled?.limit === 'object') settled.limit.answered(performance.now() - this.#turnAt)
    this.#watchFirst()
    settled?.resolve(answer)
  }

  #watchFirst(): void {
    clearTimeout(this.#deadline)
    const first = this.#pending[0]
    if (!first) return
    const { call, limit } = first
    const limitMs = typeof limit === 'number' ? limit : limit.ms
    this.#turnAt = performance.now()
    this.#deadline = setTimeout(() => {
      this.#finish(new DriverProcessError('timeout', `no answer to ${call} within ${limitMs} ms`, limitMs))
    }, limitMs)
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
    clearTimeout(this.#deadline)
    for (const { reject } of this.#pending.splice(0)) reject(end)
    for (const listener of this.#exitListeners) listener()
    this.#exitListeners.clear()
  }
}
