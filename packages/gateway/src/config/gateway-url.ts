import { networkInterfaces } from 'node:os'
import type { GatewayConfig } from '../domain/gateway-config.ts'

/** The address workstations call: on all interfaces, the first of this host that others can reach. */
export function gatewayUrl({ host, port }: GatewayConfig['listen'], hasTls: boolean): string {
  const isAny = host === '0.0.0.0' || host === '::'
  const reachable = isAny ? (firstLanAddress() ?? '127.0.0.1') : host
  const bracketed = reachable.includes(':') ? `[${reachable}]` : reachable
  return `${hasTls ? 'https' : 'http'}://${bracketed}:${port}`
}

/** Where people find the console: the address for the outside where there is one, as links in messages need it. */
export function consoleUrl({ listen, console }: Pick<GatewayConfig, 'listen' | 'console'>, hasTls: boolean): string {
  return console.publicUrl ?? gatewayUrl(listen, hasTls)
}

function firstLanAddress(): string | undefined {
  const addresses = Object.values(networkInterfaces()).flatMap((list) => list ?? [])
  return addresses.find(({ family, internal }) => family === 'IPv4' && !internal)?.address
}
