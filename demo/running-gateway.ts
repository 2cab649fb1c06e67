/** The real gateway as a child process, with the configuration that a person would write for it. */
import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { configuration } from './configuration.ts'
import type { Identities } from './office.ts'
import type { SoftToken } from './soft-gateway.ts'
import { step } from './terminal.ts'
import type { Drawer } from './token-drawer.ts'

/** Seen from `demo/dist/`, where this runs. */
const built = (path: string) => fileURLToPath(new URL(`../../packages/${path}`, import.meta.url))
const CONGKY = built('gateway/bin/congky.js')
const SOFT_GATEWAY = built('gateway/dist/soft-gateway.js')
const CLIENT = built('client/bin/congky-client.js')
const START_MS = 20_000

export interface GatewayPlan {
  readonly folder: string
  readonly port: number
  readonly drawer: Drawer
  readonly identities: Identities
}

export class RunningGateway {
  readonly folder: string
  readonly configFile: string
  readonly #plan: GatewayPlan
  readonly #env: NodeJS.ProcessEnv
  #child: ChildProcess | null = null
  #output = ''

  constructor(plan: GatewayPlan) {
    this.folder = plan.folder
    this.configFile = join(plan.folder, 'congky.yaml')
    this.#plan = plan
    this.#env = { ...process.env, CONGKY_LANG: 'vi', NO_COLOR: '1', ...plan.drawer.env }
    writeFileSync(this.configFile, configuration(plan), { mode: 0o644 })
  }

  get url(): string {
    return `https://127.0.0.1:${this.#plan.port}`
  }

  /** The gateway's own TLS certificate, for programs that check it; its key stands in the same file. */
  get tlsFile(): string {
    return join(this.folder, 'state', 'tls.pem')
  }

  /** Starts the daemon; returns once its local socket is there. @throws {Error} With what it printed. */
  async start(): Promise<void> {
    const { softTokens } = this.#plan.drawer
    const args = softTokens ? [SOFT_GATEWAY, this.configFile] : [CONGKY, 'start', '--config', this.configFile]
    const child = spawn(process.execPath, args, { env: this.#env, stdio: ['pipe', 'pipe', 'pipe'] })
    this.#child = child
    child.stdin.end(JSON.stringify(softTokens ?? ([] satisfies SoftToken[])))
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => {
        this.#output = (this.#output + text).slice(-20_000)
      })
    }
    await step('Khởi động', async () => {
      const endAt = Date.now() + START_MS
      while (!existsSync(join(this.folder, 'state', 'congky.sock'))) {
        if (child.exitCode !== null || Date.now() > endAt)
          throw new Error(`Cổng ký không chạy / the gateway does not run:\n${this.#output}`)
        await sleep(20)
      }
      return { vi: `Cổng ký chạy tại ${this.url}`, en: 'congky start' }
    })
  }

  /** Runs `congky …`. @throws {Error} It failed; the message holds what it printed. */
  congky(args: readonly string[], stdin = ''): Promise<string> {
    return run([CONGKY, ...args, '--config', this.configFile], this.#env, stdin)
  }

  /** Where a browser opens the console for the first time, with the code that lets the first admin in. */
  async setup(): Promise<{ readonly address: string; readonly fingerprint: string }> {
    return JSON.parse(await this.congky(['setup', '--json']))
  }

  /** Runs `congky-client …` as a workstation with this file of its own. @throws {Error} It failed. */
  client(args: readonly string[], configFile: string): Promise<string> {
    return run([CLIENT, ...args], { ...this.#env, CONGKY_CLIENT_CONFIG: configFile }, '')
  }

  /** Ends the daemon politely. */
  async stop(): Promise<void> {
    this.#child?.kill('SIGTERM')
    await this.ended()
  }

  /** Settles when the daemon has ended. */
  async ended(): Promise<void> {
    const child = this.#child
    if (!child || child.exitCode !== null || child.signalCode !== null) return
    await new Promise((resolve) => child.once('exit', resolve))
  }
}

/** Runs a Node program to its end and gives its standard output. */
function run(args: readonly string[], env: NodeJS.ProcessEnv, stdin: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, { env, stdio: ['pipe', 'pipe', 'pipe'] })
    let output = ''
    let errors = ''
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      output += text
    })
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      errors += text
    })
    child.once('error', reject)
    child.once('close', (code) => {
      if (code === 0) resolve(output)
      else reject(new Error(`${args.slice(1, 4).join(' ')} (${code}):\n${output}${errors}`))
    })
    child.stdin.end(stdin)
  })
}
