import type { FastifyInstance, FastifyRequest } from 'fastify'

/**
 * Node takes a connection that asks for an upgrade away from HTTP for good, so one whose upgrade was refused would
 * stay open and answer nothing. A reverse proxy keeps the connections of answered calls and would send the next
 * person's call there: the answer says that it closes (RFC 9110, 7.6.1), and it closes.
 */
export function closeRefusedUpgrades(app: FastifyInstance): void {
  app.addHook('onSend', async (request, reply) => {
    if (asksForUpgrade(request)) reply.header('Connection', 'close')
  })
  app.addHook('onResponse', async (request) => {
    if (asksForUpgrade(request)) request.raw.socket.destroySoon()
  })
}

const asksForUpgrade = ({ headers }: FastifyRequest) => headers.upgrade !== undefined
