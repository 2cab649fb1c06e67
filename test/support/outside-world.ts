/** What a gateway reaches outside: a mail server, a chat's bridge and a proxy, with certificates it trusts. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { HttpProxy } from './http-proxy.ts'
import { MailServer, type MailServerOptions } from './mail-server.ts'
import { createAuthority, issueCertificate } from './pki.ts'
import { WebhookReceiver } from './webhook-receiver.ts'

export const MAIL_USER = 'cong-ky@van-phong.test'
export const MAIL_PASSWORD = 'Canary-Password-mail-83214'
export const HOOK_KEY = 'Canary-Password-hook-key-55120'
export const PROXY_LOGIN = { user: 'cong-ky', password: 'Canary-Password-proxy-60017' }

export interface OutsideWorld {
  readonly mail: MailServer
  readonly hook: WebhookReceiver
  readonly proxy: HttpProxy
  /** For the gateway's environment: its servers are trusted. */
  readonly env: Readonly<Record<string, string>>
  close(): Promise<void>
}

/** Servers answer to `localhost` and, behind the proxy, to every name below `.test`. */
export async function createOutsideWorld(
  folder: string,
  security: MailServerOptions['security'] = 'starttls',
): Promise<OutsideWorld> {
  const authority = await createAuthority('Office test authority')
  const hosts = ['localhost', 'smtp.van-phong.test', 'bot.van-phong.test']
  const issued = await issueCertificate(authority, { subject: [['CN', 'localhost']], keyType: 'p-256', hosts })
  const tls = { key: issued.privateKeyPkcs8Pem, cert: issued.certificatePem }
  const trusted = join(folder, 'office-authority.pem')
  writeFileSync(trusted, authority.certificatePem)
  const mail = await MailServer.start({ ...tls, security, user: MAIL_USER, password: MAIL_PASSWORD })
  const hook = await WebhookReceiver.start(tls)
  const proxy = await HttpProxy.start(PROXY_LOGIN)
  return {
    ...{ mail, hook, proxy },
    env: { NODE_EXTRA_CA_CERTS: trusted },
    close: async () => {
      await Promise.all([mail.close(), hook.close(), proxy.close()])
    },
  }
}
