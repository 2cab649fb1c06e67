/** Where passwords are checked: slowed down, and the same for a name that exists and one that does not. */
import { CongkyError } from '@congky/shared'
import type { Account, Actor } from '../domain/account.ts'
import { guesserOf, guessRules, outsideRules } from '../domain/guess-limit.ts'
import { checkPassword } from '../domain/password-policy.ts'
import { sha256Hex } from '../domain/request.ts'
import type { AccountStore } from '../store/accounts.ts'
import type { GuessStore, GuessSubject } from '../store/guesses.ts'
import type { PasswordHasher } from '../store/password-hasher.ts'
import type { Session, SessionStore } from '../store/sessions.ts'

export interface LoginDeskParts {
  readonly accounts: AccountStore
  readonly sessions: SessionStore
  readonly guesses: GuessStore
  readonly hasher: PasswordHasher
}

/** Where a login comes from. */
export interface LoginPlace {
  readonly origin: string
  /** From outside, through a reverse proxy. */
  readonly overProxy: boolean
  readonly userAgent: string
}

export interface Login {
  readonly token: string
  readonly account: Account
  readonly session: Session
}

export class LoginDesk {
  readonly #parts: LoginDeskParts

  constructor(parts: LoginDeskParts) {
    this.#parts = parts
  }

  /** @throws {CongkyError} ERR_LOGIN_FAILED, ERR_GUESSES_SLOWED, ERR_RATE_LIMITED */
  async login(name: string, password: string, place: LoginPlace): Promise<Login> {
    const passwordHash = await this.#requirePassword(name, password, place)
    return this.#parts.sessions.open(name, passwordHash, place)
  }

  /**
   * The password of somebody who is in already, asked for again before what a session that was left open must not do.
   *
   * @throws {CongkyError} Those of `login`.
   */
  async confirm(name: string, password: string, place: LoginPlace): Promise<void> {
    await this.#requirePassword(name, password, place)
  }

  /**
   * A person's own new password. Ends all sessions of the account and opens a new one here.
   *
   * @throws {CongkyError} ERR_PASSWORD_WEAK, and those of `login`.
   */
  async changePassword(
    { name }: Account,
    passwords: { readonly current: string; readonly next: string },
    place: LoginPlace,
  ): Promise<Login> {
    checkPassword(passwords.next, name)
    await this.#requirePassword(name, passwords.current, place)
    const passwordHash = await this.#parts.hasher.hash(passwords.next)
    const by: Actor = { name, origin: place.origin, isHost: false }
    await this.#parts.accounts.setPassword(name, passwordHash, by)
    return this.#parts.sessions.open(name, passwordHash, place)
  }

  /** @returns The hash that the password was compared with. */
  async #requirePassword(name: string, password: string, place: LoginPlace): Promise<string> {
    const { accounts, guesses, hasher } = this.#parts
    // Not counted as a guess: it is not looked at.
    hasher.requireRoom()
    const guess = await guesses.begin(this.#subjects(name, place))
    const account = accounts.find(name)
    const passwordHash = accounts.passwordHashOf(name)
    const isRight = await hasher.verify(password, passwordHash)
    if (isRight && passwordHash !== null && account !== null && account.disabledAt === null) {
      await guesses.succeed(guess)
      return passwordHash
    }
    // A name that nobody has may be a password in the wrong field.
    await guesses.fail(guess, { origin: place.origin, requester: account === null ? null : name })
    throw new CongkyError('ERR_LOGIN_FAILED')
  }

  /** Guesses from outside are counted apart, so that they keep nobody in the office waiting. */
  #subjects(name: string, { origin, overProxy }: LoginPlace): GuessSubject[] {
    const guesser = guesserOf(origin)
    const who = sha256Hex(Buffer.from(name))
    const rules = overProxy ? outsideRules : guessRules
    const way = overProxy ? 'outside-login' : 'login'
    const both = { key: `${way} ${who} ${guesser}`, rule: rules.accountFromAddress }
    const address = { key: `${way}-address ${guesser}`, rule: rules.address }
    // Others' guesses must not keep the owner out of a machine that the owner uses.
    if (this.#parts.guesses.hasSucceeded(both.key)) return [both, address]
    return [both, address, { key: `${way}-account ${who}`, rule: rules.account }]
  }
}
