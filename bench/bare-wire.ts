/**
 * The yardstick of the wire: a server that sends back what it is given and does nothing else, over WebSocket and over
 * HTTP, in a process of its own. Tells its port when it listens.
 */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { WebSocketServer } from 'ws'

const server = createServer((request, response) => {
  const pieces: Buffer[] = []
  request.on('data', (piece: Buffer) => pieces.push(piece))
  request.on('end', () => response.setHeader('Content-Type', 'application/xml').end(Buffer.concat(pieces)))
})
const sockets = new WebSocketServer({ server, perMessageDeflate: false })
sockets.on('connection', (socket) => socket.on('message', (data, binary) => socket.send(data, { binary })))
server.listen({ host: '127.0.0.1', port: 0 }, () => process.send?.((server.address() as AddressInfo).port))

process.on('disconnect', () => process.exit(0))
