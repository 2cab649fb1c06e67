/** The records of the chained history, and the check of all of it, under `/admin/history`. */
import type { RecordChoices, RecordPage } from '@congky/shared'
import type { FastifyInstance } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import { z } from 'zod'
import type { HistoryKind } from '../domain/history-record.ts'
import { KIND_WORDS, kindWords } from '../domain/history-words.ts'
import { EVENT_KINDS } from '../records/event-search.ts'
import { searchWords } from '../records/fold-text.ts'
import type { RecordsDesk } from '../records/records-desk.ts'
import { COUNT_MAX } from './history-query.ts'
import { toRecordView } from './history-views.ts'
import { actorOf } from './operator.ts'

const see = { config: { right: 'see-history' } } as const
const KINDS = Object.keys(KIND_WORDS) as HistoryKind[]

const recordQuery = z.object({
  from: z.iso.datetime({ offset: true }).optional(),
  to: z.iso.datetime({ offset: true }).optional(),
  kind: z.enum(KINDS).optional(),
  person: z.string().max(200).optional(),
  text: z.string().max(200).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
  before: z.coerce.number().int().min(1).optional(),
})
type RecordQuery = z.output<typeof recordQuery>

export function recordRoutes(instance: FastifyInstance, { records }: { readonly records: RecordsDesk }): void {
  const app = instance.withTypeProvider<ZodTypeProvider>()
  const { search, verification } = records

  app.get('/history', { ...see, schema: { querystring: recordQuery } }, async ({ query }): Promise<RecordPage> => {
    const { found, total, isMore } = await findRecords(search, query)
    const next = found.length < query.limit ? null : (found.at(-1)?.row ?? null)
    return { records: found.map(toRecordView), total, isMore, next }
  })
  app.get('/history/choices', see, async (): Promise<RecordChoices> => {
    const people = await search.ask('people', null)
    return {
      kinds: KINDS.map((kind) => ({ kind, title: kindWords(kind), isStep: isStep(kind) })),
      people: people.toSorted(),
    }
  })
  app.get('/history/verification', see, async () => verification.view)
  app.post('/history/verification', see, async (request) => verification.start(actorOf(request).name))
}

/** Of a request, rather than of the gateway itself and its people. */
const isStep = (kind: HistoryKind) => !EVENT_KINDS.includes(kind)

/** Steps of requests are many and found by kind alone; everything else is searched by all that the filter says. */
function findRecords(search: RecordsDesk['search'], { kind, from, to, person, text, limit, before }: RecordQuery) {
  if (kind !== undefined && isStep(kind)) {
    return search.ask('steps', { kind, before: before ?? Number.MAX_SAFE_INTEGER, limit, countMax: COUNT_MAX })
  }
  return search.ask('events', {
    ...(from === undefined ? {} : { from: Date.parse(from) }),
    ...(to === undefined ? {} : { to: Date.parse(to) }),
    ...(before === undefined ? {} : { before }),
    names: { ...(kind === undefined ? {} : { kind: [kind] }), ...(person === undefined ? {} : { person: [person] }) },
    terms: searchWords(text ?? '').map((word) => ({ word, also: {} })),
    limit,
    countMax: Number.POSITIVE_INFINITY,
  })
}
