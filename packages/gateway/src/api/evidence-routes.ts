/** The exported proof of one request: a file that anybody can check without this gateway (`congky proof verify`). */
import { CongkyError } from '@congky/shared'
import type { FastifyInstance } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import { writeEvidence } from '../domain/evidence/evidence.ts'
import { shortJobId } from '../domain/new-job-id.ts'
import type { RecordsDesk } from '../records/records-desk.ts'
import type { HistoryWriter } from '../store/history.ts'
import { Looks } from './looks.ts'
import { actorOf } from './operator.ts'
import { idParams } from './request-routes.ts'

export interface EvidenceRoutesParts {
  readonly records: RecordsDesk
  readonly history: HistoryWriter
}

export function evidenceRoutes(instance: FastifyInstance, { records, history }: EvidenceRoutesParts): void {
  const app = instance.withTypeProvider<ZodTypeProvider>()
  const looks = new Looks(history)
  const see = { config: { right: 'see-history' }, schema: { params: idParams } } as const
  app.get('/requests/:id/evidence', see, async (request, reply) => {
    const { id } = request.params
    const found = await records.search.ask('evidence', id)
    if (!found) throw new CongkyError('ERR_NOT_FOUND')
    if ('broken' in found) throw new CongkyError('ERR_PROOF_BROKEN', { detail: found.broken })
    const { name: requester, origin } = actorOf(request)
    await looks.record({ kind: 'account', requester, origin, jobId: id, note: 'exported the proof' })
    const evidence = history.sealEvidence({ madeAt: new Date().toISOString(), requestId: id, ...found })
    return reply
      .header(
        'Content-Disposition',
        `attachment; filename="bang-chung-${shortJobId(id).replace(/[^0-9a-z]/gi, '-')}.json"`,
      )
      .header('X-Content-Type-Options', 'nosniff')
      .type('application/json')
      .send(writeEvidence(evidence))
  })
}
