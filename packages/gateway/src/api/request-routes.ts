/** Requests as people look for them, under `/admin/requests`. */
import { CongkyError, type HistoryChoices, type RequestDetails, type RequestPage } from '@congky/shared'
import type { FastifyInstance } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { documentKindOf } from '../domain/document-kind.ts'
import type { GatewayConfig } from '../domain/gateway-config.ts'
import type { RecordsDesk } from '../records/records-desk.ts'
import type { Found } from '../records/search-messages.ts'
import type { JobStore } from '../store/jobs.ts'
import type { PlacedJob } from '../store/search-rows.ts'
import type { WorkstationStore } from '../store/workstations.ts'
import { COUNT_MAX, type KnownNames, knownNames, requestPageQuery, toRequestQuery } from './history-query.ts'
import { namedWorkstation, toRequestDetails, toRequestRow } from './history-views.ts'

export interface RequestRoutesParts {
  readonly records: RecordsDesk
  readonly jobs: Pick<JobStore, 'document' | 'keptSignedDocument' | 'find' | 'ofRow'>
  readonly workstations: WorkstationStore
  readonly config: () => GatewayConfig
}

const see = { config: { right: 'see-history' } } as const
export const idParams = z.object({ id: z.string().max(100) })
/** An id of a request: looked up by itself, whatever else the filter says. */
const ID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/

export function requestRoutes(instance: FastifyInstance, parts: RequestRoutesParts): void {
  const app = instance.withTypeProvider<ZodTypeProvider>()
  const { search } = parts.records
  const names = () => knownNames(parts.config(), parts.workstations.list())

  app.get('/requests', { ...see, schema: { querystring: requestPageQuery } }, async ({ query }) => {
    const { limit, before, after, ...filter } = query
    const known = names()
    const id = filter.text?.trim().toLowerCase() ?? ''
    if (ID.test(id)) return toPage(await search.ask('requestById', id), known, limit)
    const page = { limit, countMax: filter.text ? COUNT_MAX : Number.POSITIVE_INFINITY, ...placeOf(before, after) }
    return toPage(await search.ask('requests', toRequestQuery(filter, known, page)), known, limit)
  })

  app.get('/requests/choices', see, async (): Promise<HistoryChoices> => {
    const known = names()
    const { sources, workstations, certificates, taxCodes } = await search.ask('choices', null)
    const enterprises = new Map(taxCodes.map((taxCode) => [taxCode, known.enterprises.get(taxCode) ?? null]))
    return {
      sources: sources.toSorted(),
      workstations: workstations.map((one) => namedWorkstation(one, known)).sort(byName),
      certificates,
      enterprises: [...enterprises]
        .map(([taxCode, name]) => ({ taxCode, name }))
        .sort((a, b) => a.taxCode.localeCompare(b.taxCode)),
    }
  })

  app.get('/requests/:id', { ...see, schema: { params: idParams } }, async ({ params }): Promise<RequestDetails> => {
    const { found } = await search.ask('requestById', params.id)
    const [placed] = found
    if (!placed) throw new CongkyError('ERR_NOT_FOUND')
    const { id, state } = placed.job
    const original = parts.jobs.document(id)
    const isInterchange = original !== null && documentKindOf(original).name === 'edifact'
    return toRequestDetails(placed, {
      names: names(),
      documents: {
        original: original !== null,
        signed: parts.jobs.keptSignedDocument(id) !== null,
        acknowledgement: isInterchange && (state === 'signed' || state === 'rejected'),
      },
      documentDays: parts.config().retention.documentDays,
      story: await search.ask('story', id),
    })
  })
}

function placeOf(before: number | undefined, after: number | undefined) {
  return { ...(before === undefined ? {} : { before }), ...(after === undefined ? {} : { after }) }
}

function toPage({ found, total, isMore }: Found<PlacedJob>, names: KnownNames, limit: number): RequestPage {
  const requests = found.map((placed) => toRequestRow(placed, names))
  return { requests, total, isMore, next: found.length < limit ? null : (found.at(-1)?.seq ?? null) }
}

const byName = (a: { readonly name: string }, b: { readonly name: string }) => a.name.localeCompare(b.name, 'vi')
