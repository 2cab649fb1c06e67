/**
 * Passwords as scrypt hashes. Each hash carries its own cost, so that a later version can raise it. One is
 * computed at a time: each takes 128 MB and a core for half a second, and whoever guesses must not take more
 * from the gateway than that.
 */
import { randomBytes, type ScryptOptions, scrypt, timingSafeEqual } from 'node:crypto'
import { CongkyError } from '@congky/shared'
import { normalizePassword } from '../domain/password-policy.ts'

/** N = 2^17, r = 8, p = 1: OWASP Password Storage Cheat Sheet. */
const LOG2_N = 17
const BLOCK_SIZE = 8
const PARALLELIZATION = 1
const SALT_BYTES = 16
const KEY_BYTES = 32
/** Passwords that wait for their turn; beyond it the caller is asked to come again. */
const WAITING_MAX = 16

export class PasswordHasher {
  readonly #salt = randomBytes(SALT_BYTES)
  #waiting = 0
  #last: Promise<unknown> = Promise.resolve()

  /** @throws {CongkyError} ERR_RATE_LIMITED: too many passwords wait already. */
  async hash(password: string): Promise<string> {
    const salt = randomBytes(SALT_BYTES)
    const key = await this.#derive(password, salt, [LOG2_N, BLOCK_SIZE, PARALLELIZATION])
    const text = (bytes: Buffer) => bytes.toString('base64url')
    return ['scrypt', LOG2_N, BLOCK_SIZE, PARALLELIZATION, text(salt), text(key)].join('$')
  }

  /**
   * @param stored null where there is no such account: it takes as long as a wrong password then.
   * @throws {CongkyError} ERR_RATE_LIMITED
   */
  async verify(password: string, stored: string | null): Promise<boolean> {
    const [, log2N, r, p, salt, key] = (stored ?? '').split('$')
    if (salt === undefined || key === undefined) {
      await this.#derive(password, this.#salt, [LOG2_N, BLOCK_SIZE, PARALLELIZATION])
      return false
    }
    const expected = Buffer.from(key, 'base64url')
    const actual = await this.#derive(password, Buffer.from(salt, 'base64url'), [Number(log2N), Number(r), Number(p)])
    return expected.length === actual.length && timingSafeEqual(expected, actual)
  }

  /** @throws {CongkyError} ERR_RATE_LIMITED: nothing more can be computed now. */
  requireRoom(): void {
    if (this.#waiting >= WAITING_MAX) throw new CongkyError('ERR_RATE_LIMITED')
  }

  async #derive(password: string, salt: Buffer, [log2N, r, p]: readonly [number, number, number]): Promise<Buffer> {
    this.requireRoom()
    const bytes = Buffer.from(normalizePassword(password), 'utf8')
    const options = { N: 2 ** log2N, r, p, maxmem: 2 ** log2N * r * 128 + 32 * 1024 * 1024 }
    this.#waiting++
    const derived = this.#last.then(() => scryptOnce(bytes, salt, options))
    this.#last = derived.catch(() => {})
    try {
      return await derived
    } finally {
      bytes.fill(0)
      this.#waiting--
    }
  }
}

function scryptOnce(password: Buffer, salt: Buffer, options: ScryptOptions): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    scrypt(password, salt, KEY_BYTES, options, (error, key) => (error ? reject(error) : resolve(key)))
  })
}
