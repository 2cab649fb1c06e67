/**
 * Documents that are signed on the gateway host itself, under `/admin/sign-requests`: what `congky customs sign` calls.
 * The same document under the same key is the same request, however often it is handed in.
 */
import { requestKeySchema, type SignRequestView } from '@congky/shared'
import type { FastifyInstance } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import { z } from 'zod'
import type { Log } from '../domain/log.ts'
import { HOST_SOURCE } from '../domain/request.ts'
import { markDelivered, waitFor } from '../sources/http/sign-routes.ts'
import type { RequestDesk } from '../sources/request-desk.ts'
import { toResultView, toSignRequestView } from '../sources/request-view.ts'
import { actorOf } from './operator.ts'

export interface HostSignParts {
  readonly desk: RequestDesk
  /** Largest document, in bytes. */
  readonly documentBytesMax: number
  readonly log: Log
}

const WAIT_SECONDS_MAX = 60
const querystring = z.object({
  key: requestKeySchema,
  taxCode: z.string().max(40).optional(),
  profile: z.string().max(100).optional(),
  reference: z.string().max(200).optional(),
  wait: z.coerce.number().min(0).max(WAIT_SECONDS_MAX).default(0),
})

export function hostSignRoutes(instance: FastifyInstance, parts: HostSignParts): void {
  // A scope of its own, for its bodies are bytes and nothing else.
  instance.register(async (scope) => {
    scope.removeAllContentTypeParsers()
    scope.addContentTypeParser('application/octet-stream', { parseAs: 'buffer' }, (_request, body, done) =>
      done(null, body),
    )
    const app = scope.withTypeProvider<ZodTypeProvider>()
    app.post(
      '/sign-requests',
      { config: { right: 'sign' }, bodyLimit: parts.documentBytesMax, schema: { querystring } },
      async (request, reply): Promise<SignRequestView> => {
        const { key, wait, ...wishes } = request.query
        const { name, origin } = actorOf(request)
        const accepted = await parts.desk.submit({
          ...{ source: HOST_SOURCE, externalId: key, document: request.body ?? new Uint8Array() },
          ...{ taxCode: wishes.taxCode, profile: wishes.profile, reference: wishes.reference },
          ...{ requester: name, origin, workstationId: null, enterprises: 'all' },
          ...{ notBefore: null, deadline: null, claim: null },
        })
        const job = await waitFor(parts.desk, accepted, wait, reply)
        if (job.state === 'signed' || job.state === 'rejected') markDelivered(parts, reply, job)
        const standing = { queuePosition: parts.desk.queuePosition(job), approval: parts.desk.approvalOf(job) }
        const view = toSignRequestView(job, standing)
        return { ...view, ...toResultView(parts.desk.resultFormat(job)) }
      },
    )
  })
}
