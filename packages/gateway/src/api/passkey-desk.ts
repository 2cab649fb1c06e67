/**
 * Passkeys of the people who come over the network: made after the password, and used to show who decides on which
 * documents (approver-proof.ts). A challenge is taken back before the answer is looked at, so an answer counts once.
 */
import {
  CongkyError,
  type PasskeyCreationOptions,
  type PasskeyMade,
  type PasskeyRequestOptions,
  type PasskeyView,
} from '@congky/shared'
import { type Passkey, relyingPartyOf } from '../domain/passkey.ts'
import type { HistoryWriter } from '../store/history.ts'
import type { PasskeyStore } from '../store/passkeys.ts'
import type { OpenedSession } from '../store/sessions.ts'
import type { AskedDecision, PasskeyProof } from './approver-proof.ts'
import type { LoginDesk, LoginPlace } from './login-desk.ts'
import { OneTimeChallenges } from './one-time-challenges.ts'
import { ANSWER_MS, creationOptions, parseUsed, readMade, readUsed, requestOptions } from './webauthn.ts'

export interface PasskeyDeskParts {
  readonly passkeys: PasskeyStore
  readonly loginDesk: LoginDesk
  readonly history: HistoryWriter
}

/** Who makes a passkey, and on which page of ours (`https://host:port`). */
export interface PasskeyMaker extends OpenedSession {
  readonly place: LoginPlace
  readonly pageOrigin: string
}

/** What a challenge for a new passkey is for; decisions have texts of their own. */
const MAKING = 'new passkey'

export class PasskeyDesk implements PasskeyProof {
  readonly #parts: PasskeyDeskParts
  readonly #challenges: OneTimeChallenges

  constructor(parts: PasskeyDeskParts, challenges = new OneTimeChallenges(ANSWER_MS)) {
    this.#parts = parts
    this.#challenges = challenges
  }

  /** @throws {CongkyError} ERR_PASSKEY_HOST, ERR_LOGIN_FAILED, ERR_GUESSES_SLOWED, ERR_RATE_LIMITED */
  async begin(
    password: string,
    { account, session, place, pageOrigin }: PasskeyMaker,
  ): Promise<PasskeyCreationOptions> {
    const rpId = relyingPartyOf(pageOrigin)
    await this.#parts.loginDesk.confirm(account.name, password, place)
    const known = this.#usable(account.id, rpId)
    return creationOptions(this.#challenges.issue(session.id, MAKING), rpId, account, known)
  }

  /** @throws {CongkyError} ERR_PASSKEY_HOST, ERR_PASSKEY_CHALLENGE, ERR_PASSKEY_REFUSED, ERR_PASSKEYS_FULL */
  async finish(name: string, response: PasskeyMade, maker: PasskeyMaker): Promise<PasskeyView> {
    const { account, session, place, pageOrigin } = maker
    const rpId = relyingPartyOf(pageOrigin)
    const challenge = this.#take(session.id, MAKING)
    const made = await readMade(response, { challenge, origin: pageOrigin, rpId })
    return toPasskeyView(await this.#parts.passkeys.add(account, { ...made, name }, place.origin))
  }

  /** @throws {CongkyError} ERR_PASSKEY_HOST, ERR_PASSKEY_NONE */
  async challenge(asked: AskedDecision): Promise<PasskeyRequestOptions> {
    const { sessionId, rpId } = placeOf(asked)
    const usable = this.#usable(asked.account.id, rpId)
    if (usable.length === 0) throw new CongkyError('ERR_PASSKEY_NONE', { host: rpId })
    return requestOptions(this.#challenges.issue(sessionId, matterOf(asked)), rpId, usable)
  }

  /** @throws {CongkyError} ERR_PASSKEY_HOST, ERR_PASSKEY_CHALLENGE, ERR_PASSKEY_REFUSED, ERR_PASSKEY_CLONED */
  async check(shown: unknown, asked: AskedDecision): Promise<void> {
    const answer = parseUsed(shown)
    const { sessionId, rpId, pageOrigin } = placeOf(asked)
    const challenge = this.#take(sessionId, matterOf(asked))
    const passkey = this.#usable(asked.account.id, rpId).find(({ credentialId }) => credentialId === answer.id)
    if (!passkey) throw new CongkyError('ERR_PASSKEY_REFUSED', { detail: UNKNOWN })
    const counter = await readUsed(answer, passkey, asked.account, { challenge, origin: pageOrigin, rpId })
    await this.#use(passkey, counter, asked)
  }

  /** A copy is told in the history: somebody has to look for it. */
  async #use(passkey: Passkey, counter: number, { account, place }: AskedDecision): Promise<void> {
    const { passkeys, history } = this.#parts
    try {
      await passkeys.use(passkey, counter)
    } catch (error) {
      if (!(error instanceof CongkyError)) throw error
      // Removed while its answer was looked at.
      if (error.code === 'ERR_NOT_FOUND') throw new CongkyError('ERR_PASSKEY_REFUSED', { detail: UNKNOWN })
      if (error.code === 'ERR_PASSKEY_CLONED') {
        const who = { requester: account.name, origin: place.origin } as const
        const note = `passkey ${passkey.name} of ${account.name} refused`
        await history.append({ kind: 'account', code: error.code, ...who, note })
      }
      throw error
    }
  }

  #usable(accountId: string, rpId: string): Passkey[] {
    return this.#parts.passkeys.listOf({ id: accountId }).filter((passkey) => passkey.rpId === rpId)
  }

  #take(sessionId: string, matter: string): string {
    const challenge = this.#challenges.take(sessionId, matter)
    if (challenge === null) throw new CongkyError('ERR_PASSKEY_CHALLENGE')
    return challenge
  }
}

export function toPasskeyView({ id, name, rpId, createdAt, lastUsedAt }: Passkey): PasskeyView {
  return {
    ...{ id, name, host: rpId },
    createdAt: createdAt.toISOString(),
    lastUsedAt: lastUsedAt?.toISOString() ?? null,
  }
}

/** Exactly this decision on exactly these documents, in whatever order they are listed. */
function matterOf({ decision, items }: AskedDecision): string {
  return JSON.stringify([
    decision,
    ...items.map((item) => [item.id, item.approvalId, item.documentSha256].join(' ')).sort(),
  ])
}

/** @throws {CongkyError} ERR_PASSKEY_REFUSED: there is no browser at the local socket; ERR_PASSKEY_HOST */
function placeOf({ sessionId, pageOrigin }: AskedDecision) {
  if (sessionId === null || pageOrigin === null) throw new CongkyError('ERR_PASSKEY_REFUSED', { detail: NO_PAGE })
  return { sessionId, pageOrigin, rpId: relyingPartyOf(pageOrigin) }
}

const UNKNOWN = { en: 'this account has no such passkey here', vi: 'tài khoản không có khóa này tại đây' }
const NO_PAGE = { en: 'it is used in a browser', vi: 'khóa chỉ dùng được trong trình duyệt' }
