/**
 * Whom to tell what: the settings of webhooks and mail, and real test messages. Keys and passwords go in and never
 * come out, and a saved password goes to no other server than the one it was typed for.
 */
import { CongkyError, type ConnectionTestView, NOTIFICATION_TOPICS, type NotificationsView } from '@congky/shared'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import { z } from 'zod'
import type { WrittenMap } from '../config/config-edit.ts'
import type { SecretStore } from '../config/secrets.ts'
import type { NotificationsConfig, WebhookConfig } from '../domain/outgoing-config.ts'
import { type ConfigEditingParts, editConfigFor } from './config-editing.ts'
import { actorOf, callerMay } from './operator.ts'
import { refuseGiven, requireRetyped, type SettingsSecrets, storeSecret } from './settings-secrets.ts'

export interface NotificationRoutesParts extends ConfigEditingParts {
  readonly secrets: SecretStore
  readonly notifications: {
    channels(): NotificationsView['channels']
    /** @throws {CongkyError} ERR_CHANNEL_UNKNOWN */
    test(channel: string): Promise<ConnectionTestView>
    /** After a change of passwords. */
    reconsider(): void
  }
}

const MAIL_SECRET = 'smtp-password'
const webhookSecretOf = (name: string) => `webhook-${name}`

const secretValue = z.string().min(1).max(1024).nullable().optional()
const shortText = z.string().trim().max(300)

const webhookBody = z.strictObject({
  // The name of its secret is made of it, and has up to 64 characters.
  name: z.string().max(50),
  url: z.string().trim().max(2000),
  language: z.enum(['vi', 'en', 'both']),
  allowLan: z.boolean(),
  /** Left out: kept; null: removed. */
  secret: secretValue,
})

const emailBody = z.strictObject({
  host: shortText,
  port: z.number().int(),
  security: z.enum(['tls', 'starttls', 'none']),
  user: shortText.nullable(),
  from: shortText,
  to: z.array(shortText).max(20),
  /** Left out: kept; null: removed. */
  password: secretValue,
})

const settingsBody = z.strictObject({
  webhooks: z.array(webhookBody).max(10),
  email: emailBody.nullable(),
  topics: z.array(z.enum(NOTIFICATION_TOPICS)).max(20),
  settleSeconds: z.number().int(),
  repeatHours: z.array(z.number().int()).max(10),
  quietHours: z.strictObject({ from: z.string().max(5), to: z.string().max(5) }).nullable(),
  timeZone: z.string().max(64),
  backupDays: z.number().int(),
  gatewayName: z.string().trim().max(100).nullable(),
})
type Settings = z.infer<typeof settingsBody>

const testBody = z.strictObject({ channel: z.string().max(100) })

export function notificationRoutes(instance: FastifyInstance, parts: NotificationRoutesParts): void {
  const app = instance.withTypeProvider<ZodTypeProvider>()
  const configure = { config: { right: 'configure' } } as const
  const view = (request: FastifyRequest): NotificationsView => {
    const { revision, config } = parts.configDesk.read()
    const settings = toView(config.notifications, parts.secrets, callerMay(request, 'configure'))
    return { revision, ...settings, channels: parts.notifications.channels() }
  }

  app.get('/notifications', { config: { right: 'see-config' } }, async (request) => view(request))
  app.put('/notifications', { ...configure, schema: { body: settingsBody } }, async (request) => {
    const before = parts.configDesk.read().config.notifications
    const settings = request.body
    checkSecrets(settings, before, parts.secrets)
    const written = toWritten(settings, before)
    await editConfigFor(request, parts, 'notifications', [{ kind: 'set', path: ['notifications'], value: written }])
    storeSecrets(settings, before, parts.secrets)
    parts.notifications.reconsider()
    return view(request)
  })
  app.post('/notifications/test', { ...configure, schema: { body: testBody } }, async (request) => {
    const { channel } = request.body
    const result = await parts.notifications.test(channel)
    const { name: requester, origin } = actorOf(request)
    const outcome = result.problem?.code ?? 'sent'
    const note = `test message through ${channel}: ${outcome}`
    await parts.history.append({ kind: 'gateway', requester, origin, note })
    return result
  })
}

/** An address of a webhook may hold a key of its own, so who may not change it sees its host only. */
function toView(
  { webhooks, email, ...rest }: NotificationsConfig,
  secrets: SettingsSecrets,
  showsAddresses: boolean,
): Omit<NotificationsView, 'revision' | 'channels'> {
  const isSet = (name: string | null) => name !== null && secrets.whereIs(name) !== null
  return {
    ...rest,
    webhooks: webhooks.map(({ secretName, url, ...webhook }) => ({
      ...webhook,
      url: showsAddresses ? url : `${new URL(url).origin}/…`,
      hasSecret: isSet(secretName),
    })),
    email: email && toEmailView(email, isSet(email.passwordSecret)),
  }
}

function toEmailView(
  { passwordSecret: _name, ...email }: NonNullable<NotificationsConfig['email']>,
  hasPassword: boolean,
): NotificationsView['email'] {
  return { ...email, hasPassword }
}

const hookNamed = (webhooks: readonly WebhookConfig[], name: string) => webhooks.find((hook) => hook.name === name)

/** The name that stands in the file already stays: someone may have chosen it. */
const hookSecret = (name: string, before: NotificationsConfig) =>
  hookNamed(before.webhooks, name)?.secretName ?? webhookSecretOf(name)
const mailSecret = (before: NotificationsConfig) => before.email?.passwordSecret ?? MAIL_SECRET

/** @throws {CongkyError} ERR_REQUEST_INVALID, ERR_CONFIG_INVALID */
function checkSecrets({ webhooks, email }: Settings, before: NotificationsConfig, secrets: SettingsSecrets): void {
  for (const { name, secret } of webhooks) {
    if (!/^[A-Za-z0-9][A-Za-z0-9._-]*$/.test(name)) throw nameProblem()
    if (secret !== undefined) refuseGiven(hookSecret(name, before), secrets)
  }
  if (email === null) return
  if (email.password !== undefined) refuseGiven(mailSecret(before), secrets)
  const saved = before.email
  if (saved === null || saved.passwordSecret === null || email.password !== undefined || email.user === null) return
  const isSame = saved.host === email.host.toLowerCase() && saved.port === email.port && saved.user === email.user
  if (!isSame || (saved.security !== email.security && email.security === 'none')) {
    requireRetyped('notifications.email.password', saved.passwordSecret, secrets)
  }
}

function nameProblem(): CongkyError {
  const detail = {
    en: 'a webhook is named with letters without accents, digits, dots, dashes and underscores',
    vi: 'tên webhook gồm chữ cái không dấu, chữ số, dấu chấm, gạch ngang, gạch dưới',
  }
  return new CongkyError('ERR_REQUEST_INVALID', { detail })
}

/** As it will stand in the file. */
function toWritten({ webhooks, email, ...rest }: Settings, before: NotificationsConfig): WrittenMap {
  return {
    ...rest,
    webhooks: webhooks.map(({ name, url, language, allowLan, secret }) => {
      const isSigned = secret === undefined ? hookNamed(before.webhooks, name)?.secretName != null : secret !== null
      return { name, url, language, allowLan, ...(isSigned ? { secretName: hookSecret(name, before) } : {}) }
    }),
    email: email && toWrittenEmail(email, before),
  }
}

function toWrittenEmail(
  { password, ...email }: NonNullable<Settings['email']>,
  before: NotificationsConfig,
): WrittenMap {
  const isKept = password === undefined ? before.email?.passwordSecret != null : password !== null
  const hasPassword = isKept && email.user !== null
  return { ...email, passwordSecret: hasPassword ? mailSecret(before) : null }
}

/** After the configuration was taken, so that what was refused changes no password. */
function storeSecrets({ webhooks, email }: Settings, before: NotificationsConfig, secrets: SettingsSecrets): void {
  for (const { name, secret } of webhooks) storeSecret(hookSecret(name, before), secret, secrets)
  for (const { name, secretName } of before.webhooks) {
    const isGone = !webhooks.some((hook) => hook.name === name)
    if (isGone && secretName === webhookSecretOf(name)) storeSecret(secretName, null, secrets)
  }
  if (email !== null) storeSecret(mailSecret(before), email.user === null ? null : email.password, secrets)
  else if (before.email?.passwordSecret === MAIL_SECRET) storeSecret(MAIL_SECRET, null, secrets)
}
