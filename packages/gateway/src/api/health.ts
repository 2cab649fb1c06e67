import type { GatewayStatus } from '@congky/shared'
import type { FastifyInstance } from 'fastify'

/**
 * `/health/live`: the process answers. `/health/ready`: it can sign: the state disk takes writes, and
 * at least one token is unlocked. Per token and source, so that a monitor can name what is missing.
 */
export function healthRoutes(app: FastifyInstance, status: () => GatewayStatus): void {
  app.get('/health/live', async () => ({ status: 'ok' }))
  app.get('/health/ready', async (_request, reply) => {
    const now = status()
    const problems = listProblems(now)
    const canSign = now.state === 'running' && now.storeErrorCode === null
    const ready = canSign && now.tokens.some((token) => token.state === 'ready')
    return reply.status(ready ? 200 : 503).send({
      status: ready ? 'ok' : 'unavailable',
      state: now.state,
      problems,
      tokens: now.tokens.map(({ name, state }) => ({ name, state })),
      sources: now.sources.map(({ name, state }) => ({ name, state })),
      jobs: now.jobs,
      exchange: exchangeOf(now),
    })
  })
}

/** Reasons name files and tables: a monitor gets their codes. */
function exchangeOf({ exchange }: GatewayStatus) {
  if (exchange === null) return null
  const { receive, send } = exchange
  return {
    receive: receive && { ...receive, lastProblem: toCode(receive.lastProblem) },
    send: send && { ...send, problem: toCode(send.problem) },
  }
}

function toCode<T extends { readonly code: string; readonly at?: string }>(problem: T | null) {
  return problem && { code: problem.code, ...(problem.at === undefined ? {} : { at: problem.at }) }
}

function listProblems(now: GatewayStatus): string[] {
  return [
    ...(now.state === 'paused' ? ['signing is paused'] : []),
    ...(now.restored === null ? [] : ['restored from a backup, not confirmed yet']),
    ...(now.storeErrorCode === null ? [] : [`state disk: ${now.storeErrorCode}`]),
    ...(now.history.damage === null ? [] : [`history: damaged (${now.history.damage})`]),
    ...now.tokens.filter(({ state }) => state !== 'ready').map(({ name, state }) => `token ${name}: ${state}`),
    ...now.sources.filter(({ state }) => state === 'unavailable').map(({ name }) => `source ${name}: unavailable`),
    ...now.moduleProblems.map(({ module }) => `module ${module}: cannot be used`),
  ]
}
