/** A wire between a client and the gateway that a test can cut, freeze and join again. */
import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net'

export class TcpProxy {
  readonly #server: Server
  readonly #targetPort: number
  readonly #pairs = new Set<readonly [Socket, Socket]>()
  #refuses = false
  #frozen = false
  /** Bytes that went from clients to the gateway, and back. */
  sentBytes = 0
  receivedBytes = 0
  /** How many connections were made. */
  connections = 0

  private constructor(targetPort: number) {
    this.#targetPort = targetPort
    this.#server = createServer((client) => this.#join(client))
  }

  static async start(targetPort: number): Promise<TcpProxy> {
    const proxy = new TcpProxy(targetPort)
    proxy.#server.listen(0, '127.0.0.1')
    await once(proxy.#server, 'listening')
    return proxy
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port
  }

  /** Resets every connection, as a restarted router would. */
  cut(): void {
    for (const [client, target] of this.#pairs) {
      client.resetAndDestroy()
      target.resetAndDestroy()
    }
  }

  /** Resets every connection and lets nobody in until `mend`. */
  break(): void {
    this.#refuses = true
    this.cut()
  }

  mend(): void {
    this.#refuses = false
  }

  /** Connections stay, but nothing passes any more, as with a pulled cable; new ones freeze as well. */
  freeze(): void {
    this.#frozen = true
    for (const [client, target] of this.#pairs) {
      client.pause()
      target.pause()
    }
  }

  /** Lets new connections pass again; frozen ones stay frozen. */
  thaw(): void {
    this.#frozen = false
  }

  async close(): Promise<void> {
    this.cut()
    this.#server.close()
    await once(this.#server, 'close')
  }

  #join(client: Socket): void {
    this.connections += 1
    if (this.#refuses) {
      client.resetAndDestroy()
      return
    }
    const target = connect({ host: '127.0.0.1', port: this.#targetPort })
    const pair = [client, target] as const
    this.#pairs.add(pair)
    const forward = (from: Socket, to: Socket, count: (bytes: number) => void) => {
      from.setNoDelay(true)
      from.on('error', () => {})
      from.on('close', () => {
        this.#pairs.delete(pair)
        to.destroy()
      })
      from.on('data', (chunk) => {
        count(chunk.length)
        if (!to.write(chunk)) from.pause()
      })
      to.on('drain', () => {
        if (!this.#frozen) from.resume()
      })
      if (this.#frozen) from.pause()
    }
    forward(client, target, (bytes) => {
      this.sentBytes += bytes
    })
    forward(target, client, (bytes) => {
      this.receivedBytes += bytes
    })
  }
}
