/** The gateway's own log, under `/admin/log`: its newest lines, asked for again and again while somebody looks. */
import { LOG_LEVELS } from '@congky/shared'
import type { FastifyInstance } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import { z } from 'zod'
import type { LogTail } from './log-tail.ts'

export interface LogRoutesParts {
  readonly logTail: LogTail
}

const SHOWN_MAX = 500

const query = z.object({
  level: z.enum(LOG_LEVELS).default('debug'),
  after: z.coerce.number().int().min(0).default(0),
  search: z.string().max(200).default(''),
  limit: z.coerce.number().int().min(1).max(SHOWN_MAX).default(SHOWN_MAX),
})

export function logRoutes(instance: FastifyInstance, { logTail }: LogRoutesParts): void {
  const app = instance.withTypeProvider<ZodTypeProvider>()
  const route = { config: { right: 'see-config' }, schema: { querystring: query } } as const
  app.get('/log', route, async (request) => logTail.read(request.query))
}
