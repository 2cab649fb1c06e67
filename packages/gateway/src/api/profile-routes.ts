/** Signature profiles, under `/admin/profiles`: those that come with the gateway, to look at, and one's own. */
import { CongkyError, type ProfileOptions, type ProfilesView, type ProfileView } from '@congky/shared'
import type { FastifyInstance } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import { z } from 'zod'
import type { WrittenMap, WrittenValue } from '../config/config-edit.ts'
import type { GatewayConfig } from '../domain/gateway-config.ts'
import { type ConfigEditingParts, editConfigFor } from './config-editing.ts'

export interface ProfileRoutesParts extends ConfigEditingParts {
  /** Those that come with the gateway. */
  readonly builtInProfiles: Readonly<Record<string, ProfileOptions>>
  /** Those that the running gateway signs with, built-in ones left out. */
  readonly profilesInForce: () => GatewayConfig['profiles']
  /** Profiles of the requests in hand, one for each request. */
  readonly openProfiles: () => readonly string[]
}

/**
 * A profile as a form sends it. Which keys a kind of profile has, and what they may say, is a matter of the schema of
 * the file, which sees them next.
 */
const key = z.string().regex(/^[a-zA-Z]{1,40}$/)
const value = z.union([z.string().max(300), z.boolean(), z.null(), z.array(z.string().max(300)).max(10)])
const group = z.record(key, value)
const layout = z.record(key, z.union([value, group]))
const options = z.record(key, z.union([value, group, z.array(layout).max(20)]))
type Options = z.infer<typeof options>

const nameParams = z.object({ name: z.string().max(64) })
const see = { config: { right: 'see-config' } } as const
const configure = { config: { right: 'configure' } } as const

export function profileRoutes(instance: FastifyInstance, parts: ProfileRoutesParts): void {
  const app = instance.withTypeProvider<ZodTypeProvider>()
  app.get('/profiles', see, async () => viewOf(parts))
  app.put('/profiles/:name', { ...configure, schema: { params: nameParams, body: options } }, async (request) => {
    const { name } = request.params
    const now = parts.configDesk.read().config.profiles[name]
    await editConfigFor(request, parts, `profile ${name}`, [
      { kind: 'set', path: ['profiles', name], value: toWritten(request.body, now ?? {}) },
    ])
    return viewOf(parts)
  })
  app.delete('/profiles/:name', { ...configure, schema: { params: nameParams } }, async (request) => {
    const { name } = request.params
    const profile = viewOf(parts).profiles.find((one) => one.name === name)
    if (!profile || profile.builtIn) throw new CongkyError('ERR_NOT_FOUND')
    requireUnused(profile)
    await editConfigFor(request, parts, `profile ${name} removed`, [
      { kind: 'set', path: ['profiles', name], value: null },
    ])
    return viewOf(parts)
  })
}

function viewOf(parts: ProfileRoutesParts): ProfilesView {
  const { revision, config } = parts.configDesk.read()
  const inForce = parts.profilesInForce()
  const open = parts.openProfiles()
  const describe = (name: string, profile: ProfileOptions, builtIn: boolean): ProfileView => ({
    ...{ name, builtIn, options: profile },
    isDefault: config.defaultProfile === name,
    usedBy: config.sources.filter(({ defaultProfile }) => defaultProfile === name).map((source) => source.name),
    openRequests: open.filter((one) => one === name).length,
    inForce: builtIn || JSON.stringify(inForce[name]) === JSON.stringify(profile),
  })
  return {
    revision,
    profiles: [
      ...Object.entries(parts.builtInProfiles).map(([name, one]) => describe(name, one, true)),
      ...Object.entries(config.profiles).map(([name, one]) => describe(name, one, false)),
    ],
  }
}

/** A request that names a profile which is gone is refused, so nothing may still wait with it. */
function requireUnused({ name, isDefault, usedBy, openRequests }: ProfileView): void {
  if (!isDefault && usedBy.length === 0 && openRequests === 0) return
  const list = usedBy.join(', ')
  const en = [
    ...(isDefault ? ['it is the default profile'] : []),
    ...(list === '' ? [] : [`databases use it: ${list}`]),
    ...(openRequests === 0 ? [] : [`${openRequests} requests wait with it`]),
  ]
  const vi = [
    ...(isDefault ? ['đang là mẫu ký mặc định'] : []),
    ...(list === '' ? [] : [`cơ sở dữ liệu đang dùng: ${list}`]),
    ...(openRequests === 0 ? [] : [`${openRequests} yêu cầu đang chờ ký theo mẫu này`]),
  ]
  throw new CongkyError('ERR_PROFILE_IN_USE', { profile: name, detail: { en: en.join('; '), vi: vi.join('; ') } })
}

/** What the file says of an XML signature by default. A key that says the same is left out of it. */
const XML_DEFAULTS: Options = {
  kind: 'xmldsig',
  idAttribute: 'Id',
  digest: 'sha256',
  canonicalization: 'c14n',
  signingTime: 'none',
  existing: 'reject',
  xades: 'none',
}

/** @param now What there is: a key of it that is not wanted any more goes. */
function toWritten(wanted: Options, now: object): WrittenMap {
  const isXml = (wanted.kind ?? 'xmldsig') === 'xmldsig'
  const isDefault = (key: string, value: Options[string]) =>
    isXml && (value === false || value === XML_DEFAULTS[key] || (Array.isArray(value) && value.length === 0))
  const entries = Object.entries(wanted).map(([key, value]): [string, WrittenValue] => {
    if (isDefault(key, value)) return [key, null]
    return [key, isMap(value) ? { ...nothingOf(fieldOf(now, key)), ...value } : value]
  })
  return { ...nothingOf(now), ...Object.fromEntries(entries) }
}

function isMap(value: unknown): value is Readonly<Record<string, WrittenValue>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function fieldOf(map: object, key: string): unknown {
  return Object.entries(map).find(([each]) => each === key)?.[1]
}

/** A map is merged into the one in the file: keys that are to go are named. */
function nothingOf(map: unknown): WrittenMap {
  return isMap(map) ? Object.fromEntries(Object.keys(map).map((key) => [key, null])) : {}
}
