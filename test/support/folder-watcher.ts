/** `congky-client watch` as a process that can be stopped politely, or killed at any moment. */
import { type ChildProcess, spawn } from 'node:child_process'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { searchOutput } from './canary-search.ts'
import type { PairedWorkstation } from './workstation.ts'

const CLIENT = fileURLToPath(new URL('../../packages/client/bin/congky-client.js', import.meta.url))

/** One line of `--json`. */
export interface WatchEvent {
  readonly event: string
  readonly file?: string
  readonly error?: { readonly code: string }
}

export class FolderWatcher {
  readonly folder: string
  readonly #child: ChildProcess
  readonly #ended: Promise<number>
  #output = ''

  /** @param folder Below the workstation's own. */
  constructor(workstation: PairedWorkstation, folder: string, args: readonly string[] = []) {
    this.folder = join(workstation.folder, folder)
    this.#child = spawn(process.execPath, [CLIENT, 'watch', this.folder, '--json', ...args], {
      env: { ...process.env, CONGKY_LANG: 'en', CONGKY_CLIENT_CONFIG: workstation.configFile },
      cwd: workstation.folder,
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => (this.#output += text))
    }
    this.#ended = new Promise((resolve) => this.#child.once('close', (code) => resolve(code ?? -1)))
  }

  get events(): readonly WatchEvent[] {
    const lines = this.#output.split('\n').slice(0, -1)
    return lines.filter((line) => line.startsWith('{')).map((line) => JSON.parse(line) as WatchEvent)
  }

  has(event: string): boolean {
    return this.events.some((each) => each.event === event)
  }

  /** What it printed besides its events. */
  get output(): string {
    return this.#output
  }

  /** Ends it as Ctrl-C does. @returns Its exit code. */
  async stop(): Promise<number> {
    this.#child.kill('SIGINT')
    return this.ended()
  }

  /** Ends it as a power cut would. */
  async kill(): Promise<void> {
    this.#child.kill('SIGKILL')
    await this.ended()
  }

  /** @returns Its exit code. */
  async ended(): Promise<number> {
    const code = await this.#ended
    searchOutput('congky-client watch', this.#output)
    return code
  }
}
