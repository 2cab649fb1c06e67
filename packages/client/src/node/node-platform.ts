import type { GatewayAddress } from '../address.ts'
import type { Platform } from '../platform.ts'
import { callGateway } from './node-call.ts'
import { NodeLink } from './node-link.ts'

/** Node: `ws` for the WebSocket, the access key in the Authorization header, the fingerprint compared. */
export function nodePlatform(address: GatewayAddress, accessKey: string): Platform {
  return {
    openLink: (events) => new NodeLink(address, accessKey, events),
    call: (request) => callGateway(address, accessKey, request),
  }
}
