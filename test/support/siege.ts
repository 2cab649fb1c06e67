/**
 * A gateway under attack: a paired workstation sends what it should not, while somebody else keeps asking
 * whether the gateway is alive. After each blow a good document must still be signed by the same process.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { type VerifyReport, verifyReportSchema } from '@congky/shared'
import { expect } from 'vitest'
import { makeFolder, removeFolder } from './folder.ts'
import { GatewayFixture } from './gateway.ts'
import { callHttp, type HttpAnswer, type HttpCallOptions } from './http-call.ts'
import { createOffice, type Office, PIN, TOKENS } from './office.ts'
import { PairedWorkstation } from './workstation.ts'

export interface SiegeOptions {
  /** Of the configuration, beside the office's own part. */
  readonly config?: object | ((folder: string) => object)
  /** Added to the environment of the gateway. */
  readonly env?: Readonly<Record<string, string>>
}

/** What a gateway may grow by under attack, in bytes: documents of 4 MB are read several at a time. */
const GROWTH_BYTES_MAX = 400 * 1024 * 1024
/**
 * How long it may leave a question about its life unanswered, in milliseconds. The one who asks is busy too,
 * making documents of 4 MB, and so may the machine be: seconds mean nothing, a hang would.
 */
const SILENCE_MS_MAX = 15_000
const ASK_EVERY_MS = 20

export class Siege {
  readonly folder: string
  readonly office: Office
  readonly gateway: GatewayFixture
  readonly workstation: PairedWorkstation
  readonly #pid: number
  readonly #bytesBefore: number
  readonly #watch: { readonly stop: () => Promise<void>; worstMs: number; asked: number }
  #goodOnes = 0

  private constructor(folder: string, office: Office, gateway: GatewayFixture, workstation: PairedWorkstation) {
    this.folder = folder
    this.office = office
    this.gateway = gateway
    this.workstation = workstation
    this.#pid = gateway.pid
    this.#bytesBefore = residentBytes(gateway.pid)
    this.#watch = watchLife(gateway.url)
  }

  static async start(name: string, { config = {}, env = {} }: SiegeOptions = {}): Promise<Siege> {
    const folder = makeFolder(name)
    const office = await createOffice(folder)
    const own = typeof config === 'function' ? config(folder) : config
    const gateway = await GatewayFixture.start({
      folder: join(folder, 'gateway'),
      config: { ...office.config, ...own, autoStart: true },
      env: { ...env, ...office.softHsm.env },
    })
    for (const token of TOKENS) await gateway.unlock(token, PIN)
    return new Siege(folder, office, gateway, await PairedWorkstation.pair(gateway, 'may-01', 'all'))
  }

  get accessKey(): string {
    return this.workstation.pairing.accessKey
  }

  call(method: string, path: string, options: HttpCallOptions = {}): Promise<HttpAnswer> {
    return callHttp(this.gateway.url, method, path, { accessKey: this.accessKey, ...options })
  }

  postJson(path: string, body: unknown, headers: Readonly<Record<string, string>> = {}): Promise<HttpAnswer> {
    const json = { 'content-type': 'application/json', ...headers }
    return this.call('POST', path, { body: JSON.stringify(body), headers: json })
  }

  async sign(profile: string, document: string | Buffer, taxCode = ''): Promise<Buffer> {
    const answer = await this.call('POST', `/sign?profile=${profile}&taxCode=${taxCode}`, { body: document })
    expect([profile, answer.status, answer.code]).toEqual([profile, 200, null])
    return answer.bytes
  }

  /** @param signature CMS beside the document. */
  async verify(document: string | Buffer, signature?: Uint8Array): Promise<VerifyReport> {
    const base64 = (bytes: string | Uint8Array) => Buffer.from(bytes).toString('base64')
    const answer = signature
      ? await this.postJson('/verify', { documentBase64: base64(document), signatureBase64: base64(signature) })
      : await this.call('POST', '/verify', { body: document })
    expect([answer.status, answer.code]).toEqual([200, null])
    return verifyReportSchema.parse(answer.json())
  }

  /** A good document is signed, by the process that was there from the beginning. */
  async expectWell(): Promise<void> {
    const good = `<ToKhai><So>${++this.#goodOnes}</So></ToKhai>`
    const answer = await this.call('POST', '/sign', { body: good })
    expect([answer.status, answer.code]).toEqual([200, null])
    expect(answer.bytes.toString()).toContain(good.slice(0, -'</ToKhai>'.length))
    expect(this.gateway.pid).toBe(this.#pid)
    process.kill(this.#pid, 0)
  }

  /** It neither grew without bound nor fell silent. @returns Figures, for `count`. */
  async expectCalm(): Promise<string> {
    await this.expectWell()
    const grown = residentBytes(this.#pid) - this.#bytesBefore
    const { worstMs, asked } = this.#watch
    expect(asked).toBeGreaterThan(0)
    expect(grown).toBeLessThan(GROWTH_BYTES_MAX)
    expect(worstMs).toBeLessThan(SILENCE_MS_MAX)
    return `${this.#goodOnes} good ones signed between; grown by ${Math.max(0, Math.round(grown / 1e6))} MB; slowest of ${asked} signs of life ${Math.round(worstMs)} ms`
  }

  async stop(): Promise<void> {
    await this.#watch.stop()
    await this.workstation.close()
    await this.gateway.stop()
    removeFolder(this.folder)
  }
}

function watchLife(url: string) {
  const watch = { worstMs: 0, asked: 0, stop: async () => {} }
  let isOver = false
  const asking = (async () => {
    while (!isOver) {
      const askedAt = performance.now()
      const { status } = await callHttp(url, 'GET', '/health/live').catch(() => ({ status: 0 }))
      if (isOver) return
      watch.asked++
      watch.worstMs = status === 200 ? Math.max(watch.worstMs, performance.now() - askedAt) : Number.POSITIVE_INFINITY
      await sleep(ASK_EVERY_MS)
    }
  })()
  watch.stop = () => {
    isOver = true
    return asking
  }
  return watch
}

/** proc(5): VmRSS in kB. */
function residentBytes(pid: number): number {
  const kilobytes = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]
  return Number(kilobytes) * 1024
}

/** What is wrong with a document's signatures, as one text. */
export function problemsIn({ signatures, warnings }: VerifyReport): string {
  return [...signatures.flatMap(({ problems }) => problems), ...warnings].join('; ')
}
