/** Who is next: the queue as people see it. */
import type { WaitingView } from '@congky/shared'
import type { FastifyInstance } from 'fastify'
import type { Job } from '../domain/job.ts'

export interface WaitingRoutesParts {
  readonly openJobs: () => Iterable<Job>
  readonly queuePosition: (job: Job) => number | undefined
}

const SHOWN_MAX = 20

export function waitingRoutes(app: FastifyInstance, { openJobs, queuePosition }: WaitingRoutesParts): void {
  app.get('/waiting', { config: { right: 'see-history' } }, async (): Promise<WaitingView> => {
    let count = 0
    const oldest: Job[] = []
    for (const job of openJobs()) {
      if (job.state === 'held') continue
      count++
      if (oldest.length < SHOWN_MAX) oldest.push(job)
    }
    const requests = oldest.map((job) => {
      const { taxCode, reference, source, requester } = job.request
      return {
        ...{ id: job.id, state: job.state, taxCode, reference, source, requester },
        receivedAt: job.receivedAt.toISOString(),
        position: queuePosition(job) ?? null,
      }
    })
    return { count, requests }
  })
}
