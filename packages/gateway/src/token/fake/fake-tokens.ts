/**
 * Tokens without hardware, behind the same port: for `npm run dev`, and for demonstrations where no SoftHSM
 * can be had. Their keys are as safe as the memory of this process, which is why nothing starts them by
 * configuration.
 */
import { CongkyError } from '@congky/shared'
import type { PinAttempts, SignDigestRequest, TokenSignature, TokenStatus, Tokens } from '../token.ts'
import { FakeToken, type FakeTokenOptions } from './fake-token.ts'

export interface FakeTokensOptions {
  readonly tokens: readonly FakeTokenOptions[]
  readonly pinAttempts: PinAttempts
  readonly laneQueueMax: number
}

export class FakeTokens implements Tokens {
  readonly #tokens: readonly FakeToken[]
  readonly #listeners = new Set<() => void>()
  #isStopped = false

  constructor({ tokens, pinAttempts, laneQueueMax }: FakeTokensOptions) {
    const announce = () => {
      for (const listener of this.#listeners) listener()
    }
    this.#tokens = tokens.map((options) => new FakeToken(options, laneQueueMax, pinAttempts, announce))
  }

  async start(): Promise<void> {
    for (const token of this.#tokens) await token.start()
  }

  async stop(): Promise<void> {
    this.#isStopped = true
    for (const token of this.#tokens) token.lock()
  }

  list(): readonly TokenStatus[] {
    return this.#tokens.map((token) => token.status())
  }

  moduleProblems(): readonly never[] {
    return []
  }

  async rescan(): Promise<void> {}

  async useModules(): Promise<void> {}

  async unlock(name: string, pin: Buffer, options: { readonly confirmLowTries?: boolean } = {}): Promise<TokenStatus> {
    try {
      const token = this.#find(name)
      await token.unlock(pin, options.confirmLowTries ?? false)
      return token.status()
    } catch (error) {
      pin.fill(0)
      throw error
    }
  }

  async lock(name: string): Promise<TokenStatus> {
    const token = this.#find(name)
    token.lock()
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

  /** Takes a token out, as a hand would. */
  unplug(name: string): void {
    this.#find(name).unplug()
  }

  plugIn(name: string): void {
    this.#find(name).plugIn()
  }

  #find(name: string): FakeToken {
    const token = this.#tokens.find((candidate) => candidate.name === name)
    if (!token) throw new CongkyError('ERR_TOKEN_UNKNOWN', { token: name })
    return token
  }

  #holderOf(thumbprint: string): FakeToken | undefined {
    return this.#tokens.find((token) => token.holds(thumbprint))
  }
}
