/** Workstations, as an admin sees and changes them. */
import { CongkyError, parseTaxCode } from '@congky/shared'
import type { FastifyInstance } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import { z } from 'zod'
import type { Workstation } from '../store/workstation-rights.ts'
import type { Pairing, WorkstationStore } from '../store/workstations.ts'
import { actorOf } from './operator.ts'

export interface WorkstationRoutesParts {
  readonly workstations: WorkstationStore
  /** Builds what `congky-client pair` takes. */
  readonly pairingCode: (secret: string, url: string | undefined) => string
  /** Whether this gateway answers to a name. */
  readonly isOwnHost: (host: string) => boolean
}

const see = { config: { right: 'see-access' } } as const
const manage = { config: { right: 'manage-workstations' } } as const

const HOUR_MS = 3_600_000
const OVERLAP_HOURS_MAX = 24 * 90

const nameParams = z.object({ name: z.string().max(200) })
const addBody = z.object({
  name: z.string().trim().min(1).max(100),
  enterprises: z.union([z.literal('all'), z.array(z.string())]),
  url: z.url().optional(),
  /** Days; 0 for ever, absent as configured. */
  keyDays: z.int().min(0).max(36_500).optional(),
  accessEndsAt: z.iso.datetime({ offset: true }).optional(),
})
const rotateBody = z.object({ overlapHours: z.number().min(0).max(OVERLAP_HOURS_MAX), url: z.url().optional() })

export function workstationRoutes(instance: FastifyInstance, parts: WorkstationRoutesParts): void {
  const app = instance.withTypeProvider<ZodTypeProvider>()
  const { workstations } = parts
  const toCode = ({ id, secret, expiresAt }: Pairing, url: string | undefined) => ({
    id,
    code: parts.pairingCode(secret, url),
    expiresAt: expiresAt.toISOString(),
  })
  app.get('/workstations', see, async () => workstations.list().map((each) => toWorkstationView(each, workstations)))
  app.post('/workstations', { ...manage, schema: { body: addBody } }, async (request) => {
    const { name, enterprises, url, keyDays = null, accessEndsAt } = request.body
    requireOwnUrl(url, parts)
    const taxCodes = enterprises === 'all' ? enterprises : enterprises.map(parseTaxCode)
    const term = { keyDays, accessEndsAt: accessEndsAt === undefined ? null : new Date(accessEndsAt) }
    return toCode(await workstations.add(name, taxCodes, actorOf(request), term), url)
  })
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
    toWorkstationView(await workstations.revoke(request.params.name, actorOf(request)), workstations),
  )
}

/** A code for a name that the gateway does not answer to would fail at the workstation, where nobody knows why. */
function requireOwnUrl(url: string | undefined, { isOwnHost }: WorkstationRoutesParts): void {
  const host = url === undefined ? null : new URL(url).host
  if (host !== null && !isOwnHost(host)) throw new CongkyError('ERR_HOST_FORBIDDEN', { host })
}

function toWorkstationView(workstation: Workstation, { keys }: WorkstationStore) {
  const { id, name, enterprises, keyDays } = workstation
  const time = (value: Date | null) => value?.toISOString() ?? null
  const all = keys.allOf(id)
  const valid = all.filter((key) => keys.isValid(key.id))
  const lastUsed = all.flatMap(({ lastUsedAt }) => (lastUsedAt === null ? [] : [lastUsedAt.getTime()]))
  return {
    ...{ id, name, enterprises, keyDays },
    createdAt: time(workstation.createdAt),
    pairedAt: time(workstation.pairedAt),
    lastSeenAt: lastUsed.length === 0 ? null : new Date(Math.max(...lastUsed)).toISOString(),
    expiresAt: time(workstation.pairingExpiresAt),
    accessEndsAt: time(workstation.accessEndsAt),
    revokedAt: time(workstation.revokedAt),
    keys: valid.map((key) => ({
      createdAt: time(key.createdAt),
      expiresAt: time(key.expiresAt),
      renewAfter: time(key.renewAfter),
      retiresAt: time(key.retiresAt),
      lastUsedAt: time(key.lastUsedAt),
    })),
  }
}
