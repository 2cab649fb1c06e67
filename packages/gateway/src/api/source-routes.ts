/**
 * Databases with documents to sign: looked at, added, changed and removed in the configuration. Requests in hand
 * belong to the rows they came from, so what would part them from those has to be confirmed.
 */
import { type ConfigEditedView, CongkyError, type SourcesView } from '@congky/shared'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { fieldProblem } from '../config/check-source.ts'
import type { ConfigEdit, WrittenMap } from '../config/config-edit.ts'
import { changesOf } from '../config/source-change.ts'
import type { TableSourceConfig } from '../domain/gateway-config.ts'
import { type ConfigEditingParts, editConfigFor } from './config-editing.ts'
import { draftBody, passwordBody, resolveDraft, secretFor, secretsOfSettings, storedSecret } from './source-drafts.ts'
import { type SourceViewParts, toSourcesView, waitingBySource } from './source-views.ts'

export interface SourceRoutesParts extends ConfigEditingParts, SourceViewParts {}

const configure = { config: { right: 'configure' } } as const
const nameParams = z.object({ name: z.string().max(200) })
const changeBody = z.object({ source: draftBody, password: passwordBody, evenInUse: z.boolean().default(false) })
const createBody = z.object({ name: z.string().max(200), source: draftBody, password: passwordBody })
const removeQuery = z.object({ evenInUse: z.enum(['true', 'false']).default('false') })

export function sourceRoutes(instance: FastifyInstance, parts: SourceRoutesParts): void {
  const app = instance.withTypeProvider<ZodTypeProvider>()
  const { configDesk } = parts
  const seeConfig = { config: { right: 'see-config' } } as const
  app.get('/sources', seeConfig, async (): Promise<SourcesView> => toSourcesView(configDesk.read(), parts))

  app.post('/sources', { ...configure, schema: { body: createBody } }, async (request) => {
    const { name, source: draft, password } = request.body
    const { sources } = configDesk.read().config
    if (sources.some((source) => source.name === name)) throw nameTaken()
    const wanted = resolveDraft(configDesk, { name, draft, now: null })
    const usual = configDesk.checkSource({ name, dialect: wanted.dialect, connection: minimalOf(wanted) })
    const value = { ...changesOf(usual, wanted), dialect: wanted.dialect }
    const added = { ...value, connection: { ...minimalOf(wanted), ...value.connection } }
    return saveSource(request, parts, { name, value: added, password, now: null })
  })

  app.patch('/sources/:name', { ...configure, schema: { params: nameParams, body: changeBody } }, async (request) => {
    const { source: draft, password, evenInUse } = request.body
    const now = sourceNamed(parts, request.params.name)
    const wanted = resolveDraft(configDesk, { name: now.name, draft, now })
    if (password === undefined) storedSecret(wanted, now)
    if (placeOf(wanted) !== placeOf(now) && !evenInUse) refuseInUse(parts, now.name)
    return saveSource(request, parts, { name: now.name, value: changesOf(now, wanted), password, now })
  })

  const remove = { ...configure, schema: { params: nameParams, querystring: removeQuery } }
  app.delete('/sources/:name', remove, async (request) => {
    const { name, connection } = sourceNamed(parts, request.params.name)
    if (request.query.evenInUse !== 'true') refuseInUse(parts, name)
    const { config } = configDesk.read()
    const { sources, enterprises } = config
    const own = enterprises.filter(({ source }) => source === name)
    const edits: ConfigEdit[] = [
      { kind: 'source', name, value: null },
      { kind: 'remove-enterprises', enterprises: own.map(({ taxCode, source }) => ({ taxCode, source })) },
    ]
    const edited = await editConfigFor(request, parts, `source ${name} removed`, edits)
    const secret = connection.passwordSecret
    const isShared = sources.some((other) => other.name !== name && other.connection.passwordSecret === secret)
    if (secret !== null && !isShared && !secretsOfSettings(config).has(secret)) parts.secrets.remove(secret)
    return edited
  })
}

interface Saving {
  readonly name: string
  readonly value: WrittenMap
  readonly password: string | undefined
  readonly now: TableSourceConfig | null
}

/** Writes the source, and its password beside it where one was typed. */
function saveSource(
  request: FastifyRequest,
  parts: SourceRoutesParts,
  { name, value, password, now }: Saving,
): Promise<ConfigEditedView> {
  const { configDesk, secrets } = parts
  const what = `source ${name} ${now === null ? 'added' : 'changed'}`
  if (password === undefined) return editConfigFor(request, parts, what, [{ kind: 'source', name, value }])
  const secret = secretFor(name, now?.connection ?? null, configDesk, secrets)
  const connection = typeof value.connection === 'object' ? value.connection : {}
  const edited = { ...value, connection: { ...connection, passwordSecret: secret } }
  return editConfigFor(request, parts, what, [{ kind: 'source', name, value: edited }], () =>
    secrets.set(secret, password),
  )
}

/** @throws {CongkyError} ERR_SOURCE_UNKNOWN */
export function sourceNamed({ configDesk }: Pick<ConfigEditingParts, 'configDesk'>, name: string): TableSourceConfig {
  const found = configDesk.read().config.sources.find((source) => source.name === name)
  if (found === undefined) throw new CongkyError('ERR_SOURCE_UNKNOWN', { source: name })
  return found
}

/** Where its rows are and how they are read: outcomes go back to the same place or nowhere. */
function placeOf({ dialect, connection, table, columns, states }: TableSourceConfig): string {
  const { file, host, port, instance, database } = connection
  return JSON.stringify([dialect, file, host, port, instance, database, table, columns, states])
}

/** What a new source cannot do without; the rest is as usual unless it differs. */
function minimalOf({ dialect, connection: { file, host, instance, database, user } }: TableSourceConfig): WrittenMap {
  if (dialect === 'sqlite') return { file }
  return { host, ...(instance === null ? {} : { instance }), database, user }
}

/** @throws {CongkyError} ERR_SOURCE_IN_USE */
function refuseInUse(parts: SourceRoutesParts, source: string): void {
  const waiting = waitingBySource(parts).get(source)
  if (waiting === undefined) return
  const { received, held, undelivered } = waiting
  throw new CongkyError('ERR_SOURCE_IN_USE', { source, waiting: received + held, undelivered })
}

function nameTaken(): CongkyError {
  return fieldProblem('sources[0].name', {
    en: 'there is a database of that name already',
    vi: 'đã có cơ sở dữ liệu mang tên này',
  })
}
