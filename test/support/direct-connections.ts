import { OutgoingConnections } from '../../packages/gateway/src/outgoing/outgoing-connections.ts'

/** Ways out of the gateway without a proxy, whatever the environment says. To be closed. */
export function directConnections(): OutgoingConnections {
  const proxy = { mode: 'direct', host: null, port: null, user: null, passwordSecret: null, noProxy: [] } as const
  return new OutgoingConnections({ config: () => proxy, secret: () => '', env: {} })
}
