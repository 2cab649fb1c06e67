/** A workstation beside a gateway: paired by the real command, used through the command and the library. */
import { spawn } from 'node:child_process'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type ConnectOptions, connect, type GatewayConnection } from '@congky/client'
import { searchOutput } from './canary-search.ts'
import type { CommandResult, GatewayFixture } from './gateway.ts'

const CLIENT = fileURLToPath(new URL('../../packages/client/bin/congky-client.js', import.meta.url))

interface RunOptions {
  readonly cwd?: string
  readonly stdin?: string
  /** Sends SIGINT as soon as standard error shows this text. */
  readonly interruptAt?: string
}

export class PairedWorkstation {
  readonly folder: string
  readonly #connections: GatewayConnection[] = []

  private constructor(folder: string) {
    this.folder = folder
  }

  /** Adds a workstation to the gateway and pairs it. */
  static async pair(
    gateway: GatewayFixture,
    name: string,
    enterprises: readonly string[] | 'all',
  ): Promise<PairedWorkstation> {
    const folder = join(gateway.folder, 'workstations', name)
    mkdirSync(folder, { recursive: true })
    const workstation = new PairedWorkstation(folder)
    const code = await gateway.addWorkstation(name, enterprises)
    const { code: exitCode, stderr } = await workstation.run(['pair', code])
    if (exitCode !== 0) throw new Error(`pairing failed: ${stderr}`)
    return workstation
  }

  get configFile(): string {
    return join(this.folder, 'client.json')
  }

  /** What pairing stored. */
  get pairing(): { readonly url: string; readonly fingerprint: string; readonly accessKey: string } {
    return JSON.parse(readFileSync(this.configFile, 'utf8'))
  }

  /** Changes what pairing stored. */
  editPairing(change: object): void {
    writeFileSync(this.configFile, JSON.stringify({ ...this.pairing, ...change }), { mode: 0o600 })
  }

  /** @param port Where to connect instead of the gateway's own port, such as a proxy's. */
  async connect(options: Partial<ConnectOptions> & { readonly port?: number } = {}): Promise<GatewayConnection> {
    const { port, ...more } = options
    const { url, fingerprint, accessKey } = this.pairing
    const target = new URL(url)
    if (port !== undefined) target.port = String(port)
    const connection = await connect({ url: target.href, fingerprint, accessKey, ...more })
    this.#connections.push(connection)
    return connection
  }

  /** Runs `congky-client` in the workstation's folder. */
  run(args: readonly string[], options: RunOptions = {}): Promise<CommandResult> {
    return new Promise((resolve, reject) => {
      const child = spawn(process.execPath, [CLIENT, ...args], {
        env: { ...process.env, CONGKY_LANG: 'en', CONGKY_CLIENT_CONFIG: this.configFile },
        cwd: options.cwd ?? this.folder,
        stdio: ['pipe', 'pipe', 'pipe'],
      })
      let stdout = ''
      let stderr = ''
      let isInterrupted = false
      child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text))
      child.stderr.setEncoding('utf8').on('data', (text: string) => {
        stderr += text
        const { interruptAt } = options
        if (interruptAt === undefined || isInterrupted || !stderr.includes(interruptAt)) return
        isInterrupted = true
        child.kill('SIGINT')
      })
      child.once('error', reject)
      child.once('close', (code) => {
        try {
          searchOutput(`congky-client ${args[0] ?? ''} and what it printed`, [...args, stdout, stderr].join('\n'))
          resolve({ code: code ?? -1, stdout, stderr })
        } catch (leak) {
          reject(leak)
        }
      })
      child.stdin.end(options.stdin ?? '')
    })
  }

  /** Closes every connection made here. */
  async close(): Promise<void> {
    for (const connection of this.#connections.splice(0)) await connection.close()
  }
}
