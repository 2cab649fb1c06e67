/**
 * A driver process as the gateway sees it. Owns one child process and its end of life: every call has a
 * deadline, and a process that misses one is killed, since nothing else stops a driver that hangs.
 *
 * The process does one call at a time, in the order they are sent. A call may be sent before the one before
 * is answered, so that the driver need not wait for us in between; its deadline starts when its turn comes. When
 * the process ends, the first that is not answered may have been done; the others were never begun.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { parse } from 'node:path'
import type { Readable, Writable } from 'node:stream'
import { fileURLToPath } from 'node:url'
import { builtEntry } from '../../built-entry.ts'
import { Alarm } from './alarm.ts'
import { DriverChannel } from './driver-channel.ts'
import { DriverError } from './driver-error.ts'
import { ANSWERS_FD, CALLS_FD, DRIVER_STDIO } from './driver-pipes.ts'
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

/** How a driver process ended. @property limitMs The limit that was missed, in milliseconds; null where none was. */
interface DriverEnd {
  readonly reason: 'timeout' | 'ended' | 'died'
  readonly message: string
  readonly limitMs?: number
}

/** The process ended before it answered: it missed its deadline, was ended by us, or died. */
export class DriverProcessError extends Error {
  override readonly name = 'DriverProcessError'
  readonly reason: DriverEnd['reason']
  readonly limitMs: number | null
  /** Whether the driver may have done, or begun to do, what it was asked for; false only where that is certain. */
  readonly mayHaveBegun: boolean

  constructor({ reason, message, limitMs }: DriverEnd, mayHaveBegun: boolean) {
    super(message)
    this.reason = reason
    this.limitMs = limitMs ?? null
    this.mayHaveBegun = mayHaveBegun
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
  #end: DriverEnd | null = null
  #patience: NodeJS.Timeout | null = null
  #isSettled = false

  constructor(environment: Environment) {
    const env = Object.fromEntries(ENVIRONMENT_NAMES.map((name) => [name, environment[name]]))
    // Away from our folder: drivers drop files where they run, and Windows looks there for libraries.
    const cwd = parse(process.execPath).root
    this.#child = spawn(process.execPath, [fileURLToPath(builtEntry('token-process'))], {
      ...{ env, cwd },
      stdio: DRIVER_STDIO,
    })
    const died = (message: string) => this.#finish({ reason: 'died', message })
    this.#channel = this.#openChannel((error) => died(error.message))
    this.#child.on('error', (error) => died(error.message))
    this.#child.once('exit', (code, signal) => died(`driver process ended (${signal ?? `exit code ${code}`})`))
    this.#child.once('close', () => this.#settleRest())
  }

  #openChannel(onGibberish: (error: Error) => void): DriverChannel | null {
    const { [CALLS_FD]: calls, [ANSWERS_FD]: answers } = this.#child.stdio ?? []
    if (!calls || !answers) return null
    return new DriverChannel(calls as Writable, answers as Readable, (answer) => this.#settleFirst(answer), onGibberish)
  }

  get pid(): number | undefined {
    return this.#child.pid
  }

  /** Whether it takes no call any more. */
  get isOver(): boolean {
    return this.#end !== null
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
    if (this.#end) return Promise.reject(new DriverProcessError(this.#end, false))
    return new Promise((resolve, reject) => {
      this.#channel?.send({ call, takes } as CallMessage)
      this.#pending.push({ call, limit, resolve: resolve as PendingCall['resolve'], reject })
      if (this.#pending.length === 1) this.#watchFirst(performance.now())
    })
  }

  #settleFirst(answer: AnswerMessage): void {
    const settled = this.#pending.shift()
    if (!this.#end) {
      const now = performance.now()
      if (typeof settled?.limit === 'object') settled.limit.answered(now - this.#turnAt)
      this.#watchFirst(now)
    }
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
    this.#finish({ reason: 'timeout', message: `no answer to ${first.call} within ${limitMs} ms`, limitMs })
  }

  /** Calls back once when the process has ended and no call waits any more; at once when that is so already. */
  onExit(listener: () => void): void {
    if (this.#isSettled) listener()
    else this.#exitListeners.add(listener)
  }

  /** Ends the process. Ending it twice is fine. */
  kill(): void {
    this.#finish({ reason: 'ended', message: 'driver process was ended' })
  }

  /** What it answered before it ended still counts, and may come after the news of the end. */
  #finish(end: DriverEnd): void {
    if (this.#end) return
    this.#end = end
    this.#child.kill('SIGKILL')
    this.#deadline.stop()
    // Something that the driver started may hold the pipe open. What came while we were busy elsewhere is read first.
    this.#patience = setTimeout(() => setImmediate(() => this.#settleRest()), LAST_ANSWERS_MS)
  }

  /** There will be no more answers. The first call that has none may be begun; so may all, where answers were lost. */
  #settleRest(): void {
    const end = this.#end
    if (!end || this.#isSettled) return
    this.#isSettled = true
    if (this.#patience) clearTimeout(this.#patience)
    const isCertain = this.#channel?.hasAllAnswers ?? false
    for (const [place, { reject }] of this.#pending.splice(0).entries())
      reject(new DriverProcessError(end, place === 0 || !isCertain))
    for (const listener of this.#exitListeners) listener()
    this.#exitListeners.clear()
  }
}

function limitMsOf({ limit }: PendingCall): number {
  return typeof limit === 'number' ? limit : limit.ms
}
