/**
 * Renews the access key of a connection before it expires: asks the gateway now and then whether it is time,
 * hands the new key over to be stored, and uses it only after that. Until the new key is used the old one goes
 * on as before, so whatever fails in between costs nothing but another try.
 */
import { type AccessKeyAnswer, type CongkyError, toCongkyError } from '@congky/shared'
import type { GatewayApi } from './gateway-api.ts'

/** The key that follows another one. */
export interface RenewedAccessKey {
  readonly accessKey: string
  /** null for never. */
  readonly expiresAt: Date | null
}

export interface KeyRenewalOptions {
  readonly api: Pick<GatewayApi, 'accessKeyTerm' | 'renewAccessKey'>
  /** Stores the new key. */
  store(renewed: RenewedAccessKey): void | Promise<void>
  /** Uses the new key from now on. */
  use(accessKey: string): void
  onProblem(error: CongkyError): void
}

/** A key that is due has at least a fifth of its life left: no hurry. */
const CHECK_MS = 6 * 3_600_000

export class KeyRenewal {
  readonly #options: KeyRenewalOptions
  #timer: ReturnType<typeof setInterval> | undefined

  constructor(options: KeyRenewalOptions) {
    this.#options = options
  }

  /** Looks now, and again every few hours. Starting twice is fine. */
  start(): void {
    if (this.#timer !== undefined) return
    this.#timer = setInterval(() => void this.#renewIfDue(), CHECK_MS)
    void this.#renewIfDue()
  }

  stop(): void {
    clearInterval(this.#timer)
  }

  async #renewIfDue(): Promise<void> {
    const { api, store, use, onProblem } = this.#options
    try {
      if (!isDue((await api.accessKeyTerm()).renewAfter)) return
      const renewed = await api.renewAccessKey()
      await store(toRenewed(renewed))
      use(renewed.accessKey)
    } catch (error) {
      onProblem(toCongkyError(error))
    }
  }
}

/** @param renewAfter ISO time, as the gateway tells it. */
export function isDue(renewAfter: string | null | undefined): boolean {
  return typeof renewAfter === 'string' && Date.parse(renewAfter) <= Date.now()
}

function toRenewed({ accessKey, expiresAt }: AccessKeyAnswer): RenewedAccessKey {
  return { accessKey, expiresAt: expiresAt === null ? null : new Date(expiresAt) }
}
