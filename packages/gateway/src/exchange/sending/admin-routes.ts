/** Messages to and from customs for people, under `/admin/exchange`. */
import {
  CongkyError,
  EXCHANGE_STATES,
  type ExchangeMessageDetails,
  type ExchangeMessagePicture,
  type ExchangeMessageRow,
  type ExchangeReceivedView,
  type ExchangeStatusView,
} from '@congky/shared'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import { z } from 'zod'
import type { Actor } from '../../domain/account.ts'
import type { ExchangeConfig } from '../../domain/exchange-config.ts'
import type { OutgoingSummary } from '../exchange-store.ts'
import type { MessageRoutesParts } from './message-routes.ts'
import { toMessageDetails, toMessageRow, toMessageView, toReceivedView } from './message-views.ts'
import { COUNTED_MAX } from './send-tally.ts'
import { exchangeTextRoutes, type TextRoutesParts } from './text-routes.ts'

/** What a gateway with an exchange offers to people and programs. */
export interface ExchangeDesk extends Omit<MessageRoutesParts, 'caller'>, TextRoutesParts {
  readonly config: Pick<ExchangeConfig, 'send' | 'database'>
}

export interface ExchangeAdminParts {
  /** Null where the configuration has no exchange. */
  readonly exchange: ExchangeDesk | null
}

const see = { config: { right: 'see-history' } } as const
const operate = { config: { right: 'operate' } } as const
/** A message handed in is signed for whatever enterprise it names, and sent. */
const sign = { config: { right: 'sign' } } as const
const params = z.object({ id: z.string().max(100) })
const page = z.object({ limit: z.coerce.number().int().min(1).max(500).default(50) })
const WAIT_SECONDS_MAX = 60
/** JSON escapes make a message longer on the way. */
const JSON_OVERHEAD = 2

/** @param actorOf Who does what a request asks for. */
export function exchangeAdminRoutes(
  instance: FastifyInstance,
  parts: ExchangeAdminParts,
  actorOf: (request: FastifyRequest) => Actor,
): void {
  const app = instance.withTypeProvider<ZodTypeProvider>()
  const desk = (): ExchangeDesk => {
    if (parts.exchange === null) throw new CongkyError('ERR_EXCHANGE_OFF')
    return parts.exchange
  }

  app.get('/exchange/status', see, async (): Promise<ExchangeStatusView> => {
    const { sender, config } = desk()
    return toStatus(config, await sender.list(COUNTED_MAX))
  })

  app.get('/exchange/messages', { ...see, schema: { querystring: page } }, async ({ query }) => {
    const messages = await desk().sender.list(query.limit)
    return messages.map(toMessageRow) satisfies ExchangeMessageRow[]
  })

  app.get(
    '/exchange/messages/:id',
    { ...see, schema: { params } },
    async (request): Promise<ExchangeMessageDetails & ExchangeMessageRow> => {
      const message = await desk().sender.find(request.params.id)
      if (message === null) throw new CongkyError('ERR_NOT_FOUND')
      return { ...toMessageDetails(message), ...toMessageRow(message) }
    },
  )

  app.get(
    '/exchange/messages/:id/picture',
    { ...see, schema: { params } },
    async (request): Promise<ExchangeMessagePicture> => {
      const message = await desk().sender.find(request.params.id)
      if (message === null) throw new CongkyError('ERR_NOT_FOUND')
      const kept = { message: message.content !== '', answer: message.answer !== null && message.answer !== '' }
      return { ...toMessageRow(message), kept }
    },
  )

  app.get('/exchange/received', { ...see, schema: { querystring: page } }, async ({ query }) => {
    const received = await desk().store.inbox.list(query.limit)
    return received.map(toReceivedView) satisfies ExchangeReceivedView[]
  })

  exchangeTextRoutes(instance, desk, actorOf)

  const bodyLimit = (parts.exchange?.documentBytesMax ?? 0) * JSON_OVERHEAD + 65_536
  const body = z.strictObject({
    document: z.string().min(1),
    wait: z.number().min(0).max(WAIT_SECONDS_MAX).default(0),
  })
  app.post('/exchange/messages', { ...sign, bodyLimit, schema: { body } }, async (request) => {
    const { name, origin } = actorOf(request)
    const { sender } = desk()
    const { document, wait } = request.body
    const message = await sender.submit(document, { name, origin, workstationId: null, enterprises: 'all' })
    const signal = AbortSignal.timeout(wait * 1000)
    return toMessageView(await sender.waitUntilSettled(message, wait * 1000, signal))
  })

  app.post('/exchange/messages/:id/retry', { ...operate, schema: { params } }, async (request) => {
    return toMessageView(await desk().sender.retry(request.params.id, actorOf(request)))
  })
}

function toStatus(
  { send, database }: ExchangeDesk['config'],
  messages: readonly OutgoingSummary[],
): ExchangeStatusView {
  const count = (wanted: OutgoingSummary['state']) => messages.filter(({ state }) => state === wanted).length
  const place = database && (database.connection.file ?? `${database.connection.host}/${database.connection.database}`)
  return {
    url: send?.url ?? null,
    database: database && `${database.dialect} ${place}`,
    newest: Object.fromEntries(EXCHANGE_STATES.map((state) => [state, count(state)])) as ExchangeStatusView['newest'],
  }
}
