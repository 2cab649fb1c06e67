/** Unlocks and locks tokens for people, each with its record in the history. */
import { CongkyError } from '@congky/shared'
import type { Actor } from '../domain/account.ts'
import type { HistoryWriter } from '../store/history.ts'
import type { TokenStatus, Tokens } from '../token/token.ts'

export class TokenLocks {
  readonly #tokens: Pick<Tokens, 'unlock' | 'lock'>
  readonly #history: Pick<HistoryWriter, 'append'>

  constructor(tokens: Pick<Tokens, 'unlock' | 'lock'>, history: Pick<HistoryWriter, 'append'>) {
    this.#tokens = tokens
    this.#history = history
  }

  /** Takes over `pin`. @throws {CongkyError} Those of `Tokens.unlock`, ERR_STORE_FULL: it is locked then. */
  async unlock(name: string, pin: Buffer, confirmLowTries: boolean, by: Actor): Promise<TokenStatus> {
    const who = { kind: 'token', requester: by.name, origin: by.origin } as const
    try {
      const token = await this.#tokens.unlock(name, pin, { confirmLowTries })
      await this.#history.append({ ...who, note: `${token.name}: unlocked` }).catch(async (error: unknown) => {
        // Nothing stays open without a record of who opened it, and who asked takes it for locked.
        await this.#tokens.lock(name)
        throw error
      })
      return token
    } catch (error) {
      const code = error instanceof CongkyError ? error.code : 'ERR_INTERNAL'
      await this.#history.append({ ...who, code, note: `${name}: not unlocked` })
      throw error
    }
  }

  /** @throws {CongkyError} ERR_TOKEN_UNKNOWN */
  async lock(name: string, { name: requester, origin }: Actor): Promise<TokenStatus> {
    const token = await this.#tokens.lock(name)
    await this.#history.append({ kind: 'token', requester, origin, note: `${token.name}: locked` })
    return token
  }
}
