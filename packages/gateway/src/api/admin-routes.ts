/**
 * Administration, under `/admin`: what `congky` on the gateway host asks of the running daemon over the local
 * socket, and people with an account over the network. Each route names the right it needs (operator.ts).
 */
import { CongkyError } from '@congky/shared'
import type { FastifyInstance } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import { z } from 'zod'
import type { Actor } from '../domain/account.ts'
import type { Job } from '../domain/job.ts'
import type { Log } from '../domain/log.ts'
import { toSignRequestView } from '../sources/request-view.ts'
import type { HistoryWriter } from '../store/history.ts'
import type { TokenStatus, Tokens } from '../token/token.ts'
import { type AccountParts, accountRoutes } from './account-routes.ts'
import { actorOf } from './operator.ts'
import { type GatewayStatus, toTokenView } from './status.ts'
import { type WorkstationRoutesParts, workstationRoutes } from './workstation-routes.ts'

export interface AdminParts extends AccountParts, WorkstationRoutesParts {
  readonly status: () => GatewayStatus
  readonly pause: () => Promise<void>
  readonly resume: () => Promise<void>
  /** Ends the waiting of a restored gateway, once that is on record, and resumes. */
  readonly confirmRestore: (record: (note: string) => Promise<void>) => Promise<void>
  readonly tokens: Tokens
  readonly history: HistoryWriter
  readonly log: Log
  /** Why nothing is signed or changed over the network, or null. */
  readonly refusal: () => CongkyError | null
  readonly retry: (id: string, by: string) => Promise<Job | null>
}

const see = { config: { right: 'see-status' } } as const
const operate = { config: { right: 'operate' } } as const

const nameParams = z.object({ name: z.string().max(200) })
const unlockBody = z.object({ pin: z.string().min(1).max(256), confirmLowTries: z.boolean().default(false) })

export function adminRoutes(instance: FastifyInstance, parts: AdminParts): void {
  const app = instance.withTypeProvider<ZodTypeProvider>()
  app.get('/status', see, async () => parts.status())
  const record = ({ name: requester, origin }: Actor, entry: { readonly note: string }) =>
    parts.history.append({ kind: 'gateway', requester, origin, ...entry })
  app.post('/pause', operate, async (request) => {
    await parts.pause()
    await record(actorOf(request), { note: 'paused' })
    return parts.status()
  })
  app.post('/resume', operate, async (request) => {
    await parts.resume()
    await record(actorOf(request), { note: 'resumed' })
    return parts.status()
  })
  app.post('/confirm-restore', { config: { right: 'confirm-restore' } }, async (request) => {
    await parts.confirmRestore((note) => record(actorOf(request), { note }))
    await record(actorOf(request), { note: 'resumed' })
    return parts.status()
  })
  tokenRoutes(instance, parts)
  workstationRoutes(instance, parts)
  accountRoutes(instance, parts)
  const idParams = z.object({ id: z.string().max(100) })
  app.post('/requests/:id/retry', { ...operate, schema: { params: idParams } }, async (request) => {
    const refusal = parts.refusal()
    if (refusal) throw refusal
    const job = await parts.retry(request.params.id, actorOf(request).name)
    if (!job) throw new CongkyError('ERR_NOT_FOUND')
    return toSignRequestView(job)
  })
}

function tokenRoutes(instance: FastifyInstance, parts: AdminParts): void {
  const app = instance.withTypeProvider<ZodTypeProvider>()
  const { tokens, history } = parts
  const record = (token: TokenStatus, note: string, by: Actor) =>
    history.append({ kind: 'token', requester: by.name, origin: by.origin, note: `${token.name}: ${note}` })

  app.post('/tokens/rescan', operate, async () => {
    await tokens.rescan()
    return tokens.list().map(toTokenView)
  })
  const unlock = { config: { right: 'unlock' }, schema: { params: nameParams, body: unlockBody } } as const
  app.post('/tokens/:name/unlock', unlock, async (request) => {
    const by = actorOf(request)
    const { pin, confirmLowTries } = request.body
    const { name } = request.params
    try {
      const token = await tokens.unlock(name, Buffer.from(pin, 'utf8'), { confirmLowTries })
      await record(token, 'unlocked', by)
      return toTokenView(token)
    } catch (error) {
      const code = error instanceof CongkyError ? error.code : 'ERR_INTERNAL'
      const { name: requester, origin } = by
      await history.append({ kind: 'token', code, requester, origin, note: `${name}: not unlocked` })
      throw error
    }
  })
  app.post('/tokens/:name/lock', { ...operate, schema: { params: nameParams } }, async (request) => {
    const token = await tokens.lock(request.params.name)
    await record(token, 'locked', actorOf(request))
    return toTokenView(token)
  })
}
