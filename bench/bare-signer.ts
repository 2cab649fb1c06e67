/** The yardstick of speed: a token signing in a process that does nothing else. */
import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { type Office, PIN } from '../test/support/office.ts'

export class BareSigner {
  readonly #child: ChildProcess

  private constructor(child: ChildProcess) {
    this.#child = child
  }

  static async start(office: Pick<Office, 'softHsm'>, label: string): Promise<BareSigner> {
    const token = JSON.stringify([office.softHsm.modulePath, label, PIN])
    const child = fork(fileURLToPath(new URL('./bare-sign.js', import.meta.url)), {
      env: { ...process.env, ...office.softHsm.env, CONGKY_BENCH_TOKEN: token },
    })
    const failed = once(child, 'exit').then(([code]) => Promise.reject(new Error(`the bare signer ended with ${code}`)))
    await Promise.race([once(child, 'message'), failed])
    failed.catch(() => {}) // from now on it ends when we disconnect
    return new BareSigner(child)
  }

  /** @returns Signatures per second. */
  async rate(count: number): Promise<number> {
    const answer = once(this.#child, 'message')
    this.#child.send(count)
    const [seconds] = (await answer) as [number]
    return count / seconds
  }

  stop(): void {
    this.#child.disconnect()
  }
}
