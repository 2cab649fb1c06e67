/** Tokens: looked for, unlocked and locked. */
import { CongkyError } from '@congky/shared'
import type { FastifyInstance } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import { z } from 'zod'
import type { Actor } from '../domain/account.ts'
import type { HistoryWriter } from '../store/history.ts'
import type { TokenStatus, Tokens } from '../token/token.ts'
import { actorOf } from './operator.ts'
import { toTokenView } from './status.ts'

export interface TokenRoutesParts {
  readonly tokens: Tokens
  readonly history: HistoryWriter
}

const operate = { config: { right: 'operate' } } as const

const nameParams = z.object({ name: z.string().max(200) })
const unlockBody = z.object({ pin: z.string().min(1).max(256), confirmLowTries: z.boolean().default(false) })

export function tokenRoutes(instance: FastifyInstance, parts: TokenRoutesParts): void {
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
