/** A token's place in a driver process: the process, the session in it, and every call made for this token. */
import type { SignDigestRequest, TokenSignature } from '../token.ts'
import { DriverError } from './driver-error.ts'
import type { DriverHost } from './driver-host.ts'
import type { DriverProcess } from './driver-process.ts'
import { LearnedLimit } from './learned-limit.ts'
import type { DriverCalls, FoundToken, KeyReport, OpenTokenId } from './messages.ts'

/** For a look at a token that has nothing to do, in milliseconds: no signature is made, so a hang shows soon. */
const CHECK_MS = 2_000

export class TokenSeat {
  /** The token as it was when the session was opened. */
  readonly found: FoundToken
  readonly #host: DriverHost
  readonly #process: DriverProcess
  readonly #token: OpenTokenId
  readonly #signLimit: LearnedLimit
  readonly #onSigned: (ms: number) => void
  /** Its driver insists on hashing, so that it needs what the digest is of. */
  #needsData = false

  private constructor(
    host: DriverHost,
    process: DriverProcess,
    { token, found }: { readonly token: OpenTokenId; readonly found: FoundToken },
    onSigned: (ms: number) => void,
  ) {
    this.#host = host
    this.#process = process
    this.#token = token
    this.found = found
    this.#signLimit = new LearnedLimit(host.module.callTimeoutMs)
    this.#onSigned = onSigned
  }

  /**
   * Opens a session on the token with this serial number that holds one of these certificates.
   *
   * @param onSigned Told how long each signature took the token.
   * @returns null when no such token is plugged in: one with another certificate is another token.
   * @throws {DriverError | DriverProcessError}
   */
  static async open(
    host: DriverHost,
    identity: DriverCalls['open']['takes'],
    onSigned: (ms: number) => void,
  ): Promise<TokenSeat | null> {
    const process = await host.acquire()
    try {
      const opened = await process.call('open', identity, host.module.callTimeoutMs)
      if (opened) return new TokenSeat(host, process, opened, onSigned)
    } catch (error) {
      host.release(process)
      throw error
    }
    host.release(process)
    return null
  }

  get pid(): number | undefined {
    return this.#process.pid
  }

  onExit(listener: () => void): void {
    this.#process.onExit(listener)
  }

  /** C_Login, once. */
  async logIn(pin: Buffer): Promise<void> {
    await this.#process.call('login', { token: this.#token, pin }, this.#host.module.callTimeoutMs)
  }

  /** Finds the private keys. With `probe`, each signs something to prove that it is the certificate's. */
  findKeys(probe: boolean): Promise<readonly KeyReport[]> {
    const signatures = probe ? this.found.certificates.length : 0
    const limitMs = (1 + signatures) * this.#host.module.callTimeoutMs
    return this.#process.call('keys', { token: this.#token, probe }, limitMs)
  }

  /** Data, which may be a whole document, goes along once the driver has shown that it signs no other way. */
  async sign(request: SignDigestRequest): Promise<TokenSignature> {
    const data = request.data ?? null
    let signature: TokenSignature
    try {
      signature = await this.#sign(request, this.#needsData ? data : null)
    } catch (error) {
      if (data === null || this.#needsData || !isMechanismMissing(error)) throw error
      signature = await this.#sign(request, data)
      this.#needsData = true
    }
    this.#onSigned(signature.signMs)
    return signature
  }

  #sign(request: SignDigestRequest, data: Uint8Array | null): Promise<TokenSignature> {
    const { thumbprint, digestAlgorithm, digest } = request
    return this.#process.call(
      'sign',
      { token: this.#token, thumbprint, digestAlgorithm, digest, data },
      this.#signLimit,
    )
  }

  /** @throws {DriverError | DriverProcessError} The token or the login is gone. */
  async check(): Promise<void> {
    const limitMs = Math.min(CHECK_MS, this.#host.module.callTimeoutMs)
    await this.#process.call('check', { token: this.#token }, limitMs)
  }

  /** Logs out, after the call in hand, and gives the place up. What fails on the way changes nothing. */
  async close(): Promise<void> {
    await this.#process.call('close', { token: this.#token }, this.#host.module.callTimeoutMs).catch(() => {})
    this.#host.release(this.#process)
  }

  /** Ends the process, for all tokens in it: it cannot be trusted any more. */
  abandon(): void {
    this.#process.kill()
  }
}

function isMechanismMissing(error: unknown): boolean {
  return error instanceof DriverError && error.failure.kind === 'no-mechanism'
}
