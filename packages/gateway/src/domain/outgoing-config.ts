/** What of the configuration leaves the LAN: whom to tell what, and the way through a proxy. */
import type { NotificationTopic } from '@congky/shared'

export interface NotificationsConfig {
  readonly webhooks: readonly WebhookConfig[]
  readonly email: EmailConfig | null
  readonly topics: readonly NotificationTopic[]
  /** What passes within this time is no news. */
  readonly settleSeconds: number
  /** Hours between repeats of the same news; the last one goes on for ever. */
  readonly repeatHours: readonly number[]
  /** When only what is urgent is told; null: never quiet. */
  readonly quietHours: { readonly from: string; readonly to: string } | null
  /** IANA name: for quiet hours, and for dates in messages. */
  readonly timeZone: string
  /** A backup older than this is told of. */
  readonly backupDays: number
  /** What messages call this gateway; null is the name of its host. */
  readonly gatewayName: string | null
}

export interface WebhookConfig {
  readonly name: string
  readonly url: string
  /** Name of the secret that signs its messages; null: they are not signed. */
  readonly secretName: string | null
  readonly language: 'vi' | 'en' | 'both'
  /** Lets plain http go to a private address of the LAN. */
  readonly allowLan: boolean
}

export interface EmailConfig {
  readonly host: string
  readonly port: number
  /** `none` goes to this machine itself only. */
  readonly security: 'tls' | 'starttls' | 'none'
  readonly user: string | null
  readonly passwordSecret: string | null
  readonly from: string
  readonly to: readonly string[]
}

export interface ProxyConfig {
  /** `system` is what HTTP_PROXY, HTTPS_PROXY and NO_PROXY of the environment say. */
  readonly mode: 'direct' | 'system' | 'manual'
  readonly host: string | null
  readonly port: number | null
  readonly user: string | null
  readonly passwordSecret: string | null
  readonly noProxy: readonly string[]
}
