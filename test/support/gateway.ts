/**
 * The real gateway as a child process, and the `congky` command beside it, for stories and benchmarks. What
 * they print and answer here, their command lines and environments are searched for secrets on the way.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { request } from 'node:http'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { searchOutput, searchProcesses } from './canary-search.ts'
import { freePort } from './free-port.ts'

const CONGKY = fileURLToPath(new URL('../../packages/gateway/bin/congky.js', import.meta.url))
/** The demo and the benchmark run the gateway as it is. */
const IS_TEST = process.env.VITEST !== undefined
const CHEAP_PASSWORDS = { NODE_OPTIONS: `--import ${new URL('./cheap-passwords.js', import.meta.url)}` }
/** Only what never comes is waited for so long: a machine with other work may need many seconds for anything. */
const PATIENCE_MS = 60_000

export interface GatewayFixtureOptions {
  /** Holds the configuration and the state. */
  readonly folder: string
  /** The configuration without `listen` and `stateDir`; JSON is YAML. */
  readonly config: object
  /** Added to the environment, such as SOFTHSM2_CONF. */
  readonly env?: Readonly<Record<string, string>>
  readonly port?: number
  /** Whether a password costs what it costs in life; see `cheap-passwords.js`. */
  readonly costlyPasswords?: boolean
}

export interface CommandResult {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

/** Runs `congky` once. */
export function runCongky(
  args: readonly string[],
  options: { readonly env?: Readonly<Record<string, string>>; readonly stdin?: string; readonly cwd?: string } = {},
): Promise<CommandResult> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [CONGKY, ...args], {
      env: { ...process.env, CONGKY_LANG: 'en', ...options.env },
      cwd: options.cwd,
      stdio: ['pipe', 'pipe', 'pipe'],
    })
    let stdout = ''
    let stderr = ''
    child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text))
    child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text))
    child.once('error', reject)
    child.once('close', (code) => {
      try {
        searchOutput(`congky ${args[0] ?? ''}, its arguments and what it printed`, [...args, stdout, stderr].join('\n'))
        resolve({ code: code ?? -1, stdout, stderr })
      } catch (leak) {
        reject(leak)
      }
    })
    child.stdin.end(options.stdin ?? '')
  })
}

export class GatewayFixture {
  readonly folder: string
  readonly configFile: string
  readonly url: string
  readonly #env: Readonly<Record<string, string>>
  #child: ChildProcess | null = null
  #output = ''

  private constructor(options: GatewayFixtureOptions, port: number) {
    this.folder = options.folder
    this.configFile = join(options.folder, 'congky.yaml')
    this.url = `https://127.0.0.1:${port}`
    this.#env = { ...(IS_TEST && !options.costlyPasswords ? CHEAP_PASSWORDS : {}), ...options.env }
  }

  /** Writes the configuration and starts the daemon; returns once it answers. */
  static async start(options: GatewayFixtureOptions): Promise<GatewayFixture> {
    const port = options.port ?? (await freePort())
    mkdirSync(options.folder, { recursive: true })
    const fixture = new GatewayFixture(options, port)
    fixture.configure(options.config)
    await fixture.restart()
    return fixture
  }

  /** Starts the daemon with the configuration that is in the folder already, such as a restored one. */
  static async startAsItIs(
    options: Omit<GatewayFixtureOptions, 'config'> & { readonly port: number },
  ): Promise<GatewayFixture> {
    const fixture = new GatewayFixture({ ...options, config: {} }, options.port)
    await fixture.restart()
    return fixture
  }

  /** Replaces the configuration file; a running daemon picks it up. */
  configure(config: object): void {
    const port = Number(new URL(this.url).port)
    const full = { listen: { host: '127.0.0.1', port }, stateDir: './state', ...config }
    // Whatever the tester's umask: a configuration that others may write is refused.
    writeFileSync(this.configFile, JSON.stringify(full, null, 2), { mode: 0o644 })
  }

  /** @param env Added to the environment of this run alone. */
  async restart(env: Readonly<Record<string, string>> = {}): Promise<void> {
    this.#output = ''
    const child = spawn(process.execPath, [CONGKY, 'start', '--config', this.configFile], {
      env: { ...process.env, CONGKY_LANG: 'en', ...this.#env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    this.#child = child
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => (this.#output += text))
    }
    const lateAt = Date.now() + PATIENCE_MS
    while (Date.now() < lateAt) {
      const end = child.exitCode ?? child.signalCode
      if (end !== null) throw new Error(`the gateway ended with ${end}:\n${this.#output}`)
      if (
        await this.admin('GET', '/status').then(
          () => true,
          () => false,
        )
      ) {
        this.#searchProcesses()
        return
      }
      await sleep(25)
    }
    throw new Error(`the gateway did not answer within ${PATIENCE_MS} ms:\n${this.#output}`)
  }

  /** What the daemon wrote to its standard output and error. */
  get output(): string {
    return this.#output
  }

  get pid(): number {
    return this.#child?.pid ?? -1
  }

  /** How the daemon ended: its exit code or the name of a signal; null while it runs. */
  get ending(): number | NodeJS.Signals | null {
    return this.#child ? (this.#child.exitCode ?? this.#child.signalCode) : null
  }

  /** Runs `congky … --config <this one>`. */
  run(args: readonly string[], stdin?: string): Promise<CommandResult> {
    return runCongky([...args, '--config', this.configFile], {
      env: this.#env,
      ...(stdin === undefined ? {} : { stdin }),
    })
  }

  /** Runs a command that must succeed, and gives its `--json` output. */
  async json<T = unknown>(args: readonly string[], stdin?: string): Promise<T> {
    const result = await this.run([...args, '--json'], stdin)
    if (result.code !== 0)
      throw new Error(`congky ${args.join(' ')} failed (${result.code}):\n${result.stdout}\n${result.stderr}`)
    return JSON.parse(result.stdout) as T
  }

  /** Calls the daemon's local socket. @throws {Error} It does not answer, or answers with an error. */
  admin<T = unknown>(method: string, path: string, body?: object): Promise<T> {
    const payload = body === undefined ? undefined : JSON.stringify(body)
    return new Promise((resolve, reject) => {
      const call = request(
        {
          socketPath: join(this.folder, 'state', 'congky.sock'),
          method,
          path: `/api/v1/admin${path}`,
          headers: payload === undefined ? {} : { 'content-type': 'application/json' },
        },
        (response) => {
          let text = ''
          response.setEncoding('utf8').on('data', (chunk: string) => (text += chunk))
          response.on('end', () => {
            try {
              searchOutput(`the answer to ${method} ${path}`, text)
            } catch (leak) {
              return reject(leak)
            }
            if ((response.statusCode ?? 500) < 400) resolve(JSON.parse(text) as T)
            else reject(new Error(text))
          })
        },
      )
      call.once('error', reject)
      call.end(payload)
    })
  }

  async unlock(token: string, pin: string): Promise<unknown> {
    const view = await this.admin('POST', `/tokens/${encodeURIComponent(token)}/unlock`, { pin })
    this.#searchProcesses()
    return view
  }

  /** Adds a workstation and gives the code that pairs it. */
  async addWorkstation(name: string, enterprises: readonly string[] | 'all'): Promise<string> {
    return (await this.admin<{ code: string }>('POST', '/workstations', { name, enterprises })).code
  }

  /** Ends the daemon politely. */
  async stop(): Promise<number> {
    const child = this.#child
    if (!child || child.exitCode !== null || child.signalCode !== null) return child?.exitCode ?? -1
    const closed = new Promise<number>((resolve) => child.once('exit', (code) => resolve(code ?? -1)))
    try {
      this.#searchProcesses()
    } finally {
      child.kill('SIGTERM')
    }
    const code = await closed
    searchOutput('the log of the gateway', this.#output)
    return code
  }

  /** Ends the daemon as a power cut would. */
  async kill(): Promise<void> {
    const child = this.#child
    if (!child || child.exitCode !== null || child.signalCode !== null) return
    const closed = new Promise((resolve) => child.once('exit', resolve))
    child.kill('SIGKILL')
    await closed
    searchOutput('the log of the gateway', this.#output)
  }

  #searchProcesses(): void {
    if (this.#child?.pid !== undefined) searchProcesses(this.#child.pid)
  }
}

/** Waits until `check` gives something else than null, undefined or false. */
export async function eventually<T>(check: () => T | Promise<T>, timeoutMs = PATIENCE_MS): Promise<NonNullable<T>> {
  const end = Date.now() + timeoutMs
  for (let pauseMs = 10; ; pauseMs = Math.min(50, 2 * pauseMs)) {
    const value = await check()
    if (value) return value
    if (Date.now() > end) throw new Error(`it did not happen within ${timeoutMs} ms: ${check}`)
    await sleep(pauseMs)
  }
}
