/**
 * The settings of the gateway, under `/admin/settings`. A change is an edit of congky.yaml: checked as a whole before
 * it is written, its comments kept, and refused when somebody else edited meanwhile (config-editing.ts). `tls`,
 * `modules`, `stateDir` and the way from outside are changed on the host only: over the network they could load a
 * foreign library, lock everybody out or open the gateway to the internet.
 */
import type { ProfileOptions, Settings, SettingsView } from '@congky/shared'
import type { FastifyInstance } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { configDefaults } from '../config/config-defaults.ts'
import type { ConfigEdit, WrittenValue } from '../config/config-edit.ts'
import { fieldName } from '../config/config-problem.ts'
import { configWarnings } from '../config/config-warnings.ts'
import { RESTART_KEYS } from '../config/current-config.ts'
import type { GatewayConfig } from '../domain/gateway-config.ts'
import { type ConfigEditingParts, editConfigFor } from './config-editing.ts'
import { requireListenable } from './listen-check.ts'
import { settingsGroups } from './settings-words.ts'

export interface SettingsRoutesParts extends ConfigEditingParts {
  readonly configFile: string
  /** Signature profiles that come with the gateway, by name. */
  readonly builtInProfiles: Readonly<Record<string, ProfileOptions>>
  /** Where the running gateway listens. */
  readonly listening: () => { readonly host: string; readonly port: number }
}

/** Values are told apart here; what they may be is a matter of the schema of the file, which sees them next. */
const number = z.number().nullable()
const flag = z.boolean().nullable()
const word = z.string().max(300).nullable()
const words = z.array(z.string().max(300)).max(100).nullable()

const patch = z
  .strictObject({
    autoStart: flag,
    defaultProfile: word,
    taxCodePolicy: z.strictObject({ ownCertificate: word, defaultCertificate: word, branchUsesParent: flag }).partial(),
    limits: z
      .strictObject({
        documentBytesMax: number,
        waitingJobsMax: number,
        waitingJobsPerWorkstationMax: number,
        laneQueueMax: number,
        attemptsMax: number,
        requestsPerMinutePerWorkstation: number,
        connectionsPerWorkstationMax: number,
        accessKeyDays: number,
      })
      .partial(),
    retention: z.strictObject({ documentDays: number }).partial(),
    console: z
      .strictObject({ pinEntry: flag, hosts: words, origins: words, sessionIdleMinutes: number, sessionHours: number })
      .partial(),
    listen: z.strictObject({ host: word, port: number }).partial(),
  })
  .partial()
type Patch = z.infer<typeof patch>

export function settingsRoutes(instance: FastifyInstance, parts: SettingsRoutesParts): void {
  const app = instance.withTypeProvider<ZodTypeProvider>()
  const { configDesk, configFile } = parts
  const view = (): SettingsView => {
    const { revision, config, needsRestart, problems } = configDesk.read()
    return {
      ...{ revision, needsRestart, tls: config.tls, file: configFile },
      settings: settingsOf(config),
      groups: settingsGroups([...Object.keys(parts.builtInProfiles), ...Object.keys(config.profiles)]),
      defaults: settingsOf(configDefaults()),
      restartKeys: RESTART_KEYS,
      problems: problems.map(({ field, line, text }) => ({ field, line, text })),
      warnings: configWarnings(config).map(({ path, text }) => ({ field: fieldName(path), line: 0, text })),
    }
  }

  const wanted = ({ host, port }: NonNullable<Patch['listen']>) => {
    const { listen: fallback } = configDefaults()
    const { listen: written } = configDesk.read().config
    return {
      host: host === undefined ? written.host : (host ?? fallback.host),
      port: port === undefined ? written.port : (port ?? fallback.port),
    }
  }

  app.get('/settings', { config: { right: 'see-config' } }, async () => view())
  app.patch('/settings', { config: { right: 'configure' }, schema: { body: patch } }, async (request) => {
    const { body } = request
    if (body.listen) await requireListenable(wanted(body.listen), parts.listening())
    const edits = toEdits(body)
    if (edits.length === 0) return view()
    await editConfigFor(request, parts, edits.map(({ path }) => path.join('.')).join(', '), edits)
    return view()
  })
}

export function settingsOf(config: Pick<GatewayConfig, keyof Settings>): Settings {
  const { autoStart, defaultProfile, taxCodePolicy, limits, retention, listen } = config
  const { pinEntry, hosts, origins, sessionIdleMinutes, sessionHours } = config.console
  return {
    ...{ autoStart, defaultProfile, taxCodePolicy, limits, retention, listen },
    console: { pinEntry, hosts, origins, sessionIdleMinutes, sessionHours },
  }
}

type SetEdit = Extract<ConfigEdit, { kind: 'set' }>

/** One edit for each key, so that what is not named stays as it is. */
function toEdits(body: Patch): SetEdit[] {
  const entries = Object.entries(body) as [keyof Patch, Patch[keyof Patch]][]
  return entries.flatMap(([key, value]): SetEdit[] => {
    if (typeof value !== 'object' || value === null) return [{ kind: 'set', path: [key], value: value ?? null }]
    return Object.entries(value).map(([below, each]) => ({
      kind: 'set',
      path: [key, below],
      value: each as WrittenValue,
    }))
  })
}
