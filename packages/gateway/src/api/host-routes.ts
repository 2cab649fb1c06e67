/** The program and its host, under `/admin`: what it is (`/about`), and what is wrong with it (`/doctor`). */
import type { AboutView, DoctorView } from '@congky/shared'
import type { FastifyInstance } from 'fastify'

export interface HostRoutesParts {
  readonly about: () => AboutView
  /** Looks at everything once more: databases, files, clock. */
  readonly examine: () => Promise<DoctorView>
}

export function hostRoutes(app: FastifyInstance, { about, examine }: HostRoutesParts): void {
  let running: Promise<DoctorView> | null = null
  app.get('/about', { config: { right: 'see-config' } }, async () => about())
  // It reaches out to databases. Whoever asks while it runs gets the same answer.
  app.get('/doctor', { config: { right: 'configure' } }, async () => {
    running ??= examine().finally(() => {
      running = null
    })
    return running
  })
}
