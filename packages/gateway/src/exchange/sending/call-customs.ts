/** One call of the service of customs: a signed message there, its answer back. */
import { readFile } from 'node:fs/promises'
import { CongkyError } from '@congky/shared'
import type { SendConfig } from '../../domain/exchange-config.ts'
import type { OutgoingConnections } from '../../outgoing/outgoing-connections.ts'
import { writeCall } from '../soap/client-side.ts'
import type { SendingReader } from './sending-reader.ts'

/** Of the whole answer: a message of 4 MB in base64, and what stands around it. */
const ANSWER_BYTES_MAX = 8 * 1024 * 1024
const BASE64 = /^[A-Za-z0-9+/]+={0,2}$/

export interface CallParts {
  readonly outgoing: Pick<OutgoingConnections, 'fetch'>
  readonly reader: Pick<SendingReader, 'reply'>
}

/**
 * Sends a message, base64 in SOAP.
 *
 * @returns The answer as it came.
 * @throws {CongkyError} Those of `OutgoingConnections.fetch`; ERR_EXCHANGE_STATUS, ERR_EXCHANGE_FAULT,
 * ERR_EXCHANGE_ANSWER, and those of `readReply`: customs may have the message all the same.
 */
export async function callCustoms(
  { outgoing, reader }: CallParts,
  content: string,
  config: SendConfig,
  signal: AbortSignal,
): Promise<string> {
  const { soapVersion, namespace, operation, parameter, action } = config
  const service = { namespace, name: operation, parameter, action }
  const { headers, body } = writeCall(soapVersion, service, Buffer.from(content).toString('base64'))
  const ca = config.caFile === null ? {} : { ca: await readFile(config.caFile, 'utf8') }
  const late = AbortSignal.any([signal, AbortSignal.timeout(config.timeoutMs)])
  const options = { method: 'POST', headers, body, timeoutMs: config.timeoutMs, signal: late, ...ca } as const
  const response = await outgoing.fetch(new URL(config.url), options)
  const answer = await readWhole(response.body, late)
  // Faults come with 400 and 500 and are read like answers; what is no SOAP is told by its status.
  const contentType = response.headers.get('content-type') ?? undefined
  const reply = await readOr(reader.reply(answer, { contentType, service }), response.status)
  if (reply.kind === 'fault') throw new CongkyError('ERR_EXCHANGE_FAULT', { reason: reply.reason || '–' })
  if (!response.ok) throw new CongkyError('ERR_EXCHANGE_STATUS', { status: response.status })
  return decode(reply.value)
}

async function readOr<T>(reading: Promise<T>, status: number): Promise<T> {
  try {
    return await reading
  } catch (error) {
    if (status >= 200 && status < 300) throw error
    throw new CongkyError('ERR_EXCHANGE_STATUS', { status }, { cause: error })
  }
}

/** @throws {CongkyError} ERR_EXCHANGE_ANSWER: too long, or cut off. ERR_CONNECTION_TIMEOUT */
async function readWhole(body: AsyncIterable<Uint8Array> | null, signal: AbortSignal): Promise<Uint8Array> {
  const parts: Uint8Array[] = []
  let bytes = 0
  try {
    for await (const part of body ?? []) {
      bytes += part.length
      if (bytes > ANSWER_BYTES_MAX) throw unreadable('it is too long', 'phản hồi quá dài')
      parts.push(part)
    }
  } catch (error) {
    if (error instanceof CongkyError) throw error
    if (signal.aborted) throw unreadable('it did not end in time', 'phản hồi không kết thúc đúng hạn', error)
    throw unreadable('it was cut off', 'phản hồi bị ngắt giữa chừng', error)
  }
  return Buffer.concat(parts)
}

function decode(value: string): string {
  const base64 = value.replace(/\s+/g, '')
  if (!BASE64.test(base64)) throw unreadable('it is no base64', 'phản hồi không phải base64')
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(Buffer.from(base64, 'base64'))
  } catch (cause) {
    throw unreadable('it is not UTF-8', 'phản hồi không phải UTF-8', cause)
  }
}

function unreadable(en: string, vi: string, cause?: unknown): CongkyError {
  return new CongkyError('ERR_EXCHANGE_ANSWER', { detail: { en, vi } }, cause === undefined ? {} : { cause })
}
