/** A workstation and its own access key: until when it works, and the key that follows it. */
import { accessKeyAnswerSchema, accessKeyTermSchema } from '@congky/shared'
import type { FastifyInstance } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import type { AccessKey } from '../store/access-keys.ts'
import type { WorkstationStore } from '../store/workstations.ts'
import { callerOf } from './access.ts'

export interface AccessKeyRoutesParts {
  readonly workstations: WorkstationStore
  /** How long a new key lives, in days; 0 for ever. */
  readonly keyDays: () => number
}

export function accessKeyRoutes(instance: FastifyInstance, { workstations, keyDays }: AccessKeyRoutesParts): void {
  const app = instance.withTypeProvider<ZodTypeProvider>()
  app.get(
    '/access-key',
    { schema: { summary: 'Until when the access key of this call works', response: { 200: accessKeyTermSchema } } },
    async (request) => toTerm(workstations.keys.find(callerOf(request).keyId)),
  )
  app.post(
    '/access-key/renewal',
    {
      schema: {
        summary: 'Get the access key that follows the one of this call, in the last fifth of its life',
        response: { 200: accessKeyAnswerSchema },
      },
    },
    async (request) => {
      const { workstationId, keyId, origin } = callerOf(request)
      const { accessKey, key } = await workstations.renew(workstationId, keyId, origin, keyDays())
      return { accessKey, ...toTerm(key) }
    },
  )
}

/** What the owner of a key has to know of it. */
export function toTerm({ expiresAt, renewAfter, retiresAt }: AccessKey) {
  const end = retiresAt ?? expiresAt
  return {
    expiresAt: end?.toISOString() ?? null,
    // One that was replaced has had its turn.
    renewAfter: retiresAt === null ? (renewAfter?.toISOString() ?? null) : null,
  }
}
