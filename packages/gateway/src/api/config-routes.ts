/** The configuration as a whole, to look at; its parts are edited by routes of their own. */
import type { ConfigView } from '@congky/shared'
import type { FastifyInstance } from 'fastify'
import type { ConfigDesk } from '../config/config-desk.ts'

export interface ConfigRoutesParts {
  readonly configDesk: ConfigDesk
}

export function configRoutes(app: FastifyInstance, { configDesk }: ConfigRoutesParts): void {
  app.get('/config', { config: { right: 'see-config' } }, async (): Promise<ConfigView> => {
    const { revision, needsRestart, problems, config } = configDesk.read()
    const { sources: _1, enterprises: _2, notifications: _3, proxy: _4, ...content } = config
    return {
      ...{ revision, needsRestart },
      problems: problems.map(({ field, line, text }) => ({ field, line, text })),
      config: content,
    }
  })
}
