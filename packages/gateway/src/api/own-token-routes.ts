/** The approver's own token, at the local socket: its PIN is typed on the gateway host, and nowhere else. */
import type { OwnTokenView, SignedWithOwnToken } from '@congky/shared'
import type { FastifyInstance } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import { z } from 'zod'
import type { Job } from '../domain/job.ts'
import type { ApproverTokens } from '../pipeline/approver-tokens.ts'
import { toErrorView } from '../sources/request-view.ts'
import { actorOf } from './operator.ts'
import { idParams } from './request-routes.ts'
import { toTokenView } from './status.ts'
import { unlockBody } from './token-routes.ts'

export interface OwnTokenRoutesParts {
  readonly approverTokens: ApproverTokens
}

/** No role may: what is typed here is typed on the host. */
const onHost = { config: { right: 'sign' } } as const
const signBody = unlockBody.extend({ ids: z.array(z.string().min(1).max(100)).min(1).max(200) })

export function ownTokenRoutes(instance: FastifyInstance, { approverTokens }: OwnTokenRoutesParts): void {
  const app = instance.withTypeProvider<ZodTypeProvider>()
  app.get(
    '/approvals/:id/token',
    { ...onHost, schema: { params: idParams } },
    async (request): Promise<OwnTokenView> => {
      const token = approverTokens.tokenOf(request.params.id)
      return { token: token && toTokenView(token) }
    },
  )
  app.post('/approvals/sign', { ...onHost, schema: { body: signBody } }, async (request) => {
    const { ids, pin, confirmLowTries } = request.body
    const typed = { pin: Buffer.from(pin, 'utf8'), confirmLowTries }
    const jobs = await approverTokens.sign([...new Set(ids)], typed, actorOf(request))
    return { requests: jobs.map(toSigned) } satisfies SignedWithOwnToken
  })
}

function toSigned({ id, state, reason }: Job) {
  return { id, state, reason: reason && toErrorView(reason) }
}
