import { networkInterfaces } from 'node:os'
import type { GatewayConfig } from '../domain/gateway-config.ts'

/** The address workstations call: on all interfaces, the first of this host that others can reach. */
export function gatewayUrl({ host, port }: GatewayConfig['listen'], hasTls: boolean): string {
  const isAny = host === '0.0.0.0' || host === '::'
  const reachable = isAny ? (firstLanAddress() ?? '127.0.0.1') : host
  const bracketed = reachable.includes(':') ? `[${reachable}]` : reachable
  return `${hasTls ? 'https' : 'http'}://${bracketed}:${port}`
}

function firstLanAddress(): string | undefined {
  const addresses = Object.values(networkInterfaces()).flatMap((list) => list ?? [])
  return addresses.find(({ family, internal }) => family === 'IPv4' && !internal)?.address
}
