import { SLICE_BYTES, sha256InSlices } from './in-slices.ts'
import { type IncomingRequest, identifyRequest, toBytes } from './request.ts'

/** The request with the identity of its document: counted once then, and in slices where the document is large. */
export async function withIdentity(incoming: IncomingRequest): Promise<IncomingRequest> {
  const bytes = toBytes(incoming.document)
  if (bytes === null || bytes.length <= SLICE_BYTES) return { ...incoming, identity: identifyRequest(incoming) }
  return { ...incoming, identity: { documentSha256: await sha256InSlices(bytes), documentBytes: bytes.length } }
}
