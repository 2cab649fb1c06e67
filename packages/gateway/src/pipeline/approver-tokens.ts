/**
 * An approver's own token, where the policy lets the approver's certificate sign: it is unlocked with the PIN that was
 * typed for documents which are approved, and locked again as soon as they have their signatures, whatever becomes of
 * who asked. A token that was open before stays as it was.
 */
import { CongkyError } from '@congky/shared'
import type { Actor } from '../domain/account.ts'
import { isCertificate } from '../domain/certificate.ts'
import { type Job, waitsForToken } from '../domain/job.ts'
import type { Log } from '../domain/log.ts'
import type { TokenStatus, Tokens } from '../token/token.ts'
import type { ApprovalDesk } from './approval-desk.ts'
import type { JobKeeper } from './job-keeper.ts'
import type { TokenLocks } from './token-locks.ts'

export interface ApproverTokensParts {
  readonly tokens: Pick<Tokens, 'list' | 'onChange'>
  readonly locks: TokenLocks
  readonly keeper: Pick<JobKeeper, 'find' | 'onChange'>
  readonly approvalDesk: Pick<ApprovalDesk, 'of'>
  readonly log: Log
}

/** A PIN that somebody typed. */
export interface TypedPin {
  /** Taken over, and zeroed when the token is locked. */
  readonly pin: Buffer
  /** Although the token reports few tries left. */
  readonly confirmLowTries: boolean
}

/** How long signatures are waited for, in milliseconds: a command should not hang, and a token should not stay open. */
const SIGN_MS = 60_000

export class ApproverTokens {
  readonly #parts: ApproverTokensParts
  readonly #signMs: number
  /** Tokens that were opened here, and for how many at once: the last one locks. */
  readonly #opened = new Map<string, number>()

  constructor(parts: ApproverTokensParts, signMs = SIGN_MS) {
    this.#parts = parts
    this.#signMs = signMs
  }

  /** The token that signs a request with its approver's certificate; null when it is no such request, or none is known. */
  tokenOf(jobId: string): TokenStatus | null {
    const reference = this.#signerOf(jobId)
    if (reference === null) return null
    const holders = this.#parts.tokens
      .list()
      .filter(({ certificates }) => certificates.some((certificate) => isCertificate(certificate, reference)))
    const inOrder = [...holders.filter(({ state }) => state !== 'absent'), ...holders]
    return inOrder.find(({ state }) => state === 'ready') ?? inOrder[0] ?? null
  }

  /**
   * @param jobIds Approved with one and the same certificate.
   * @returns What became of them, in the same order.
   * @throws {CongkyError} ERR_TOKEN_ABSENT, ERR_REQUEST_INVALID, and those of `Tokens.unlock`: nothing was unlocked.
   */
  async sign(jobIds: readonly string[], typed: TypedPin, by: Actor): Promise<readonly Job[]> {
    const name = this.#theToken(jobIds, typed.pin)
    const { locks, log } = this.#parts
    if (this.#isReady(name) && !this.#opened.has(name)) {
      typed.pin.fill(0)
      return this.#waitFor(jobIds, name)
    }
    this.#opened.set(name, (this.#opened.get(name) ?? 0) + 1)
    let isUnlocked = false
    try {
      await locks.unlock(name, typed.pin, typed.confirmLowTries, by)
      isUnlocked = true
      return await this.#waitFor(jobIds, name)
    } finally {
      const isLast = this.#leave(name)
      // Opened it is also where only the record of it failed, or by somebody else here who has gone.
      if (isLast && (isUnlocked || this.#isReady(name)))
        await locks.lock(name, by).catch((error: unknown) => log.error({ err: error, token: name }, 'not locked again'))
    }
  }

  #isReady(name: string): boolean {
    return this.#parts.tokens.list().some((token) => token.name === name && token.state === 'ready')
  }

  /** @returns Whether nobody else here needs the token open. */
  #leave(name: string): boolean {
    const others = (this.#opened.get(name) ?? 1) - 1
    if (others > 0) this.#opened.set(name, others)
    else this.#opened.delete(name)
    return others === 0
  }

  #signerOf(jobId: string): string | null {
    const job = this.#parts.keeper.find(jobId)
    return job === null ? null : (this.#parts.approvalDesk.of(job)?.signer ?? null)
  }

  #theToken(jobIds: readonly string[], pin: Buffer): string {
    const names = new Set(jobIds.map((id) => this.tokenOf(id)?.name ?? null))
    const [name = null] = names
    if (names.size === 1 && name !== null) return name
    pin.fill(0)
    if (names.size > 1) throw new CongkyError('ERR_REQUEST_INVALID', { detail: SEVERAL })
    const reference = this.#signerOf(jobIds[0] ?? '')
    if (reference === null) throw new CongkyError('ERR_APPROVAL_MISSING')
    throw new CongkyError('ERR_TOKEN_ABSENT', { certificate: reference })
  }

  /** Until each is signed or waits for something else than this token, which is open. */
  #waitFor(jobIds: readonly string[], token: string): Promise<readonly Job[]> {
    const { keeper, tokens } = this.#parts
    const jobs = () => jobIds.flatMap((id) => keeper.find(id) ?? [])
    const isGone = () => {
      const state = tokens.list().find(({ name }) => name === token)?.state
      return state !== 'ready' && state !== 'starting'
    }
    return new Promise((resolve) => {
      const look = () => {
        if (!isGone() && jobs().some((job) => job.state === 'received' || waitsForToken(job))) return
        end()
      }
      const end = () => {
        for (const stop of stops) stop()
        clearTimeout(timer)
        resolve(jobs())
      }
      const stops = [keeper.onChange(look), tokens.onChange(look)]
      const timer = setTimeout(end, this.#signMs).unref()
      look()
    })
  }
}

const SEVERAL = {
  en: 'these documents are signed with different tokens',
  vi: 'các chứng từ này được ký bằng những token khác nhau',
}
