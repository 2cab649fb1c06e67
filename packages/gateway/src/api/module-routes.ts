/**
 * PKCS#11 libraries: searched for, and taken into use. A library is code that runs on the gateway host, so over the
 * API only one is added that the search found at a known place; any other path is for the host's own commands.
 */
import { CongkyError, type ModuleScanView } from '@congky/shared'
import type { FastifyInstance } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { moduleName } from '../config/module-name.ts'
import { type ConfigEditingParts, editConfigFor } from './config-editing.ts'

export interface ModuleRoutesParts extends ConfigEditingParts {
  readonly moduleScan: {
    readonly view: ModuleScanView
    start(): ModuleScanView
    hasFound(path: string): boolean
    forget(path: string): void
  }
}

const tokenNames = z.array(z.strictObject({ serial: z.string().max(64), name: z.string().max(64) })).max(100)
const addBody = z.strictObject({ path: z.string().max(4096), tokens: tokenNames.default([]) })

export function moduleRoutes(instance: FastifyInstance, parts: ModuleRoutesParts): void {
  const app = instance.withTypeProvider<ZodTypeProvider>()
  const { moduleScan, configDesk } = parts
  app.get('/modules/scan', { config: { right: 'see-status' } }, async () => moduleScan.view)
  app.post('/modules/scan', { config: { right: 'operate' } }, async () => moduleScan.start())
  app.post('/modules', { config: { right: 'configure' }, schema: { body: addBody } }, async (request) => {
    const { path, tokens } = request.body
    if (!moduleScan.hasFound(path)) throw new CongkyError('ERR_MODULE_NOT_FOUND')
    const name = moduleName(
      path,
      configDesk.read().config.modules.map((module) => module.name),
    )
    const edited = await editConfigFor(request, parts, `module ${name}`, [{ kind: 'add-module', name, path, tokens }])
    moduleScan.forget(path)
    return edited
  })
}
