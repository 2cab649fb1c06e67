/** Notifications and outgoing connections as the console sees them: settings without secrets, and how tests went. */
import type { Bilingual } from '../error-catalogue.ts'

/** What people can be told of. */
export const NOTIFICATION_TOPICS = [
  'approvals', //    documents that wait for an approval
  'held', //         requests that wait for a person
  'tokens', //       absent, refused PIN, put aside, a library that cannot be used
  'certificates', // about to expire, or expired
  'sources', //      databases that cannot be reached
  'disk', //         full, or not to be written
  'gateway', //      it ended without being stopped
  'history', //      damaged
  'backup', //       too old
] as const
export type NotificationTopic = (typeof NOTIFICATION_TOPICS)[number]

export type NotificationLevel = 'urgent' | 'warning' | 'info'

export interface WebhookView {
  readonly name: string
  readonly url: string
  readonly language: 'vi' | 'en' | 'both'
  /** Whether plain http to a private address of the LAN is allowed. */
  readonly allowLan: boolean
  /** Whether a key that signs its messages is set; the key itself is never shown. */
  readonly hasSecret: boolean
}

export interface EmailView {
  readonly host: string
  readonly port: number
  readonly security: 'tls' | 'starttls' | 'none'
  readonly user: string | null
  /** Whether its password is set; the password itself is never shown. */
  readonly hasPassword: boolean
  readonly from: string
  readonly to: readonly string[]
}

export interface QuietHoursView {
  /** `HH:MM`; a night may pass midnight. */
  readonly from: string
  readonly to: string
}

/** How a channel is doing. */
export interface ChannelView {
  /** `email`, or `webhook:<name>`. */
  readonly channel: string
  readonly waiting: number
  readonly lastSentAt: string | null
  /** Why the last try failed; null once one went through. */
  readonly problem: Bilingual | null
}

export interface NotificationSettings {
  readonly webhooks: readonly WebhookView[]
  readonly email: EmailView | null
  readonly topics: readonly NotificationTopic[]
  /** What passes within this time is no news, in seconds. */
  readonly settleSeconds: number
  /** Hours between repeats of the same news; the last one goes on for ever. */
  readonly repeatHours: readonly number[]
  readonly quietHours: QuietHoursView | null
  readonly timeZone: string
  /** A backup older than this is told of, in days. */
  readonly backupDays: number
  /** What messages call this gateway; null is the name of its host. */
  readonly gatewayName: string | null
}

export interface NotificationsView extends NotificationSettings {
  /** Goes back with a change: it is refused when the file was changed by someone else meanwhile. */
  readonly revision: string
  readonly channels: readonly ChannelView[]
}

export interface ProxySettings {
  readonly mode: 'direct' | 'system' | 'manual'
  readonly host: string | null
  readonly port: number | null
  readonly user: string | null
  /** Hosts that are called without the proxy: names with all below them, addresses, or `*`. */
  readonly noProxy: readonly string[]
}

export interface ProxyView extends ProxySettings {
  readonly revision: string
  readonly hasPassword: boolean
  /** `host:port` that the host's own settings name for https, for mode `system`; null when they name none. */
  readonly systemProxy: string | null
}

/** How a test went: what was reached, or precisely what failed. */
export interface ConnectionTestView {
  readonly ok: boolean
  /** `host:port` of the proxy that was used; null: none. */
  readonly via: string | null
  /** HTTP status that the other side answered, where it did. */
  readonly status: number | null
  readonly ms: number
  /** What went wrong, with what to do; null when all went well. */
  readonly problem: { readonly code: string; readonly message: Bilingual; readonly next: Bilingual } | null
}
