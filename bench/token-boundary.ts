/**
 * What the way to a token costs: signatures in a process that does nothing else, against the same through the child
 * process in which the gateway keeps a driver.
 */
import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { DriverProcess } from '../packages/gateway/src/token/pkcs11/driver-process.ts'
import type { DriverCalls, OpenTokenId } from '../packages/gateway/src/token/pkcs11/messages.ts'
import { AGENT, createOffice, type Office, PIN, thumbprint } from '../test/support/office.ts'
import { BareSigner } from './bare-signer.ts'
import { inFolder } from './bench-office.ts'
import type { Figures } from './figures.ts'
import { ROUNDS } from './options.ts'
import { median } from './statistics.ts'

const SIGNATURES_PER_ROUND = 500
/** As many calls lie in the pipe as the gateway has there for a quick token. */
const IN_FLIGHT = 16
const LIMIT_MS = 15_000

export async function measureBoundary(figures: Figures): Promise<void> {
  await inFolder(async (folder) => {
    const office = await createOffice(folder)
    const bare = await BareSigner.start(office, AGENT.token)
    const child = await ChildSigner.start(office, AGENT.token)
    try {
      const ratios: number[] = []
      const rates: number[] = []
      const ownMs: number[] = []
      await child.rate(SIGNATURES_PER_ROUND)
      for (let round = 1; round <= ROUNDS; round++) {
        figures.progress(`P6 the way to a token, round ${round} of ${ROUNDS}`)
        const alone = await bare.rate(SIGNATURES_PER_ROUND)
        const before = process.cpuUsage()
        ratios.push((await child.rate(SIGNATURES_PER_ROUND)) / alone)
        const { user, system } = process.cpuUsage(before)
        ownMs.push((user + system) / 1_000 / SIGNATURES_PER_ROUND)
        rates.push(alone)
      }
      figures.tell('P6', 'bare C_SignInit + C_Sign, RSA-2048', median(rates), '/s')
      figures.tell('P6', 'the same through a child process ÷ bare', median(ratios), '×')
      figures.tell('P6', 'CPU of our side of the way, a signature', median(ownMs), 'ms')
      await tellOpenSsl(figures)
    } finally {
      child.stop()
      bare.stop()
    }
  })
}

/** The child process of the gateway, and nothing else of it. */
class ChildSigner {
  readonly #process: DriverProcess
  readonly #takes: DriverCalls['sign']['takes']

  private constructor(process: DriverProcess, token: OpenTokenId, certificate: string) {
    this.#process = process
    const digested = { digestAlgorithm: 'sha256', digest: Buffer.alloc(32), data: null } as const
    this.#takes = { token, thumbprint: certificate, ...digested }
  }

  static async start({ softHsm, certificates }: Office, label: string): Promise<ChildSigner> {
    const child = new DriverProcess({ ...process.env, ...softHsm.env })
    await child.call('load', { path: softHsm.modulePath }, LIMIT_MS)
    const found = (await child.call('scan', { leaveAlone: [] }, LIMIT_MS)).find((token) => token.label === label)
    const certificate = thumbprint(certificates.agent)
    const identity = { serial: found?.serial ?? label, thumbprints: [certificate] }
    const opened = await child.call('open', identity, LIMIT_MS)
    if (!opened) throw new Error(`no token ${label}`)
    await child.call('login', { token: opened.token, pin: Buffer.from(PIN) }, LIMIT_MS)
    await child.call('keys', { token: opened.token, probe: false }, LIMIT_MS)
    return new ChildSigner(child, opened.token, certificate)
  }

  /** @returns Signatures per second. */
  async rate(count: number): Promise<number> {
    let asked = 0
    const startedAt = performance.now()
    const worker = async () => {
      while (asked++ < count) await this.#process.call('sign', this.#takes, LIMIT_MS)
    }
    await Promise.all(Array.from({ length: IN_FLIGHT }, worker))
    return count / ((performance.now() - startedAt) / 1000)
  }

  stop(): void {
    this.#process.kill()
  }
}

/** How fast the processor signs without any token, as OpenSSL tells it. */
async function tellOpenSsl(figures: Figures): Promise<void> {
  try {
    const { stdout } = await promisify(execFile)('openssl', ['speed', '-mr', '-seconds', '1', 'rsa2048'])
    // As `+F2:2:2048:3840.000000:54552.000000`: signatures and verifications a second.
    const rate = Number(/^\+F2:\d+:2048:([\d.]+):/m.exec(stdout)?.[1])
    figures.tell('P6', 'openssl speed rsa2048, signatures', rate, '/s')
  } catch {
    figures.tell('P6', 'openssl speed rsa2048: there is no openssl here', Number.NaN, '/s')
  }
}
