/** Administration, under `/admin`: what `congky` on the gateway host asks of the running daemon. */
import { CongkyError } from '@congky/shared'
import type { FastifyInstance } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import { z } from 'zod'
import type { Job } from '../domain/job.ts'
import type { Log } from '../domain/log.ts'
import { toSignRequestView } from '../sources/request-view.ts'
import type { HistoryWriter } from '../store/history.ts'
import type { TokenStatus, Tokens } from '../token/token.ts'
import { type GatewayStatus, toTokenView } from './status.ts'
import { type WorkstationRoutesParts, workstationRoutes } from './workstation-routes.ts'

export interface AdminParts extends WorkstationRoutesParts {
  readonly status: () => GatewayStatus
  readonly pause: () => Promise<void>
  readonly resume: () => Promise<void>
  readonly tokens: Tokens
  readonly history: HistoryWriter
  readonly log: Log
  readonly retry: (id: string) => Promise<Job | null>
}

const nameParams = z.object({ name: z.string().max(200) })
const unlockBody = z.object({ pin: z.string().min(1).max(256), confirmLowTries: z.boolean().default(false) })

export function adminRoutes(instance: FastifyInstance, parts: AdminParts): void {
  const app = instance.withTypeProvider<ZodTypeProvider>()
  app.get('/status', async () => parts.status())
  app.post('/pause', async () => {
    await parts.pause()
    return parts.status()
  })
  app.post('/resume', async () => {
    await parts.resume()
    return parts.status()
  })
  tokenRoutes(instance, parts)
  workstationRoutes(instance, parts)
  app.post('/requests/:id/retry', { schema: { params: z.object({ id: z.string().max(100) }) } }, async (request) => {
    const job = await parts.retry(request.params.id)
    if (!job) throw new CongkyError('ERR_NOT_FOUND')
    return toSignRequestView(job)
  })
}

function tokenRoutes(instance: FastifyInstance, parts: AdminParts): void {
  const app = instance.withTypeProvider<ZodTypeProvider>()
  const { tokens, history } = parts
  const record = (token: TokenStatus, note: string) => history.append({ kind: 'token', note: `${token.name}: ${note}` })

  app.post('/tokens/rescan', async () => {
    await tokens.rescan()
    return tokens.list().map(toTokenView)
  })
  app.post('/tokens/:name/unlock', { schema: { params: nameParams, body: unlockBody } }, async (request) => {
    const { pin, confirmLowTries } = request.body
    const { name } = request.params
    try {
      const token = await tokens.unlock(name, Buffer.from(pin, 'utf8'), { confirmLowTries })
      await record(token, 'unlocked')
      return toTokenView(token)
    } catch (error) {
      const code = error instanceof CongkyError ? error.code : 'ERR_INTERNAL'
      await history.append({ kind: 'token', code, note: `${name}: not unlocked` })
      throw error
    }
  })
  app.post('/tokens/:name/lock', { schema: { params: nameParams } }, async (request) => {
    const token = await tokens.lock(request.params.name)
    await record(token, 'locked')
    return toTokenView(token)
  })
}
