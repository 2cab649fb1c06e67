/**
 * The tokens of all configured PKCS#11 modules: finds them, names them, keeps those that went away in mind,
 * and leads each signature to the token that holds its certificate. What one token does is in
 * `pkcs11-token.ts`.
 *
 * Owns the timers that look for tokens. Drivers keep their slot list until they are initialized anew, so
 * looking takes a fresh process; while an unlocked token is missed that happens every second, else seldom.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import { CongkyError } from '@congky/shared'
import type { ModuleConfig } from '../../domain/gateway-config.ts'
import type { Log } from '../../domain/log.ts'
import type { PinAttempts, SignDigestRequest, TokenSignature, TokenStatus, Tokens } from '../token.ts'
import { configuredNames, nameTokens } from '../token-names.ts'
import { DriverHost } from './driver-host.ts'
import type { Environment } from './driver-process.ts'
import type { FoundToken } from './messages.ts'
import { Pkcs11Token } from './pkcs11-token.ts'
import { toConfiguredToken } from './token-facts.ts'

export interface Pkcs11TokensOptions {
  readonly modules: readonly ModuleConfig[]
  readonly pinAttempts: PinAttempts
  /** Documents that may wait for one token. */
  readonly laneQueueMax: number
  readonly log: Log
  /** What driver processes get the parts of that they need. Default: this process's environment. */
  readonly environment?: Environment
  readonly intervals?: Partial<Intervals>
}

/** All in milliseconds. */
export interface Intervals {
  /** Between looks for tokens while an unlocked one is missed. */
  readonly returnMs: number
  /** Between looks for tokens otherwise. */
  readonly rescanMs: number
  /** Between looks at tokens that are ready and have nothing to sign. */
  readonly checkMs: number
  /** How long one look at one module may take. */
  readonly scanTimeoutMs: number
  /** How long `stop` waits for signatures in hand. */
  readonly stopMs: number
}

const DEFAULT_INTERVALS: Intervals = {
  returnMs: 1_000,
  rescanMs: 15_000,
  checkMs: 2_000,
  scanTimeoutMs: 10_000,
  stopMs: 3_000,
}

/** A token, and what it is called: names are given here, where all of them are known. */
interface NamedToken {
  readonly title: { name: string }
  readonly token: Pkcs11Token
}

/** One configured module with the tokens it has shown so far. */
interface Module {
  readonly host: DriverHost
  readonly tokens: NamedToken[]
  /** Names for tokens, as the configuration has them now. */
  names: ModuleConfig['tokens']
  /** Why the last look failed, or null. */
  problem: string | null
}

export class Pkcs11Tokens implements Tokens {
  readonly #options: Pkcs11TokensOptions
  readonly #intervals: Intervals
  readonly #environment: Environment
  readonly #modules: Module[]
  readonly #listeners = new Set<() => void>()
  #lastScanAt = 0
  #scan: Promise<void> | null = null
  #timers: NodeJS.Timeout[] = []
  #isStopped = false

  constructor(options: Pkcs11TokensOptions) {
    this.#options = options
    this.#intervals = { ...DEFAULT_INTERVALS, ...options.intervals }
    this.#environment = options.environment ?? process.env
    this.#modules = options.modules.map((module) => this.#toModule(module))
  }

  async start(): Promise<void> {
    for (const module of this.#modules) this.#addTokens(module, module.names.map(toConfiguredToken))
    await this.rescan()
    this.#timers = [
      this.#repeat(this.#intervals.returnMs, () => this.#rescanWhenDue()),
      this.#repeat(this.#intervals.checkMs, () => this.#checkReadyTokens()),
    ]
  }

  async stop(): Promise<void> {
    this.#isStopped = true
    for (const timer of this.#timers) clearInterval(timer)
    const finished = Promise.all(this.#tokens.map((token) => token.finishSigning()))
    const enough = new AbortController()
    const tooLong = sleep(this.#intervals.stopMs, undefined, { signal: enough.signal }).catch(() => {})
    await Promise.race([finished, tooLong])
    enough.abort()
    const stopped = this.#tokens.map((token) => token.stop())
    for (const { host } of this.#modules) host.stop()
    await Promise.all([...stopped, this.#scan?.catch(() => {})])
  }

  list(): readonly TokenStatus[] {
    return this.#tokens.map((token) => token.status())
  }

  moduleProblems(): readonly { readonly module: string; readonly message: string }[] {
    return this.#modules.flatMap(({ host, problem }) =>
      problem === null ? [] : [{ module: host.module.name, message: problem }],
    )
  }

  /** A look that is under way may have missed what was plugged in since, so the next one is waited for. */
  async rescan(): Promise<void> {
    await this.#scan
    await this.#scanOnce(true)
  }

  async useModules(configs: readonly ModuleConfig[]): Promise<void> {
    if (this.#isStopped) return
    const fresh: Module[] = []
    for (const config of configs) {
      const known = this.#modules.find(({ host }) => host.module.name === config.name)
      if (known) known.names = config.tokens
      else fresh.push(this.#toModule(config))
    }
    this.#rename()
    for (const module of fresh) {
      this.#modules.push(module)
      this.#addTokens(module, module.names.map(toConfiguredToken))
    }
    if (fresh.length > 0) await this.rescan()
    this.#announce()
  }

  async unlock(name: string, pin: Buffer, options: { readonly confirmLowTries?: boolean } = {}): Promise<TokenStatus> {
    try {
      if (this.#find(name).status().state === 'absent') await this.rescan()
    } catch (error) {
      pin.fill(0)
      throw error
    }
    const token = this.#find(name)
    await token.unlock(pin, options.confirmLowTries ?? false)
    return token.status()
  }

  async lock(name: string): Promise<TokenStatus> {
    const token = this.#find(name)
    await token.lock()
    return token.status()
  }

  async sign(request: SignDigestRequest): Promise<TokenSignature> {
    if (this.#isStopped) throw new CongkyError('ERR_STOPPING')
    const token = this.#holderOf(request.thumbprint)
    if (!token) throw new CongkyError('ERR_TOKEN_ABSENT', { certificate: request.thumbprint })
    return token.sign(request)
  }

  reportWrongSignature(thumbprint: string): void {
    this.#holderOf(thumbprint)?.reportWrongSignature()
  }

  onChange(listener: () => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  get #tokens(): Pkcs11Token[] {
    return this.#modules.flatMap(({ tokens }) => tokens.map(({ token }) => token))
  }

  #toModule(config: ModuleConfig): Module {
    return { host: new DriverHost(config, this.#environment), tokens: [], names: config.tokens, problem: null }
  }

  #rename(): void {
    const all = this.#modules.flatMap(({ tokens, names }) => tokens.map((entry) => ({ ...entry, names })))
    const wanted = configuredNames(
      all.map(({ token, title, names }) => ({ name: title.name, serial: token.facts.identity.serial, names })),
    )
    for (const [at, { title }] of all.entries()) title.name = wanted[at] ?? title.name
  }

  #find(name: string): Pkcs11Token {
    const token = this.#tokens.find((candidate) => candidate.name === name)
    if (!token) throw new CongkyError('ERR_TOKEN_UNKNOWN', { token: name })
    return token
  }

  /** Of several that hold the certificate (two modules may show one device), one that can sign now goes first. */
  #holderOf(thumbprint: string): Pkcs11Token | undefined {
    const holders = this.#tokens.filter((token) => token.facts.holds(thumbprint))
    return holders.find((token) => token.isUsable) ?? holders[0]
  }

  #repeat(everyMs: number, work: () => Promise<void>): NodeJS.Timeout {
    return setInterval(() => {
      work().catch((error: unknown) => this.#options.log.error({ err: error }, 'looking after the tokens failed'))
    }, everyMs)
  }

  async #rescanWhenDue(): Promise<void> {
    const isMissed = this.#tokens.some((token) => token.waitsForReturn)
    const isDue = isMissed || Date.now() - this.#lastScanAt >= this.#intervals.rescanMs
    if (isDue) await this.#scanOnce(false)
  }

  /** @param isThorough Also looks at tokens in use, whose own process otherwise knows best how they are. */
  #scanOnce(isThorough: boolean): Promise<void> {
    this.#scan ??= this.#scanAll(isThorough).finally(() => {
      this.#scan = null
    })
    return this.#scan
  }

  async #checkReadyTokens(): Promise<void> {
    await Promise.all(this.#tokens.map((token) => token.check()))
  }

  async #scanAll(isThorough: boolean): Promise<void> {
    await Promise.all(this.#modules.map((module) => this.#scanModule(module, isThorough)))
    this.#lastScanAt = Date.now()
  }

  async #scanModule(module: Module, isThorough: boolean): Promise<void> {
    const { host } = module
    const tokens = module.tokens.map(({ token }) => token)
    const leftAlone = isThorough ? [] : tokens.filter((token) => token.isInUse)
    let found: readonly FoundToken[]
    try {
      found = await host.scan(
        leftAlone.map(({ facts }) => facts.identity.serial),
        this.#intervals.scanTimeoutMs,
      )
    } catch (error) {
      this.#reportProblem(module, error instanceof Error ? error.message : String(error))
      return
    }
    if (this.#isStopped) return
    this.#reportProblem(module, null)
    this.#addTokens(
      module,
      found.filter((candidate) => !tokens.some((token) => token.facts.isSame(candidate))),
    )
    await Promise.all(
      module.tokens.map(({ token }) => {
        if (leftAlone.includes(token)) return undefined
        const seen = found.find((candidate) => token.facts.isSame(candidate))
        return seen ? token.seen(seen) : token.missed()
      }),
    )
  }

  #reportProblem(module: Module, problem: string | null): void {
    if (module.problem === problem) return
    module.problem = problem
    const name = module.host.module.name
    if (problem === null) this.#options.log.info({ module: name }, 'the PKCS#11 module works')
    else this.#options.log.warn({ module: name, cause: problem }, 'the PKCS#11 module could not be used')
    this.#announce()
  }

  #addTokens(module: Module, found: readonly FoundToken[]): void {
    const { host, tokens, names: configured } = module
    const taken = new Set(this.#tokens.map((token) => token.name))
    const names = nameTokens(
      found.map(({ serial, label }) => ({
        serial,
        label,
        configured: configured.find((entry) => entry.serial === serial)?.name ?? null,
      })),
      taken,
    )
    const { pinAttempts, laneQueueMax, log } = this.#options
    const onChange = () => this.#announce()
    for (const [index, token] of found.entries()) {
      const title = { name: names[index] ?? token.serial }
      tokens.push({
        title,
        token: new Pkcs11Token({ title, host, pinAttempts, laneQueueMax, log, onChange }, token),
      })
    }
  }

  #announce(): void {
    for (const listener of this.#listeners) listener()
  }
}
