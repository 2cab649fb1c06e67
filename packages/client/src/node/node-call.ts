import { request as httpRequest, type IncomingMessage } from 'node:http'
import { request as httpsRequest } from 'node:https'
import { CongkyError } from '@congky/shared'
import { apiUrl, type GatewayAddress } from '../address.ts'
import { connectionLost, notRunning } from '../link-error.ts'
import type { HttpAnswer, HttpCall } from '../platform.ts'
import { dial } from './dial.ts'

/** A larger answer is no answer of a gateway: signed documents are a few megabytes. */
export const ANSWER_BYTES_MAX = 64 * 1024 * 1024

/** One HTTP call over a connection of its own. @throws {CongkyError} as `dial`, ERR_CONNECTION_LOST, ERR_CANCELLED */
export async function callGateway(
  address: GatewayAddress,
  accessKey: string | null,
  call: HttpCall,
): Promise<HttpAnswer> {
  if (call.signal?.aborted) throw new CongkyError('ERR_CANCELLED')
  const timeout = AbortSignal.timeout(call.timeoutMs)
  const signal = call.signal ? AbortSignal.any([timeout, call.signal]) : timeout
  try {
    const socket = await dial(address, signal)
    const request = (address.secure ? httpsRequest : httpRequest)(apiUrl(address, call.path), {
      method: call.method,
      // Without an agent: one would open connections of its own, past the check of the certificate.
      createConnection: () => socket,
      signal,
      headers: {
        connection: 'close',
        ...(accessKey === null ? {} : { authorization: `Bearer ${accessKey}` }),
        ...(call.contentType === undefined ? {} : { 'content-type': call.contentType }),
        ...(call.body === undefined ? {} : { 'content-length': String(call.body.length) }),
      },
    })
    const response = await new Promise<IncomingMessage>((resolve, reject) => {
      request.once('response', resolve).once('error', reject)
      request.end(call.body)
    })
    return { status: response.statusCode ?? 0, body: await readBody(response) }
  } catch (error) {
    if (call.signal?.aborted) throw new CongkyError('ERR_CANCELLED', {}, { cause: error })
    if (error instanceof CongkyError) throw error
    if (timeout.aborted) throw notRunning(address, error)
    throw connectionLost(address, 'it broke off', 'kết nối bị ngắt', error)
  }
}

/** @throws {Error} The answer is larger than `ANSWER_BYTES_MAX`, or broke off. */
export async function readBody(response: IncomingMessage): Promise<Uint8Array> {
  const chunks: Uint8Array[] = []
  let bytes = 0
  for await (const chunk of response as AsyncIterable<Uint8Array>) {
    bytes += chunk.length
    if (bytes > ANSWER_BYTES_MAX) throw new Error(`the answer is larger than ${ANSWER_BYTES_MAX} bytes`)
    chunks.push(chunk)
  }
  return new Uint8Array(Buffer.concat(chunks))
}
