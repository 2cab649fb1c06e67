/**
 * Tells a message to a webhook: one POST of JSON, signed with the key that both sides know.
 *
 *     X-Congky-Delivery: <id>                          the same for each try of the same message
 *     X-Congky-Signature: t=<seconds>,v1=<hex>         HMAC-SHA256 of `<seconds>.<body>`
 *
 * Any 2xx is taken for an answer; its body is not read, redirects are not followed.
 */
import { createHmac } from 'node:crypto'
import { CongkyError } from '@congky/shared'
import type { Message } from '../domain/notification.ts'
import type { WebhookConfig } from '../domain/outgoing-config.ts'
import type { OutgoingConnections } from '../outgoing/outgoing-connections.ts'
import { composeText, type Teller } from './compose.ts'

export interface WebhookParts {
  readonly outgoing: OutgoingConnections
  /** @throws {CongkyError} ERR_SECRET_MISSING, ERR_SECRET_STORE */
  readonly secret: (name: string) => string
}

/** @throws {CongkyError} ERR_WEBHOOK_ANSWER, ERR_SECRET_MISSING, and what OutgoingConnections throws. */
export async function sendWebhook(
  webhook: WebhookConfig,
  message: Message,
  teller: Teller,
  { outgoing, secret }: WebhookParts,
  signal: AbortSignal,
): Promise<{ readonly status: number }> {
  const body = JSON.stringify(webhookBody(webhook, message, teller))
  const url = new URL(webhook.url)
  const key = webhook.secretName === null ? null : secret(webhook.secretName)
  const response = await outgoing.fetch(url, {
    method: 'POST',
    body,
    signal,
    headers: {
      'content-type': 'application/json; charset=utf-8',
      'user-agent': 'congky',
      'x-congky-delivery': message.id,
      ...(key === null ? {} : { 'x-congky-signature': signBody(body, key, new Date()) }),
    },
  })
  const { status } = response
  await response.body?.cancel()
  if (status >= 200 && status < 300) return { status }
  throw new CongkyError('ERR_WEBHOOK_ANSWER', { host: url.host, status })
}

function signBody(body: string, key: string, now: Date): string {
  const seconds = Math.floor(now.getTime() / 1000)
  return `t=${seconds},v1=${createHmac('sha256', key).update(`${seconds}.${body}`).digest('hex')}`
}

/** `text` is what bridges to chats show; the rest is for programs. */
function webhookBody({ language }: WebhookConfig, message: Message, teller: Teller): object {
  const texts = { vi: composeText(message, teller, 'vi'), en: composeText(message, teller, 'en') }
  return {
    version: 1,
    id: message.id,
    kind: message.kind,
    sentAt: message.at,
    gateway: { name: teller.name, url: `${teller.url}/` },
    text: language === 'both' ? `${texts.vi}\n\n${texts.en}` : texts[language],
    texts,
    items: message.items.map(({ page, ...item }) => ({
      ...item,
      link: page === null ? null : `${teller.url}/#/${page}`,
    })),
    more: message.more,
  }
}
