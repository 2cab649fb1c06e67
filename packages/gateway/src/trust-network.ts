/** The way by which issuers are asked about their certificates: as all calls to the outside, through the proxy if any. */
import type { OutgoingConnections } from './outgoing/outgoing-connections.ts'
import type { TrustNetwork } from './signature/trust/trust.ts'

export function trustNetwork(outgoing: Pick<OutgoingConnections, 'fetch'>): TrustNetwork {
  return {
    async fetch(url, { body, contentType, bytesMax, signal }) {
      const response = await outgoing.fetch(url, {
        method: body === null ? 'GET' : 'POST',
        ...(body === null ? {} : { body: new Uint8Array(body) }),
        ...(contentType === null ? {} : { headers: { 'content-type': contentType } }),
        signal,
      })
      if (response.status === 200 && response.body !== null) return readAtMost(response.body, bytesMax)
      await response.body?.cancel()
      throw new Error(`status ${response.status}`)
    },
  }
}

/** @throws {Error} It is longer; the rest is not read. */
async function readAtMost(body: AsyncIterable<Uint8Array>, bytesMax: number): Promise<Uint8Array> {
  const chunks: Uint8Array[] = []
  let size = 0
  // Leaving the loop ends the transfer.
  for await (const chunk of body) {
    size += chunk.length
    if (size > bytesMax) throw new Error(`more than ${bytesMax} bytes`)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}
