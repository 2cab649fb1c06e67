/**
 * The setup code of a gateway that nobody has an account on: who holds it makes the first one. It stands in
 * `stateDir/setup-code`, mode 0600, so that it is known to whoever administrates the host and to nobody else, and it
 * is gone once there is an account, however that was made.
 */
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { encodeSetupCode, normalizeSetupCode, SETUP_CODE_BYTES } from '../domain/setup-code.ts'
import type { AccountStore } from './accounts.ts'

export const SETUP_CODE_FILE = 'setup-code'

export class SetupCode {
  readonly #file: string
  readonly #accounts: Pick<AccountStore, 'isEmpty'>
  #code: string | null = null

  constructor(stateDir: string, accounts: Pick<AccountStore, 'isEmpty'>) {
    this.#file = join(stateDir, SETUP_CODE_FILE)
    this.#accounts = accounts
  }

  /** Makes a code, or takes up the one of the last run; takes it away where there are accounts. */
  begin(): void {
    if (this.isNeeded) this.#code = readSetupCode(this.#file) ?? this.#make()
    else this.end()
  }

  /** Whether nobody has an account yet. */
  get isNeeded(): boolean {
    return this.#accounts.isEmpty()
  }

  /** As people read it; null when there are accounts. */
  get current(): string | null {
    return this.isNeeded ? this.#code : null
  }

  matches(typed: string): boolean {
    const expected = this.current === null ? null : normalizeSetupCode(this.current)
    const offered = normalizeSetupCode(typed)
    return expected !== null && offered !== null && timingSafeEqual(digest(expected), digest(offered))
  }

  end(): void {
    this.#code = null
    rmSync(this.#file, { force: true })
  }

  #make(): string {
    const code = encodeSetupCode(randomBytes(SETUP_CODE_BYTES))
    rmSync(this.#file, { force: true })
    // Lost in a power cut it is made anew at the next start, so it need not be synced.
    writeFileSync(this.#file, `${code}\n`, { flag: 'wx', mode: 0o600 })
    return code
  }
}

/** @returns null when there is no such file, or no whole code in it. */
export function readSetupCode(file: string): string | null {
  try {
    const code = readFileSync(file, 'utf8').trim()
    return normalizeSetupCode(code) === null ? null : code
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null
    throw error
  }
}

/** What is behind the `#` never leaves the browser, so the code is in no log on the way. */
export function setupAddress(url: string, code: string): string {
  return `${url}/#/setup?code=${code}`
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest()
}
