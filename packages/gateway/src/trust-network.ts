/** The way by which issuers are asked about their certificates: over http, with whatever makes calls here. */
import { readAtMost } from './outgoing/read-at-most.ts'
import type { TrustNetwork } from './signature/trust/trust.ts'

/** Calls to the outside, as `outgoing/` makes them: without following redirects. */
export interface WebCaller {
  fetch(
    url: URL,
    options: {
      readonly method: 'GET' | 'POST'
      readonly headers?: Readonly<Record<string, string>>
      readonly body?: Uint8Array<ArrayBuffer>
      readonly signal: AbortSignal
    },
  ): Promise<WebAnswer>
}

interface WebAnswer {
  readonly status: number
  readonly body: (AsyncIterable<Uint8Array> & { cancel(): Promise<void> }) | null
}

export function trustNetwork(caller: WebCaller): TrustNetwork {
  return {
    async fetch(url, { body, contentType, bytesMax, signal }) {
      const response = await caller.fetch(url, {
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
