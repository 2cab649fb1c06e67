/**
 * A proxy as offices have them: CONNECT and plain calls (RFC 9110, 9.3.6; RFC 9112, 3.2.2), Basic login. Every name
 * leads to this machine, so that what went through it could have gone no other way.
 */
import { once } from 'node:events'
import { request as callOn, createServer, type Server } from 'node:http'
import { type AddressInfo, connect, type Socket } from 'node:net'

export class HttpProxy {
  /** `CONNECT host:port` and `POST http://…`, as asked. */
  readonly calls: string[] = []
  readonly #server: Server
  readonly #sockets = new Set<Socket>()
  readonly #login: string | null

  private constructor(login: { readonly user: string; readonly password: string } | null) {
    this.#login = login && `Basic ${Buffer.from(`${login.user}:${login.password}`).toString('base64')}`
    this.#server = createServer((incoming, outgoing) => {
      this.calls.push(`${incoming.method} ${incoming.url}`)
      if (!this.#mayPass(incoming.headers['proxy-authorization'])) {
        outgoing.writeHead(407, { 'proxy-authenticate': 'Basic realm="office"' }).end()
        return
      }
      const { port, pathname } = new URL(incoming.url ?? '')
      const { 'proxy-authorization': _login, ...headers } = incoming.headers
      const onward = callOn({ host: '127.0.0.1', port, path: pathname, method: incoming.method, headers }, (answer) => {
        outgoing.writeHead(answer.statusCode ?? 502, answer.headers)
        answer.pipe(outgoing)
      })
      onward.on('error', () => outgoing.writeHead(502).end())
      incoming.pipe(onward)
    })
    this.#server.on('connect', (incoming, client: Socket, head: Buffer) => {
      this.calls.push(`CONNECT ${incoming.url}`)
      this.#keep(client)
      if (!this.#mayPass(incoming.headers['proxy-authorization'])) {
        client.end('HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic realm="office"\r\n\r\n')
        return
      }
      const port = Number(/:(\d+)$/.exec(incoming.url ?? '')?.[1])
      const target = this.#keep(connect({ host: '127.0.0.1', port }))
      target.once('connect', () => {
        client.write('HTTP/1.1 200 Connection established\r\n\r\n')
        target.write(head)
        client.pipe(target).pipe(client)
      })
      target.once('error', () => client.end('HTTP/1.1 502 Bad Gateway\r\n\r\n'))
    })
  }

  static async start(login: { readonly user: string; readonly password: string } | null = null): Promise<HttpProxy> {
    const proxy = new HttpProxy(login)
    proxy.#server.listen(0, '127.0.0.1')
    await once(proxy.#server, 'listening')
    return proxy
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy()
    this.#server.closeAllConnections()
    this.#server.close()
    await once(this.#server, 'close')
  }

  #mayPass(given: string | undefined): boolean {
    return this.#login === null || given === this.#login
  }

  #keep(socket: Socket): Socket {
    this.#sockets.add(socket.on('close', () => this.#sockets.delete(socket)).on('error', () => {}))
    return socket
  }
}
