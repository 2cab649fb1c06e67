/** Takes webhooks, and checks their signatures by itself: the receiver's side of the documented rule. */
import { createHmac, timingSafeEqual } from 'node:crypto'
import { once } from 'node:events'
import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type RequestListener,
  type Server,
} from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import type { AddressInfo } from 'node:net'

export interface ReceivedHook {
  readonly path: string
  readonly headers: IncomingHttpHeaders
  readonly body: string
  // biome-ignore lint/suspicious/noExplicitAny: each test knows what it expects
  readonly json: any
}

export class WebhookReceiver {
  readonly hooks: ReceivedHook[] = []
  /** Status of the next answers. */
  status = 204
  /** Goes along with the next answers. */
  answerHeaders: Readonly<Record<string, string>> = {}
  answerBody = ''
  readonly #server: Server

  private constructor(tls: { readonly key: string; readonly cert: string } | null) {
    const take: RequestListener = (request, response) => {
      void readBody(request).then((body) => {
        const json: unknown = body === '' ? null : JSON.parse(body)
        this.hooks.push({ path: request.url ?? '', headers: request.headers, body, json })
        response.writeHead(this.status, this.answerHeaders).end(this.answerBody)
      })
    }
    this.#server = tls ? createTlsServer(tls, take) : createServer(take)
  }

  static async start(tls: { readonly key: string; readonly cert: string } | null = null): Promise<WebhookReceiver> {
    const receiver = new WebhookReceiver(tls)
    receiver.#server.listen(0, '127.0.0.1')
    await once(receiver.#server, 'listening')
    return receiver
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections()
    this.#server.close()
    await once(this.#server, 'close')
  }
}

/** Whether the message was signed with the key, a short time ago. */
export function isSignedWith({ headers, body }: ReceivedHook, key: string): boolean {
  const [, seconds = '', hex = ''] = /^t=(\d+),v1=([0-9a-f]{64})$/.exec(String(headers['x-congky-signature'])) ?? []
  const own = createHmac('sha256', key).update(`${seconds}.${body}`).digest()
  return (
    hex !== '' && Math.abs(Date.now() / 1000 - Number(seconds)) < 300 && timingSafeEqual(own, Buffer.from(hex, 'hex'))
  )
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks).toString('utf8')
}
