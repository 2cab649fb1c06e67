import { browserPlatform } from './browser/browser-platform.ts'
import type { ConnectOptions } from './connect-options.ts'
import { type GatewayConnection, openConnection } from './gateway-connection.ts'

export * from './public-api.ts'

/**
 * Connects to a gateway from a web page. The browser itself checks the gateway's certificate, so a
 * fingerprint cannot be pinned here.
 *
 * @throws {CongkyError} ERR_GATEWAY_NOT_RUNNING, ERR_ADDRESS_INVALID, ERR_UNAUTHENTICATED.
 */
export function connect(options: Omit<ConnectOptions, 'fingerprint'>): Promise<GatewayConnection> {
  return openConnection(options, browserPlatform)
}
