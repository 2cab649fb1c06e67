/**
 * What browsers were asked to sign and have not signed yet. A challenge belongs to one session and one matter, is good
 * once and for a short time, and holds the hash of its matter: what a passkey signed says what it was asked for. Kept
 * in memory: after a restart the person is asked again.
 */
import { createHash, randomBytes } from 'node:crypto'

interface OpenChallenge {
  readonly sessionId: string
  readonly matter: string
  /** base64url. */
  readonly challenge: string
  readonly until: number
}

/** Open at once per session, such as of several tabs; the oldest gives way. */
const PER_SESSION_MAX = 8

export class OneTimeChallenges {
  readonly #validMs: number
  readonly #now: () => number
  /** In the order they were made. */
  #open: readonly OpenChallenge[] = []

  constructor(validMs: number, now: () => number = Date.now) {
    this.#validMs = validMs
    this.#now = now
  }

  /** @param matter What will be done; the same text is needed to take the challenge back. */
  issue(sessionId: string, matter: string): Uint8Array<ArrayBuffer> {
    const bytes = new Uint8Array([...randomBytes(32), ...createHash('sha256').update(matter).digest()])
    const now = this.#now()
    const others = this.#open.filter((one) => one.until > now && !isFor(one, sessionId, matter))
    const own = others.filter((one) => one.sessionId === sessionId)
    const tooOld = own.slice(0, Math.max(0, own.length - PER_SESSION_MAX + 1))
    const challenge = Buffer.from(bytes).toString('base64url')
    this.#open = [
      ...others.filter((one) => !tooOld.includes(one)),
      { ...{ sessionId, matter, challenge }, until: now + this.#validMs },
    ]
    return bytes
  }

  /** The challenge that is open for this matter, in base64url; it is good for nothing after this. Null: there is none. */
  take(sessionId: string, matter: string): string | null {
    const now = this.#now()
    const found = this.#open.find((one) => one.until > now && isFor(one, sessionId, matter))
    this.#open = this.#open.filter((one) => one !== found)
    return found?.challenge ?? null
  }
}

const isFor = (one: OpenChallenge, sessionId: string, matter: string) =>
  one.sessionId === sessionId && one.matter === matter
