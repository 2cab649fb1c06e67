/** The PKCS#11 adapter on tokens that misbehave when told to, for the promises about tokens. */
import { createHash } from 'node:crypto'
import { join } from 'node:path'
import type { ModuleConfig } from '../../packages/gateway/src/domain/gateway-config.ts'
import { type Intervals, Pkcs11Tokens } from '../../packages/gateway/src/token/pkcs11/pkcs11-tokens.ts'
import type { TokenStatus } from '../../packages/gateway/src/token/token.ts'
import { FaultModule, type LoggedCall } from './fault-module.ts'
import { createAuthority, type IssuedCertificate, issueCertificate } from './pki.ts'
import { SoftHsm } from './softhsm.ts'
import { CountingPinAttempts, codeOf, signAndVerify, whenIn } from './tokens-contract.ts'

export const PIN = 'Canary-PIN-40613'
export const WRONG_PIN = 'Canary-PIN-99999'

/** A token in the drawer. */
export interface DrawerToken {
  /** What the gateway calls it. */
  readonly name: string
  readonly serial: string
  readonly issued: IssuedCertificate
}

/** Tokens `one`, `two` and so on with a P-256 key each, made once for a file of tests. */
export class TokenDrawer {
  readonly #folder: string
  readonly #hsm: SoftHsm
  readonly #tokens: readonly DrawerToken[]
  #modules = 0

  private constructor(folder: string, hsm: SoftHsm, tokens: readonly DrawerToken[]) {
    this.#folder = folder
    this.#hsm = hsm
    this.#tokens = tokens
  }

  static async create(folder: string, names: readonly string[]): Promise<TokenDrawer> {
    const hsm = await SoftHsm.create(join(folder, 'drawer'))
    const authority = await createAuthority('CA')
    const tokens: DrawerToken[] = []
    for (const name of names) {
      const issued = await issueCertificate(authority, { subject: [['CN', `Certificate ${name}`]], keyType: 'p-256' })
      const { serial } = await hsm.addToken({ label: name, pin: PIN, keys: [{ issued }] })
      tokens.push({ name, serial, issued })
    }
    return new TokenDrawer(folder, hsm, tokens)
  }

  token(name: string): DrawerToken {
    const token = this.#tokens.find((candidate) => candidate.name === name)
    if (!token) throw new Error(`no token ${name} in the drawer`)
    return token
  }

  /** A fault module of its own for each test: fresh faults, counters and log. */
  module(): Promise<FaultModule> {
    return FaultModule.create(join(this.#folder, `module-${++this.#modules}`), this.#hsm)
  }
}

/** The adapter on one fault module. */
export class FaultyTokens {
  readonly drawer: TokenDrawer
  readonly module: FaultModule
  readonly tokens: Pkcs11Tokens
  /** What the adapter logged: messages only. */
  readonly messages: string[] = []
  readonly #pids = new Map<string, number>()

  private constructor(
    drawer: TokenDrawer,
    module: FaultModule,
    attempts: CountingPinAttempts,
    config: Partial<ModuleConfig>,
    intervals: Partial<Intervals>,
  ) {
    this.drawer = drawer
    this.module = module
    const note = (fields: object, message: string) => {
      this.messages.push(message)
      const { token, pid } = fields as { token?: string; pid?: number | null }
      if (token && pid) this.#pids.set(token, pid)
    }
    const path = module.modulePath
    this.tokens = new Pkcs11Tokens({
      modules: [{ name: 'faulty', path, tokens: [], callTimeoutMs: 15_000, sharedProcess: false, ...config }],
      ...{ pinAttempts: attempts, laneQueueMax: 1_000, environment: { ...process.env, ...module.env } },
      log: { debug() {}, info: note, warn: note, error: note },
      intervals: { stopMs: 500, ...intervals },
    })
  }

  /** Starts with the gateway's own defaults where nothing else is said. */
  static async start(
    drawer: TokenDrawer,
    options: {
      readonly module?: FaultModule
      readonly attempts?: CountingPinAttempts
      readonly config?: Partial<ModuleConfig>
      readonly intervals?: Partial<Intervals>
    } = {},
  ): Promise<FaultyTokens> {
    const module = options.module ?? (await drawer.module())
    const attempts = options.attempts ?? new CountingPinAttempts()
    const started = new FaultyTokens(drawer, module, attempts, options.config ?? {}, options.intervals ?? {})
    await started.tokens.start()
    return started
  }

  unlock(name: string, pin = PIN, confirmLowTries = false): Promise<TokenStatus> {
    return this.tokens.unlock(name, Buffer.from(pin), { confirmLowTries })
  }

  status(name: string): TokenStatus {
    const status = this.tokens.list().find((token) => token.name === name)
    if (!status) throw new Error(`no token ${name}`)
    return status
  }

  whenIn(name: string, state: TokenStatus['state']): Promise<TokenStatus> {
    return whenIn(this.tokens, name, state)
  }

  /** Last known driver process of a token. */
  pid(name: string): number {
    const pid = this.#pids.get(name)
    if (pid === undefined) throw new Error(`no process of ${name} is known`)
    return pid
  }

  /** Signs once. @returns Whether the signature is right. @throws {CongkyError} */
  sign(name: string): Promise<boolean> {
    return signAndVerify(this.tokens, this.drawer.token(name).issued.certificateDer)
  }

  /** The code of the error that signing once ends with; null when it gave a signature. */
  signCode(name: string): Promise<string | null> {
    return codeOf(this.sign(name))
  }

  /**
   * What the pipeline does: asks again after what passes by itself, and when the token is back.
   *
   * @throws {Error} Another error, or a wrong signature.
   */
  async signPatiently(name: string): Promise<{ readonly ms: number; readonly codes: readonly string[] }> {
    const startedAt = performance.now()
    const codes: string[] = []
    for (;;) {
      const code = await codeOf(
        this.sign(name).then((isRight) => {
          if (!isRight) throw new Error('the token gave a wrong signature')
        }),
      )
      if (code === null) return { ms: performance.now() - startedAt, codes }
      codes.push(code)
      if (!['ERR_TOKEN_GONE', 'ERR_TOKEN_TIMEOUT', 'ERR_TOKEN_ABSENT'].includes(code)) {
        throw new Error(`signing with ${name} ended with ${code}`)
      }
      await new Promise((resolve) => setTimeout(resolve, 10))
    }
  }

  thumbprint(name: string): string {
    return createHash('sha256').update(this.drawer.token(name).issued.certificateDer).digest('hex')
  }

  /** Calls about one token since the module was made. */
  calls(name: `C_${string}`, token: string): readonly LoggedCall[] {
    const { serial } = this.drawer.token(token)
    return this.module.calls().filter((call) => call.name === name && call.serial === serial)
  }
}
