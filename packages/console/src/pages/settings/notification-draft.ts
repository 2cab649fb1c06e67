/** Notification settings while they are typed: every field as text, and back to what the gateway takes. */
import type { EmailView, NotificationsView, WebhookView } from '@congky/shared'

export interface WebhookDraft {
  readonly id: string
  readonly name: string
  readonly url: string
  readonly language: WebhookView['language']
  readonly allowLan: boolean
  /** Typed now; empty keeps the one that is saved. */
  readonly secret: string
  readonly hasSecret: boolean
  readonly isNew: boolean
}

export interface NotificationDraft {
  readonly hasEmail: boolean
  readonly host: string
  readonly port: string
  readonly security: EmailView['security']
  readonly user: string
  readonly password: string
  readonly from: string
  readonly to: string
  readonly webhooks: readonly WebhookDraft[]
  readonly topics: NotificationsView['topics']
  readonly settleSeconds: string
  readonly repeatHours: string
  readonly isQuiet: boolean
  readonly quietFrom: string
  readonly quietTo: string
  readonly timeZone: string
  readonly backupDays: string
  readonly gatewayName: string
}

export function toDraft(view: NotificationsView): NotificationDraft {
  const { email, webhooks, quietHours, topics, timeZone } = view
  return {
    hasEmail: email !== null,
    host: email?.host ?? '',
    port: String(email?.port ?? 587),
    security: email?.security ?? 'starttls',
    user: email?.user ?? '',
    password: '',
    from: email?.from ?? '',
    to: email?.to.join('\n') ?? '',
    webhooks: webhooks.map(({ name, url, language, allowLan, hasSecret }) => {
      return { id: name, name, url, language, allowLan, hasSecret, secret: '', isNew: false }
    }),
    ...{ topics, timeZone, isQuiet: quietHours !== null },
    quietFrom: quietHours?.from ?? '20:00',
    quietTo: quietHours?.to ?? '06:30',
    settleSeconds: String(view.settleSeconds),
    repeatHours: view.repeatHours.join(', '),
    backupDays: String(view.backupDays),
    gatewayName: view.gatewayName ?? '',
  }
}

/** What is no number becomes one that the gateway refuses, which then shows at its field. */
const toNumber = (text: string) => (/^\d{1,9}$/.test(text.trim()) ? Number(text) : 0)
const toList = (text: string) => text.split(/[\s,;]+/).filter(Boolean)

export function toBody(draft: NotificationDraft): object {
  return {
    webhooks: draft.webhooks.map(({ name, url, language, allowLan, secret }) => {
      return { name: name.trim(), url: url.trim(), language, allowLan, ...(secret === '' ? {} : { secret }) }
    }),
    email: draft.hasEmail ? toEmailBody(draft) : null,
    topics: draft.topics,
    settleSeconds: toNumber(draft.settleSeconds),
    repeatHours: toList(draft.repeatHours).map(toNumber),
    quietHours: draft.isQuiet ? { from: draft.quietFrom, to: draft.quietTo } : null,
    timeZone: draft.timeZone,
    backupDays: toNumber(draft.backupDays),
    gatewayName: draft.gatewayName.trim() || null,
  }
}

function toEmailBody({ host, port, security, user, password, from, to }: NotificationDraft): object {
  return {
    ...{ host: host.trim(), port: toNumber(port), security, user: user.trim() || null },
    ...{ from: from.trim(), to: toList(to) },
    ...(password === '' ? {} : { password }),
  }
}
