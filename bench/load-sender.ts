/** A process that sends documents: `send-load.ts`, one workstation each. */
import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import type { GatewayFixture } from '../test/support/gateway.ts'
import { pairWorkstation } from './bench-office.ts'

export type Load = { readonly taxCode: string } & (
  | { readonly kind: 'closed'; readonly count: number; readonly inFlight: number }
  | {
      readonly kind: 'open'
      readonly seconds: number
      readonly perSecond: number
      /** By a Poisson process, as people do; or one like the other. */
      readonly arrivals: 'poisson' | 'even'
      readonly seed: number
    }
)

export interface LoadResult {
  /** Milliseconds, of each document. */
  readonly latencies: readonly number[]
  /** Until the last was answered. */
  readonly seconds: number
}

export class LoadSender {
  readonly #child: ChildProcess

  private constructor(child: ChildProcess) {
    this.#child = child
  }

  /** @param bytes Size of its documents. */
  static async start(gateway: GatewayFixture, name: string, bytes: number): Promise<LoadSender> {
    const { url, accessKey } = await pairWorkstation(gateway, name)
    const child = fork(fileURLToPath(new URL('./send-load.js', import.meta.url)), {
      env: { ...process.env, CONGKY_BENCH_SENDER: JSON.stringify([url, accessKey, String(bytes)]) },
      serialization: 'advanced',
    })
    const sender = new LoadSender(child)
    await sender.#answer()
    return sender
  }

  async run(load: Load): Promise<LoadResult> {
    const answer = this.#answer()
    this.#child.send(load)
    return (await answer) as LoadResult
  }

  stop(): void {
    this.#child.disconnect()
  }

  async #answer(): Promise<unknown> {
    const ended = new AbortController()
    const exit = once(this.#child, 'exit', { signal: ended.signal }).then(([code]) =>
      Promise.reject(new Error(`a sender ended with ${code}`)),
    )
    exit.catch(() => {}) // only whoever waits for an answer is told
    try {
      const [answer] = (await Promise.race([once(this.#child, 'message'), exit])) as [unknown]
      return answer
    } finally {
      ended.abort()
    }
  }
}
