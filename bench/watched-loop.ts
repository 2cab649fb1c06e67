/** What `loop-watch.ts` says of a gateway that it was preloaded into. */
import { readFileSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'

interface LoopAnswer {
  readonly stallMs: number
  readonly rssBytes: number
}

export class WatchedLoop {
  readonly #socket: string

  /** @param folder Of this run; its path must be short, as sockets ask for. */
  constructor(folder: string) {
    this.#socket = join(folder, 'loop.sock')
  }

  /** For the gateway's environment. */
  get env(): Readonly<Record<string, string>> {
    const preload = new URL('./loop-watch.js', import.meta.url)
    return { NODE_OPTIONS: `--import ${preload}`, CONGKY_BENCH_LOOP_SOCKET: this.#socket }
  }

  /** The longest stall of the event loop since the last question, in milliseconds. */
  async longestStall(): Promise<number> {
    return (await this.#ask()).stallMs
  }

  /** Resident memory now, in bytes. */
  async memory(): Promise<number> {
    return (await this.#ask()).rssBytes
  }

  async #ask(): Promise<LoopAnswer> {
    return JSON.parse(await text(connect(this.#socket))) as LoopAnswer
  }
}

/** The most resident memory that a process had since the last call, in bytes; NaN where the system does not say. */
export function takePeakMemory(pid: number): number {
  try {
    const kilobytes = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]
    // Resets the peak to what is resident now (proc_pid_clear_refs(5)).
    writeFileSync(`/proc/${pid}/clear_refs`, '5')
    return Number(kilobytes) * 1_024
  } catch {
    return Number.NaN
  }
}
