/**
 * The texts of messages for people, under `/admin/exchange`: what was sent or came, and what was answered. They may be
 * hostile: they are handed out as text to be read or as bytes to be saved. Who looked is on record.
 */
import { createHash } from 'node:crypto'
import {
  CongkyError,
  type DocumentRendering,
  type DocumentView,
  EXCHANGE_TEXTS,
  type ExchangeReceivedPicture,
  type ExchangeText,
} from '@congky/shared'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import { z } from 'zod'
import type { Actor } from '../../domain/account.ts'
import { EXCHANGE_SOURCE } from '../../domain/exchange-config.ts'
import type { HistoryEntry } from '../../domain/history-record.ts'
import { rawView } from '../../domain/raw-view.ts'
import type { ExchangeStore, MessageFacts, MessageKey } from '../exchange-store.ts'
import type { ExchangeSender } from './exchange-sender.ts'
import { toReceivedView } from './message-views.ts'

export interface TextRoutesParts {
  readonly store: ExchangeStore
  readonly sender: ExchangeSender
  readonly render: (document: Uint8Array) => Promise<DocumentRendering>
  readonly note: (entry: HistoryEntry) => Promise<void>
}

interface FoundText {
  readonly facts: Pick<MessageFacts, 'messageId' | 'reference'>
  readonly text: string
}

const see = { config: { right: 'see-history' } } as const
const sentParams = z.object({ id: z.string().max(100) })
const receivedParams = z.object({ from: z.string().max(255), messageId: z.string().max(100) })
const querystring = z.object({ of: z.enum(EXCHANGE_TEXTS).default('message') })

export function exchangeTextRoutes(
  instance: FastifyInstance,
  parts: () => TextRoutesParts,
  actorOf: (request: FastifyRequest) => Actor,
): void {
  const app = instance.withTypeProvider<ZodTypeProvider>()
  const look = async (request: FastifyRequest, { facts }: FoundText, note: string) => {
    const { name: requester, origin } = actorOf(request)
    const { messageId: externalId, reference } = facts
    const about = { source: EXCHANGE_SOURCE, externalId, reference: reference === '' ? null : reference }
    await parts().note({ kind: 'exchange', requester, origin, ...about, note })
  }
  const show = async (request: FastifyRequest, found: FoundText, of: ExchangeText): Promise<DocumentView> => {
    const bytes = Buffer.from(found.text)
    const rendering = await parts().render(bytes)
    await look(request, found, 'read the message')
    const sha256 = createHash('sha256').update(bytes).digest('hex')
    return { ...rendering, ...rawView(bytes), bytes: bytes.length, sha256, fileName: fileNameOf(found, of) }
  }
  const save = async (request: FastifyRequest, reply: FastifyReply, found: FoundText, of: ExchangeText) => {
    await look(request, found, 'downloaded the message')
    return reply
      .header('Content-Disposition', `attachment; filename="${fileNameOf(found, of)}"`)
      .header('X-Content-Type-Options', 'nosniff')
      .type('application/octet-stream')
      .send(Buffer.from(found.text))
  }

  const sent = { ...see, schema: { params: sentParams, querystring } }
  app.get('/exchange/messages/:id/rendering', sent, async (request) => {
    const { params, query } = request
    return show(request, await findSent(parts(), params.id, query.of), query.of)
  })
  app.get('/exchange/messages/:id/file', sent, async (request, reply) => {
    const { params, query } = request
    return save(request, reply, await findSent(parts(), params.id, query.of), query.of)
  })

  const received = { ...see, schema: { params: receivedParams, querystring } }
  const one = { ...see, schema: { params: receivedParams } }
  app.get('/exchange/received/:from/:messageId', one, async ({ params }): Promise<ExchangeReceivedPicture> => {
    const { inbox } = parts().store
    const summary = await inbox.describe(params)
    if (summary === null) throw new CongkyError('ERR_NOT_FOUND')
    const [origin, entry] = [await inbox.origin(params), await inbox.find(params)]
    return { ...toReceivedView(summary), kept: { message: origin !== null, answer: entry?.answer != null } }
  })
  app.get('/exchange/received/:from/:messageId/rendering', received, async (request) => {
    const { params, query } = request
    return show(request, await findReceived(parts(), params, query.of), query.of)
  })
  app.get('/exchange/received/:from/:messageId/file', received, async (request, reply) => {
    const { params, query } = request
    return save(request, reply, await findReceived(parts(), params, query.of), query.of)
  })
}

/** @throws {CongkyError} ERR_NOT_FOUND: there is no such message, or its text was dropped for its age. */
async function findSent({ sender }: TextRoutesParts, id: string, of: ExchangeText): Promise<FoundText> {
  const message = await sender.find(id)
  const text = of === 'answer' ? message?.answer : message?.content
  if (!message || !text) throw new CongkyError('ERR_NOT_FOUND')
  return { facts: message, text }
}

/** @throws {CongkyError} ERR_NOT_FOUND: there is no such message, or its text was dropped for its age. */
async function findReceived({ store }: TextRoutesParts, key: MessageKey, of: ExchangeText): Promise<FoundText> {
  const { inbox } = store
  const facts = await inbox.describe(key)
  const text = of === 'answer' ? (await inbox.find(key))?.answer?.content : await inbox.origin(key)
  if (!facts || !text) throw new CongkyError('ERR_NOT_FOUND')
  return { facts, text }
}

/** What anybody's file system takes. */
function fileNameOf({ facts }: FoundText, of: ExchangeText): string {
  const name = (facts.reference || facts.messageId)
    .replaceAll(/[^A-Za-z0-9._-]+/g, '-')
    .replaceAll(/^[-.]+|[-.]+$/g, '')
    .slice(0, 60)
  return `${name === '' ? 'thong-diep' : name}${of === 'answer' ? '-tra-loi' : ''}.xml`
}
