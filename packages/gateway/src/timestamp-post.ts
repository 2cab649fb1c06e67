/** The way to time-stamp authorities: as all calls to the outside, through the proxy if there is one. */
import type { OutgoingConnections } from './outgoing/outgoing-connections.ts'
import { readAtMost } from './outgoing/read-at-most.ts'
import type { TimestampPost } from './signature/timestamp/timestamp-client.ts'

export function timestampPost(outgoing: Pick<OutgoingConnections, 'fetch'>): TimestampPost {
  return async (url, body, { bytesMax, signal }) => {
    const response = await outgoing.fetch(url, {
      method: 'POST',
      body: new Uint8Array(body),
      headers: { 'content-type': 'application/timestamp-query', accept: 'application/timestamp-reply' },
      signal,
    })
    if (response.status !== 200 || response.body === null) {
      await response.body?.cancel()
      throw new Error(`status ${response.status}`)
    }
    return readAtMost(response.body, bytesMax)
  }
}
