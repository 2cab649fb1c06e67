/** Tells a message by mail, over SMTP with TLS or STARTTLS; without either only to this machine itself. */
import { CongkyError } from '@congky/shared'
import nodemailer from 'nodemailer'
import type { Message } from '../domain/notification.ts'
import type { EmailConfig } from '../domain/outgoing-config.ts'
import { type OutgoingConnections, toProxyUrl } from '../outgoing/outgoing-connections.ts'
import { causesOf, toOutgoingError } from '../outgoing/outgoing-error.ts'
import { composeHtml, composeMailText, composeSubject, type Teller } from './compose.ts'

export interface EmailParts {
  readonly outgoing: OutgoingConnections
  /** @throws {CongkyError} ERR_SECRET_MISSING, ERR_SECRET_STORE */
  readonly secret: (name: string) => string
}

/** For each of: finding the server, connecting, its greeting. */
const CONNECT_MS = 10_000
/** Without a word from the server. */
const SILENCE_MS = 20_000

/**
 * @throws {CongkyError} ERR_MAIL_LOGIN, ERR_MAIL_TLS, ERR_MAIL_REFUSED, ERR_SECRET_MISSING, and what
 * OutgoingConnections throws.
 */
export async function sendEmail(
  email: EmailConfig,
  message: Message,
  teller: Teller,
  { outgoing, secret }: EmailParts,
  signal: AbortSignal,
): Promise<void> {
  const { host, port, security, user, passwordSecret } = email
  const way = outgoing.wayTo({ host, port, isPlainHttp: false })
  const pass = passwordSecret === null ? '' : secret(passwordSecret)
  const transport = nodemailer.createTransport({
    ...{ host, port, secure: security === 'tls', requireTLS: security === 'starttls', ignoreTLS: security === 'none' },
    ...(user === null ? {} : { auth: { user, pass } }),
    ...(way === null ? {} : { proxy: toProxyUrl(way) }),
    ...{
      connectionTimeout: CONNECT_MS,
      greetingTimeout: CONNECT_MS,
      dnsTimeout: CONNECT_MS,
      socketTimeout: SILENCE_MS,
    },
    tls: { minVersion: 'TLSv1.2' },
    disableFileAccess: true,
    disableUrlAccess: true,
  })
  try {
    const { rejected } = await transport.sendMail({
      from: { name: `Cổng ký ${teller.name}`, address: email.from },
      to: [...email.to],
      subject: composeSubject(message, teller, 'vi'),
      text: composeMailText(message, teller),
      html: composeHtml(message, teller),
      // RFC 3834: no machine should answer a machine.
      headers: { 'Auto-Submitted': 'auto-generated' },
      messageId: `<${message.id}@congky>`,
      signal,
    })
    // Sending again would reach the others twice; whoever tests should hear of it.
    if (rejected.length > 0 && message.kind === 'test') throw new CongkyError('ERR_MAIL_REFUSED', { host, code: 550 })
  } catch (error) {
    throw mailError(error, host) ?? toOutgoingError(error, { address: `${host}:${port}`, host, way })
  } finally {
    transport.close()
  }
}

/** What the server answered, by nodemailer's name for the step and the code of the answer; none of its words. */
function mailError(error: unknown, host: string): CongkyError | null {
  const [outermost] = causesOf(error)
  if (outermost === undefined || outermost instanceof CongkyError) return null
  const { code, responseCode, command } = outermost as { code?: string; responseCode?: number; command?: string }
  if (code === 'EAUTH' || code === 'ENOAUTH')
    return new CongkyError('ERR_MAIL_LOGIN', { host, code: responseCode ?? '-' })
  if (responseCode === undefined) return null
  if (command === 'STARTTLS') return new CongkyError('ERR_MAIL_TLS', { host })
  return new CongkyError('ERR_MAIL_REFUSED', { host, code: responseCode })
}
