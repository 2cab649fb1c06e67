/** Exports of the history, under `/admin/exports`: begun, watched, fetched, cancelled. */
import { createReadStream } from 'node:fs'
import type { FastifyInstance } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import { z } from 'zod'
import type { HistoryWriter } from '../store/history.ts'
import { knownNames, requestFilter, toRequestQuery } from './history-query.ts'
import { actorOf } from './operator.ts'
import { idParams, type RequestRoutesParts } from './request-routes.ts'

export interface ExportRoutesParts extends RequestRoutesParts {
  readonly history: HistoryWriter
}

const see = { config: { right: 'see-history' } } as const
const wish = z.object({
  format: z.enum(['csv', 'xlsx', 'json', 'proof']),
  language: z.enum(['vi', 'en']).default('vi'),
  filter: requestFilter.default({}),
})

const TYPES = {
  csv: 'text/csv; charset=utf-8',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  json: 'application/json',
  proof: 'application/jsonl',
} as const

export function exportRoutes(instance: FastifyInstance, parts: ExportRoutesParts): void {
  const app = instance.withTypeProvider<ZodTypeProvider>()
  const { search, exports } = parts.records
  app.post('/exports', { ...see, schema: { body: wish } }, async (request) => {
    const { format, language, filter } = request.body
    const { name: requester, origin } = actorOf(request)
    exports.assertFree(requester)
    const names = knownNames(parts.config(), parts.workstations.list())
    const everything = { limit: Number.POSITIVE_INFINITY, countMax: Number.POSITIVE_INFINITY }
    const query = toRequestQuery(filter, names, everything)
    const seqs = format === 'proof' ? new Float64Array() : await search.ask('requestSeqs', query)
    const view = exports.start(requester, { format, language, seqs, names })
    const note = format === 'proof' ? 'exported the whole history' : `exported ${seqs.length} requests as ${format}`
    await parts.history.append({ kind: 'account', requester, origin, note })
    return view
  })
  app.get('/exports/:id', { ...see, schema: { params: idParams } }, async (request) =>
    exports.view(request.params.id, actorOf(request).name),
  )
  app.get('/exports/:id/file', { ...see, schema: { params: idParams } }, async (request, reply) => {
    const { path, view } = exports.file(request.params.id, actorOf(request).name)
    return reply
      .header('Content-Disposition', `attachment; filename="${view.fileName}"`)
      .header('Content-Length', view.bytes)
      .header('X-Content-Type-Options', 'nosniff')
      .type(TYPES[view.format])
      .send(createReadStream(path))
  })
  app.delete('/exports/:id', { ...see, schema: { params: idParams } }, async (request, reply) => {
    await exports.cancel(request.params.id, actorOf(request).name)
    return reply.status(204).send()
  })
}
