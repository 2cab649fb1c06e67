/** A person's browser as far as the gateway sees it: calls with a cookie, from an address of this machine. */
import type { IncomingHttpHeaders } from 'node:http'
import { type RequestOptions, request } from 'node:https'
import type { LookupFunction } from 'node:net'
import { API_BASE } from '@congky/shared'

export interface WebAnswer {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  // biome-ignore lint/suspicious/noExplicitAny: each test knows what its route answers
  readonly body: any
  /** As it came. */
  readonly text: string
}

export interface WebCall {
  readonly body?: unknown
  /** Sent as it is, such as a file; its content type goes with the headers. */
  readonly raw?: string | Buffer
  readonly headers?: Readonly<Record<string, string>>
}

type WebTrust = Pick<RequestOptions, 'rejectUnauthorized' | 'ca' | 'lookup'>

const toThisMachine: LookupFunction = (_host, { all }, done) =>
  all ? done(null, [{ address: '127.0.0.1', family: 4 }]) : done(null, '127.0.0.1', 4)

export class WebVisitor {
  /** `name=value` of the session cookie, once logged in. */
  cookie: string | null = null
  csrfToken: string | null = null
  readonly #url: string
  readonly #address: string
  readonly #trust: WebTrust

  /**
   * @param address The loopback address that the calls come from: all of 127.0.0.0/8 are this machine.
   * @param authority Certificate (PEM) that the server's must be from; its names, which no name server knows, lead to
   *   this machine. Without it any certificate will do: the gateway's own is self-signed.
   */
  constructor(url: string, address = '127.0.0.1', authority: string | null = null) {
    this.#url = url
    this.#address = address
    this.#trust = authority === null ? { rejectUnauthorized: false } : { ca: authority, lookup: toThisMachine }
  }

  /** Calls as a page of the gateway would: with the cookie, the page's token and JSON. */
  call(method: string, path: string, { body, raw, headers = {} }: WebCall = {}): Promise<WebAnswer> {
    const own = {
      ...(this.cookie === null ? {} : { cookie: this.cookie }),
      ...(this.csrfToken === null ? {} : { 'x-congky-csrf': this.csrfToken }),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    }
    const options = { method, headers: { ...own, ...headers }, ...this.#trust, localAddress: this.#address }
    return new Promise((resolve, reject) => {
      const call = request(this.#url + API_BASE + path, { ...options, agent: false }, (response) => {
        let text = ''
        response.setEncoding('utf8').on('data', (chunk: string) => (text += chunk))
        response.on('end', () => {
          const isJson = /json/.test(response.headers['content-type'] ?? '')
          const body = isJson ? JSON.parse(text) : null
          resolve({ status: response.statusCode ?? 0, headers: response.headers, body, text })
        })
      })
      call.once('upgrade', (response, socket) => {
        socket.destroy()
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body: null, text: '' })
      })
      call.once('error', reject)
      call.end(raw ?? (body === undefined ? undefined : JSON.stringify(body)))
    })
  }

  /** Fetches a file, as it is. */
  download(path: string): Promise<{ readonly headers: IncomingHttpHeaders; readonly bytes: Buffer }> {
    const headers = this.cookie === null ? {} : { cookie: this.cookie }
    const options = { headers, ...this.#trust, localAddress: this.#address, agent: false }
    return new Promise((resolve, reject) => {
      const call = request(this.#url + API_BASE + path, options, (response) => {
        const chunks: Buffer[] = []
        response.on('data', (chunk: Buffer) => chunks.push(chunk))
        response.once('error', reject)
        response.once('end', () => resolve({ headers: response.headers, bytes: Buffer.concat(chunks) }))
      })
      call.once('error', reject)
      call.end()
    })
  }

  /** Logs in and keeps the cookie and the page's token when that succeeds. */
  async login(name: string, password: string): Promise<WebAnswer> {
    const answer = await this.call('POST', '/auth/login', { body: { name, password } })
    this.keep(answer)
    return answer
  }

  async changePassword(currentPassword: string, newPassword: string): Promise<WebAnswer> {
    const answer = await this.call('POST', '/auth/password', { body: { currentPassword, newPassword } })
    this.keep(answer)
    return answer
  }

  /** Another browser that stole what this one has. */
  copy(): WebVisitor {
    const thief = new WebVisitor(this.#url, this.#address)
    thief.cookie = this.cookie
    thief.csrfToken = this.csrfToken
    return thief
  }

  /** The session that an answer opened. */
  keep({ status, headers, body }: WebAnswer): void {
    if (status !== 200) return
    this.cookie = headers['set-cookie']?.[0]?.split(';')[0] ?? null
    this.csrfToken = body.csrfToken
  }
}
