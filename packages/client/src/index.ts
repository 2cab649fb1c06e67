import type { ConnectOptions } from './connect-options.ts'
import { type GatewayConnection, openConnection } from './gateway-connection.ts'
import { nodePlatform } from './node/node-platform.ts'

export * from './public-api.ts'

/**
 * Connects to a gateway. Resolves once the connection is up; from then on it keeps itself up.
 *
 * @throws {CongkyError} ERR_GATEWAY_NOT_RUNNING, ERR_UNAUTHENTICATED, ERR_FINGERPRINT_MISMATCH,
 * ERR_TLS_UNTRUSTED, ERR_ADDRESS_INVALID.
 */
export function connect(options: ConnectOptions): Promise<GatewayConnection> {
  return openConnection(options, nodePlatform)
}
