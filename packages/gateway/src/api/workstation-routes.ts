/** Workstations, as an admin sees and changes them. */
import { CongkyError, type PairingCodeView, parseTaxCode, type WorkstationView } from '@congky/shared'
import type { FastifyInstance } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import { z } from 'zod'
import type { Workstation } from '../store/workstation-rights.ts'
import type { Pairing, WorkstationStore } from '../store/workstations.ts'
import type { OpenConnections } from './open-connections.ts'
import { actorOf } from './operator.ts'

export interface WorkstationRoutesParts {
  readonly workstations: WorkstationStore
  readonly connections: OpenConnections
  /** What workstations call this gateway by, unless asked otherwise. */
  readonly url: () => string
  /** Builds what `congky-client pair` takes. */
  readonly pairingCode: (secret: string, url: string | undefined) => string
  /** Whether this gateway answers to a name. */
  readonly isOwnHost: (host: string) => boolean
}

const see = { config: { right: 'see-access' } } as const
const manage = { config: { right: 'manage-workstations' } } as const

const HOUR_MS = 3_600_000
const OVERLAP_HOURS_MAX = 24 * 90
const ENTERPRISES_MAX = 5_000
/** So many tax codes twice over. */
const BODY_BYTES_MAX = 262_144

const nameParams = z.object({ name: z.string().max(200) })
const enterprisesSchema = z.union([z.literal('all'), z.array(z.string().max(32)).max(ENTERPRISES_MAX)])
const addBody = z.object({
  name: z.string().trim().min(1).max(100),
  enterprises: enterprisesSchema,
  url: z.url().optional(),
  /** Days; 0 for ever, absent as configured. */
  keyDays: z.int().min(0).max(36_500).optional(),
  accessEndsAt: z.iso.datetime({ offset: true }).optional(),
})
/** `known`: what whoever changes it saw, so that nobody's change is lost. */
const enterprisesBody = z.object({ enterprises: enterprisesSchema, known: enterprisesSchema.optional() })
const rotateBody = z.object({ overlapHours: z.number().min(0).max(OVERLAP_HOURS_MAX), url: z.url().optional() })

export function workstationRoutes(instance: FastifyInstance, parts: WorkstationRoutesParts): void {
  const app = instance.withTypeProvider<ZodTypeProvider>()
  const { workstations } = parts
  const viewOf = (workstation: Workstation) => toWorkstationView(workstation, parts)
  const toCode = ({ id, secret, expiresAt }: Pairing, url: string | undefined): PairingCodeView => ({
    id,
    code: parts.pairingCode(secret, url),
    link: `${(url ?? parts.url()).replace(/\/+$/, '')}/workstation#pair=${secret}`,
    expiresAt: expiresAt.toISOString(),
  })
  app.get('/workstations', see, async () => workstations.list().map(viewOf))
  app.post('/workstations', { ...manage, bodyLimit: BODY_BYTES_MAX, schema: { body: addBody } }, async (request) => {
    const { name, enterprises, url, keyDays = null, accessEndsAt } = request.body
    requireOwnUrl(url, parts)
    const term = { keyDays, accessEndsAt: accessEndsAt === undefined ? null : new Date(accessEndsAt) }
    return toCode(await workstations.add(name, parseEnterprises(enterprises), actorOf(request), term), url)
  })
  app.put(
    '/workstations/:name/enterprises',
    { ...manage, bodyLimit: BODY_BYTES_MAX, schema: { params: nameParams, body: enterprisesBody } },
    async (request) => {
      const { enterprises, known } = request.body
      const seen = known === undefined ? null : parseEnterprises(known)
      const { name } = request.params
      return viewOf(await workstations.setEnterprises(name, parseEnterprises(enterprises), seen, actorOf(request)))
    },
  )
  app.post(
    '/workstations/:name/rotation',
    { ...manage, schema: { params: nameParams, body: rotateBody } },
    async (request) => {
      const { overlapHours, url } = request.body
      requireOwnUrl(url, parts)
      const overlapMs = Math.round(overlapHours * HOUR_MS)
      return toCode(await workstations.rotate(request.params.name, overlapMs, actorOf(request)), url)
    },
  )
  app.delete('/workstations/:name', { ...manage, schema: { params: nameParams } }, async (request) =>
    viewOf(await workstations.revoke(request.params.name, actorOf(request))),
  )
}

/** A code for a name that the gateway does not answer to would fail at the workstation, where nobody knows why. */
function requireOwnUrl(url: string | undefined, { isOwnHost }: WorkstationRoutesParts): void {
  const host = url === undefined ? null : new URL(url).host
  if (host !== null && !isOwnHost(host)) throw new CongkyError('ERR_HOST_FORBIDDEN', { host })
}

/** @throws {CongkyError} ERR_TAX_CODE_INVALID */
function parseEnterprises(enterprises: 'all' | readonly string[]): Workstation['enterprises'] {
  return enterprises === 'all' ? enterprises : [...new Set(enterprises.map(parseTaxCode))]
}

function toWorkstationView(
  workstation: Workstation,
  { workstations: { keys }, connections }: WorkstationRoutesParts,
): WorkstationView {
  const { id, name, enterprises, keyDays } = workstation
  const time = (value: Date | null) => value?.toISOString() ?? null
  const all = keys.allOf(id)
  const valid = all.filter((key) => keys.isValid(key.id))
  const lastUsed = all.flatMap(({ lastUsedAt }) => (lastUsedAt === null ? [] : [lastUsedAt.getTime()]))
  return {
    ...{ id, name, enterprises, keyDays },
    createdAt: workstation.createdAt.toISOString(),
    connections: connections.of(id),
    pairedAt: time(workstation.pairedAt),
    lastSeenAt: lastUsed.length === 0 ? null : new Date(Math.max(...lastUsed)).toISOString(),
    expiresAt: time(workstation.pairingExpiresAt),
    accessEndsAt: time(workstation.accessEndsAt),
    revokedAt: time(workstation.revokedAt),
    keys: valid.map((key) => ({
      createdAt: key.createdAt.toISOString(),
      expiresAt: time(key.expiresAt),
      renewAfter: time(key.renewAfter),
      retiresAt: time(key.retiresAt),
      lastUsedAt: time(key.lastUsedAt),
    })),
  }
}
