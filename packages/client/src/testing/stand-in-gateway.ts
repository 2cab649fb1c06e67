/**
 * The gateway's side of the WebSocket and of HTTP, for tests of the Node adapters: real sockets, real TLS, and
 * answers that the test gives. What a gateway really answers is told by the stories in `test/`.
 */
import { once } from 'node:events'
import { createServer as createHttpServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { createServer as createHttpsServer } from 'node:https'
import type { AddressInfo, Socket } from 'node:net'
import { SUBPROTOCOL } from '@congky/shared'
import { type WebSocket, WebSocketServer } from 'ws'
import type { TestCertificate } from './test-certificate.ts'

export interface StandInGateway {
  readonly url: string
  readonly port: number
  /** Every request's head as it arrived, handshakes included. */
  readonly heads: IncomingMessage[]
  /** Bytes of ours that arrived after TLS, or on the plain socket. */
  bytesRead(): number
  close(): Promise<void>
}

export interface StandInOptions {
  readonly certificate?: TestCertificate
  /** Default: any that is free. */
  readonly port?: number
  /** Default: 127.0.0.1. */
  readonly host?: string
  readonly onWebSocket?: (socket: WebSocket) => void
  readonly onRequest?: (request: IncomingMessage, response: ServerResponse) => void
  /** Answers the handshake with this status and body instead of opening a WebSocket. */
  readonly refuseHandshake?: { readonly status: number; readonly body: string }
}

export async function startStandInGateway(options: StandInOptions): Promise<StandInGateway> {
  const heads: IncomingMessage[] = []
  const sockets = new Set<Socket>()
  const onRequest = (request: IncomingMessage, response: ServerResponse) => {
    heads.push(request)
    options.onRequest?.(request, response)
  }
  const server: Server = options.certificate
    ? createHttpsServer({ key: options.certificate.key, cert: options.certificate.cert }, onRequest)
    : createHttpServer(onRequest)
  server.on(options.certificate ? 'secureConnection' : 'connection', (socket: Socket) => {
    sockets.add(socket)
    socket.on('error', () => {})
  })
  const webSockets = new WebSocketServer({ noServer: true, handleProtocols: () => SUBPROTOCOL })
  server.on('upgrade', (request: IncomingMessage, socket: Socket, head: Buffer) => {
    heads.push(request)
    const { refuseHandshake } = options
    if (refuseHandshake) {
      const { status, body } = refuseHandshake
      socket.end(
        `HTTP/1.1 ${status} No\r\nContent-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`,
      )
      return
    }
    webSockets.handleUpgrade(request, socket, head, (webSocket) => options.onWebSocket?.(webSocket))
  })
  server.listen(options.port ?? 0, options.host ?? '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    url: `${options.certificate ? 'https' : 'http'}://127.0.0.1:${port}`,
    port,
    heads,
    bytesRead: () => [...sockets].reduce((sum, socket) => sum + socket.bytesRead, 0),
    async close() {
      for (const client of webSockets.clients) client.terminate()
      for (const socket of sockets) socket.destroy()
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}
