/** Builds the signature engine, with its ways to time-stamp authorities and to those who issued certificates. */
import type { GatewayConfig } from './domain/gateway-config.ts'
import type { Log } from './domain/log.ts'
import type { OutgoingConnections } from './outgoing/outgoing-connections.ts'
import { ThreadedSignatureEngine } from './signature/signature-engine.ts'
import { TimestampClient } from './signature/timestamp/timestamp-client.ts'
import { timestampPost } from './timestamp-post.ts'
import { reportTrust } from './trust-parts.ts'

/** @param config As it is at the moment: edits count at once, but for the profiles. */
export function signatureEngine(
  config: () => GatewayConfig,
  outgoing: OutgoingConnections,
  log: Log,
): ThreadedSignatureEngine {
  const trust = reportTrust(() => config().trust, outgoing)
  return new ThreadedSignatureEngine({
    profiles: config().profiles,
    timestamper: new TimestampClient({ authorities: () => config().timestamps, post: timestampPost(outgoing) }),
    trust,
    issuers: () => trust.believed().authorities,
    onReadersDiffer: (profile) =>
      log.warn({ profile }, 'the two readers of signed documents differ over one; it left as libxml2 confirms it'),
  })
}
