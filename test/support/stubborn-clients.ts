/**
 * Workstations that do not give up: each document is sent under an idempotency key of its own, again and again
 * whatever happens to the gateway, until there is an outcome; every outcome is kept. Half of the documents go
 * over one WebSocket connection of the client library, half as plain HTTP calls.
 */
import { createHash } from 'node:crypto'
import { Agent, request } from 'node:https'
import { setTimeout as sleep } from 'node:timers/promises'
import type { GatewayConnection } from '@congky/client'
import type { GatewayFixture } from './gateway.ts'
import { PairedWorkstation } from './workstation.ts'

export interface ClientOutcome {
  readonly key: string
  readonly by: 'websocket' | 'http'
  readonly document: string
  /** The signed bytes, or null when the gateway rejected the document. */
  readonly signed: Buffer | null
  /** The error code of a rejection. */
  readonly code: string | null
}

const PAUSE_MS = 50
/** Less than a round of a crash run, so that a call that hangs is not waited for. */
const HTTP_TIMEOUT_MS = 10_000

export class StubbornClients {
  readonly outcomes: ClientOutcome[] = []
  readonly #workstation: PairedWorkstation
  readonly #connection: GatewayConnection
  readonly #agent = new Agent({ keepAlive: true, rejectUnauthorized: false })
  readonly #running = new Set<Promise<void>>()
  #sent = 0
  #isEnded = false

  private constructor(workstation: PairedWorkstation, connection: GatewayConnection) {
    this.#workstation = workstation
    this.#connection = connection
  }

  /** Pairs with a gateway that runs. */
  static async pair(gateway: GatewayFixture): Promise<StubbornClients> {
    const workstation = await PairedWorkstation.pair(gateway, 'ke-toan', 'all')
    const connection = await workstation.connect({ patienceMs: Number.POSITIVE_INFINITY, heartbeatMs: 1_000 })
    return new StubbornClients(workstation, connection)
  }

  /** How many documents were sent, and how many of them have no outcome yet. */
  get sent(): number {
    return this.#sent
  }

  get waiting(): number {
    return this.#running.size
  }

  send(document: string, taxCode: string): void {
    const number = ++this.#sent
    const key = `to-khai-${number}`
    const by = number % 2 === 0 ? 'websocket' : 'http'
    const work = (
      by === 'websocket' ? this.#overWebSocket(key, document, taxCode) : this.#overHttp(key, document, taxCode)
    )
      .then((outcome) => {
        if (outcome) this.outcomes.push({ key, by, document, ...outcome })
      })
      .finally(() => this.#running.delete(work))
    this.#running.add(work)
  }

  /** Gives up what is still waiting. */
  async close(): Promise<void> {
    this.#isEnded = true
    await this.#workstation.close()
    this.#agent.destroy()
    await Promise.all(this.#running)
  }

  async #overWebSocket(key: string, document: string, taxCode: string) {
    for (;;) {
      try {
        const signed = await this.#connection.sign(document, { idempotencyKey: key, taxCode })
        return { signed: Buffer.from(signed.signedDocument), code: null }
      } catch (error) {
        const { code, retryable } = error as { readonly code?: string; readonly retryable?: boolean }
        if (this.#isEnded) return null
        if (!retryable) return { signed: null, code: code ?? String(error) }
        await sleep(PAUSE_MS)
      }
    }
  }

  async #overHttp(key: string, document: string, taxCode: string) {
    while (!this.#isEnded) {
      const { status, body } = await this.#post(key, document, taxCode).catch(() => ({
        status: 0,
        body: Buffer.alloc(0),
      }))
      if (status === 200) return { signed: body, code: null }
      if (status >= 400 && status < 500) {
        const problem = JSON.parse(body.toString()) as { code: string; retryable?: boolean }
        if (problem.retryable !== true) return { signed: null, code: problem.code }
      }
      await sleep(PAUSE_MS)
    }
    return null
  }

  #post(key: string, document: string, taxCode: string): Promise<{ status: number; body: Buffer }> {
    const { url, accessKey } = this.#workstation.pairing
    return new Promise((resolve, reject) => {
      const call = request(
        `${url}/api/v1/sign?taxCode=${taxCode}&wait=5`,
        {
          method: 'POST',
          agent: this.#agent,
          timeout: HTTP_TIMEOUT_MS,
          headers: { authorization: `Bearer ${accessKey}`, 'idempotency-key': key, 'content-type': 'application/xml' },
        },
        (response) => {
          const chunks: Buffer[] = []
          response.on('data', (chunk: Buffer) => chunks.push(chunk))
          response.once('error', reject)
          response.once('aborted', () => reject(new Error('cut off')))
          response.once('end', () => resolve({ status: response.statusCode ?? 0, body: Buffer.concat(chunks) }))
        },
      )
      call.once('error', reject)
      call.once('timeout', () => call.destroy(new Error('timeout')))
      call.end(document)
    })
  }
}

export function sha256(bytes: string | Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}
