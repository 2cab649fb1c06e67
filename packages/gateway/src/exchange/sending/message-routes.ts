/**
 * Messages to customs for programs at workstations. The body is the message itself, or JSON fields that it is built
 * of. A message is known by its own id, so handing the same one in twice sends it once.
 */
import { randomUUID } from 'node:crypto'
import {
  CongkyError,
  exchangeFieldsSchema,
  exchangeMessageDetailsSchema,
  exchangeMessageSchema,
  requestKeySchema,
} from '@congky/shared'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import { z } from 'zod'
import type { ExchangeConfig } from '../../domain/exchange-config.ts'
import type { Caller } from '../../sources/caller.ts'
import { parseWholeJson } from '../../sources/http/whole-json.ts'
import type { OutgoingMessage } from '../exchange-store.ts'
import { buildOutgoing } from './build-message.ts'
import type { ExchangeSender } from './exchange-sender.ts'
import { SETTLED } from './message-steps.ts'
import { toMessageDetails, toMessageView } from './message-views.ts'

export interface MessageRoutesParts {
  readonly sender: ExchangeSender
  readonly customs: ExchangeConfig['customs']
  /** Largest message, in bytes. */
  readonly documentBytesMax: number
  /** `yyyy-MM-dd` in the office. */
  readonly today: () => string
  readonly caller: (request: FastifyRequest) => Caller
}

const WAIT_SECONDS_MAX = 60
/** JSON is read and built of in the main thread: larger messages come as they are. */
const JSON_BYTES_MAX = 65_536

const waitSchema = z.coerce.number().min(0).max(WAIT_SECONDS_MAX).default(0)
const querystring = z.object({ wait: waitSchema })
const headers = z.object({ 'idempotency-key': requestKeySchema.optional() })

export async function exchangeMessageRoutes(app: FastifyInstance, parts: MessageRoutesParts): Promise<void> {
  await app.register((scope) => postRoute(scope, parts))
  app.withTypeProvider<ZodTypeProvider>().get(
    '/exchange/messages/:id',
    {
      schema: {
        summary: 'How a message to customs stands, with its texts',
        params: z.object({ id: z.string().max(100) }),
        querystring,
        response: { 200: exchangeMessageDetailsSchema },
      },
    },
    async (request, reply) => {
      const found = await findOwn(parts, request, request.params.id)
      return toMessageDetails(await waitFor(parts.sender, found, request.query.wait, reply))
    },
  )
}

async function postRoute(instance: FastifyInstance, parts: MessageRoutesParts): Promise<void> {
  parseWholeJson(instance)
  // Whatever Content-Type a tool happens to send, what is no JSON is the message.
  instance.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body))
  instance.withTypeProvider<ZodTypeProvider>().post(
    '/exchange/messages',
    {
      bodyLimit: parts.documentBytesMax,
      schema: {
        summary: 'Send a message to customs (Decision 1543/QĐ-TCHQ, part II): XML, or fields as JSON',
        headers,
        querystring,
        response: { 200: exchangeMessageSchema, 202: exchangeMessageSchema },
      },
    },
    async (request, reply) => {
      const caller = parts.caller(request)
      const xml = toXml(request.body, { parts, caller, key: request.headers['idempotency-key'] })
      const sender = { ...caller, workstationId: caller.workstationId }
      const message = await parts.sender.submit(xml, sender)
      const current = await waitFor(parts.sender, message, request.query.wait, reply)
      return reply.status(SETTLED.includes(current.state) ? 200 : 202).send(toMessageView(current))
    },
  )
}

interface Handed {
  readonly parts: MessageRoutesParts
  readonly caller: Caller
  readonly key: string | undefined
}

/** @throws {CongkyError} ERR_DOCUMENT_EMPTY, ERR_DOCUMENT_ENCODING, ERR_REQUEST_INVALID, ERR_EXCHANGE_MESSAGE */
function toXml(body: unknown, { parts, caller, key = randomUUID() }: Handed): string {
  if (body === null || body === undefined) throw new CongkyError('ERR_DOCUMENT_EMPTY')
  if (Buffer.isBuffer(body)) return decodeMessage(body)
  const parsed = exchangeFieldsSchema.safeParse(body)
  if (!parsed.success) {
    const detail = parsed.error.issues.map(({ path, message }) => `/${path.join('/')} ${message}`).join('; ')
    throw new CongkyError('ERR_REQUEST_INVALID', { detail })
  }
  if (JSON.stringify(parsed.data).length > JSON_BYTES_MAX) {
    throw new CongkyError('ERR_DOCUMENT_TOO_LARGE', { limit: JSON_BYTES_MAX })
  }
  const { customs, today } = parts
  return buildOutgoing(parsed.data, { customs, today: today(), key: `${caller.workstationId} ${key}` })
}

/** @throws {CongkyError} ERR_DOCUMENT_EMPTY, ERR_DOCUMENT_ENCODING */
export function decodeMessage(bytes: Uint8Array): string {
  if (bytes.length === 0) throw new CongkyError('ERR_DOCUMENT_EMPTY')
  try {
    // A byte order mark is part of what is signed.
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch (cause) {
    const detail = { en: 'it holds bytes that are no characters', vi: 'có byte không phải ký tự' }
    throw new CongkyError('ERR_DOCUMENT_ENCODING', { detail }, { cause })
  }
}

/** Waits for customs; a caller who hangs up ends the wait, not the message. */
async function waitFor(
  sender: ExchangeSender,
  message: OutgoingMessage,
  waitSeconds: number,
  reply: FastifyReply,
): Promise<OutgoingMessage> {
  const gone = new AbortController()
  const hangUp = () => gone.abort()
  reply.raw.once('close', hangUp)
  try {
    return await sender.waitUntilSettled(message, waitSeconds * 1000, gone.signal)
  } finally {
    reply.raw.off('close', hangUp)
  }
}

/** Messages of enterprises that the caller may not send for do not exist for it. @throws {CongkyError} ERR_NOT_FOUND */
async function findOwn(parts: MessageRoutesParts, request: FastifyRequest, id: string): Promise<OutgoingMessage> {
  const { enterprises } = parts.caller(request)
  const message = await parts.sender.find(id)
  if (message === null || !mayRead(message, enterprises)) throw new CongkyError('ERR_NOT_FOUND')
  return message
}

function mayRead({ from }: OutgoingMessage, enterprises: Caller['enterprises']): boolean {
  return enterprises === 'all' || enterprises.some((taxCode) => taxCode === from)
}
