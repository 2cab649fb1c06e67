import type { FastifyInstance } from 'fastify'
import { collectDefaultMetrics, Gauge, Registry } from 'prom-client'
import type { GatewayStatus } from './status.ts'

/** `/metrics` for Prometheus. Numbers only: no tax codes, subjects or serials. */
export function metricsRoute(app: FastifyInstance, status: () => GatewayStatus): void {
  const register = new Registry()
  collectDefaultMetrics({ register })
  const registers = [register]
  new Gauge({
    name: 'congky_jobs',
    help: 'Jobs by state',
    labelNames: ['state'],
    registers,
    collect() {
      for (const [state, count] of Object.entries(status().jobs)) this.set({ state }, count)
    },
  })
  new Gauge({
    name: 'congky_token_ready',
    help: '1 where a token is unlocked and answers',
    labelNames: ['token'],
    registers,
    collect() {
      this.reset()
      for (const { name, state } of status().tokens) this.set({ token: name }, state === 'ready' ? 1 : 0)
    },
  })
  new Gauge({
    name: 'congky_token_queue',
    help: 'Documents waiting in the lane of a token',
    labelNames: ['token'],
    registers,
    collect() {
      this.reset()
      for (const { name, queueLength } of status().tokens) this.set({ token: name }, queueLength)
    },
  })
  new Gauge({
    name: 'congky_source_up',
    help: '1 where a source can be read',
    labelNames: ['source'],
    registers,
    collect() {
      this.reset()
      for (const { name, state } of status().sources) this.set({ source: name }, state === 'unavailable' ? 0 : 1)
    },
  })
  app.get('/metrics', async (_request, reply) => reply.type(register.contentType).send(await register.metrics()))
}
