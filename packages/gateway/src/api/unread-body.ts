import type { FastifyReply } from 'fastify'

/** Time for the client to read its answer before the connection goes away under it, in milliseconds. */
const LINGER_MS = 250

/**
 * For an answer that is sent before its request was read to the end: the rest is of no interest, and Node would
 * read all of it, be it a gigabyte, to keep the connection. Closing at once instead would reset the connection,
 * and the answer could be lost on its way (RFC 9112, 9.6).
 */
export function leaveRestUnread(reply: FastifyReply): void {
  const { raw: call } = reply.request
  if (call.complete) return
  // Fastify asks Node to close at once after a body that is too large.
  reply.removeHeader('connection')
  reply.raw.once('finish', () => {
    const timer = setTimeout(() => call.complete || call.destroy(), LINGER_MS)
    call.socket.once('close', () => clearTimeout(timer))
  })
}
