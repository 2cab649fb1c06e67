import { CongkyError, requestKeySchema } from '@congky/shared'
import type { RenewedAccessKey } from './key-renewal.ts'
import { randomKey } from './random-key.ts'

export interface ConnectOptions {
  /** Base address such as `https://192.168.1.10:8443`; plain `http://` only for this machine itself. */
  readonly url: string
  readonly accessKey: string
  /**
   * SHA-256 of the gateway's TLS certificate in hex, as pairing stores it. With it exactly this certificate is
   * accepted; without, one that an authority known to this machine issued. Not for browsers.
   */
  readonly fingerprint?: string | undefined
  /** How long one attempt to connect may take. Default 10 s. */
  readonly connectTimeoutMs?: number
  /** How often a sign of life is asked for; a link without one for three times as long is given up. Default 4 s. */
  readonly heartbeatMs?: number
  /**
   * How long documents wait while the gateway is away or refuses them for now (queue full, stopping), before
   * they fail with a retryable error. Default 120 s; `Infinity` waits for ever. A document that is held for a
   * person's action is not affected.
   */
  readonly patienceMs?: number
  /**
   * Stores a new access key. With it the connection renews its key by itself in the last fifth of the key's life,
   * and uses the new one once this call returned; the old one ends some days later. Without it the key ends as
   * `congky workstation list` says. Only one process should renew a key.
   */
  readonly onAccessKeyRenewed?: ((renewed: RenewedAccessKey) => void | Promise<void>) | undefined
  readonly onEvent?: ((event: ConnectionEvent) => void) | undefined
}

/** What happens to the connection as a whole; for displays and logs. */
export type ConnectionEvent =
  | { readonly type: 'open' }
  | { readonly type: 'lost'; readonly error: CongkyError; readonly retryInMs: number }
  | { readonly type: 'ended'; readonly error: CongkyError }
  /** The gateway did not understand something that belongs to no request, or the access key was not renewed. */
  | { readonly type: 'complaint'; readonly error: CongkyError }

export const defaults = { connectTimeoutMs: 10_000, heartbeatMs: 4_000, patienceMs: 120_000 } as const

/** @throws {CongkyError} ERR_REQUEST_INVALID */
export function toRequestId(idempotencyKey: string | undefined): string {
  if (idempotencyKey === undefined) return randomKey()
  const parsed = requestKeySchema.safeParse(idempotencyKey)
  if (parsed.success) return parsed.data
  throw new CongkyError('ERR_REQUEST_INVALID', {
    detail: {
      en: 'an idempotency key has 1 to 200 visible ASCII characters',
      vi: 'khóa chống trùng gồm 1 đến 200 ký tự ASCII nhìn thấy được',
    },
  })
}
