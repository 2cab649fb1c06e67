/**
 * The yardstick of the wire: a server that sends back what it is given and does nothing else, over WebSocket and over
 * HTTP, in a process of its own. Tells its port when it listens.
 */
import Fastify from 'fastify'
import { WebSocketServer } from 'ws'

const app = Fastify({ bodyLimit: 8_000_000 })
app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body))
app.post('/echo', (request, reply) => reply.header('Content-Type', 'application/xml').send(request.body))
const address = await app.listen({ host: '127.0.0.1', port: 0 })
const sockets = new WebSocketServer({ server: app.server, perMessageDeflate: false })
sockets.on('connection', (socket) => socket.on('message', (data, binary) => socket.send(data, { binary })))

process.on('disconnect', () => process.exit(0))
process.send?.(Number(new URL(address).port))
