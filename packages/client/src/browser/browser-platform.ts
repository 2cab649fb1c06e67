import { CongkyError } from '@congky/shared'
import { apiUrl, type GatewayAddress } from '../address.ts'
import { notRunning } from '../link-error.ts'
import type { HttpAnswer, HttpCall, Platform } from '../platform.ts'
import { BrowserLink } from './browser-link.ts'

/** @throws {CongkyError} ERR_ADDRESS_INVALID: a fingerprint was given, and a page cannot see certificates. */
export function browserPlatform(address: GatewayAddress, accessKey: string): Platform {
  if (address.fingerprint !== null) {
    const detail = { en: 'a browser cannot compare a fingerprint', vi: 'trình duyệt không so được dấu vân tay' }
    throw new CongkyError('ERR_ADDRESS_INVALID', { address: address.base, detail })
  }
  return {
    openLink: (events) => new BrowserLink(address, accessKey, events),
    call: (request) => call(address, accessKey, request),
  }
}

async function call(address: GatewayAddress, accessKey: string, request: HttpCall): Promise<HttpAnswer> {
  const timeout = AbortSignal.timeout(request.timeoutMs)
  try {
    const response = await fetch(apiUrl(address, request.path), {
      method: request.method,
      headers: {
        authorization: `Bearer ${accessKey}`,
        ...(request.contentType === undefined ? {} : { 'content-type': request.contentType }),
      },
      body: request.body === undefined ? null : new Uint8Array(request.body),
      signal: request.signal ? AbortSignal.any([timeout, request.signal]) : timeout,
    })
    return { status: response.status, body: new Uint8Array(await response.arrayBuffer()) }
  } catch (cause) {
    if (request.signal?.aborted) throw new CongkyError('ERR_CANCELLED', {}, { cause })
    throw notRunning(address, cause)
  }
}
