/**
 * What a person tries before a database becomes a source: nothing is saved, and a typed password is used once. Only
 * who may configure may reach out from here, one thing at a time, and what was reached is in the history.
 */
import type { SourceTestView, TableColumnView, TableListView, TableMadeView, TablePreviewView } from '@congky/shared'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import { z } from 'zod'
import type { ConfigDesk } from '../config/config-desk.ts'
import type { SecretStore } from '../config/secrets.ts'
import type { TableSourceConfig } from '../domain/gateway-config.ts'
import type { HistoryWriter } from '../store/history.ts'
import { CheckDesk } from './check-desk.ts'
import { actorOf } from './operator.ts'
import { draftBody, passwordBody, resolveDraft, storedSecret } from './source-drafts.ts'
import { sourceNamed } from './source-routes.ts'

/** What can be done with a database that is no source yet. Each closes what it opened. */
export interface SourceChecker {
  test(source: TableSourceConfig, password: string | null): Promise<SourceTestView>
  tables(source: TableSourceConfig, password: string | null): Promise<TableListView>
  columns(source: TableSourceConfig, password: string | null): Promise<readonly TableColumnView[]>
  preview(source: TableSourceConfig, password: string | null): Promise<TablePreviewView>
  initTable(source: TableSourceConfig, password: string | null): Promise<TableMadeView>
}

export interface SourceCheckParts {
  readonly configDesk: ConfigDesk
  readonly secrets: SecretStore
  readonly history: HistoryWriter
  readonly sourceChecker: SourceChecker
}

/** A person waits for it. */
const CONNECT_MS_MAX = 10_000
const DRAFT_NAME = 'moi'

const checkBody = z.object({ name: z.string().max(200).optional(), source: draftBody, password: passwordBody })

export function sourceCheckRoutes(instance: FastifyInstance, parts: SourceCheckParts): void {
  const app = instance.withTypeProvider<ZodTypeProvider>()
  const { configDesk, secrets, history, sourceChecker } = parts
  const desk = new CheckDesk()
  const options = { config: { right: 'configure' }, schema: { body: checkBody } } as const

  const reachOut = async <T>(
    request: FastifyRequest<{ Body: z.infer<typeof checkBody> }>,
    reply: FastifyReply,
    work: (source: TableSourceConfig, password: string | null) => Promise<T>,
  ): Promise<T> => {
    const { name, source: draft, password } = request.body
    const now = name === undefined ? null : sourceNamed(parts, name)
    const wanted = resolveDraft(configDesk, { name: name ?? DRAFT_NAME, draft, now })
    const secret = password === undefined ? storedSecret(wanted, now) : null
    const { name: requester, origin } = actorOf(request)
    await history.append({ kind: 'gateway', requester, origin, note: `database tried: ${addressOf(wanted)}` })
    const connectTimeoutMs = Math.min(wanted.connection.connectTimeoutMs, CONNECT_MS_MAX)
    const source = { ...wanted, connection: { ...wanted.connection, connectTimeoutMs } }
    const used = password ?? (secret === null ? null : secrets.get(secret))
    return desk.run(requester, leftSignal(reply), () => work(source, used))
  }

  app.post('/sources/test', options, (request, reply) => reachOut(request, reply, sourceChecker.test))
  app.post('/sources/tables', options, (request, reply) => reachOut(request, reply, sourceChecker.tables))
  app.post('/sources/columns', options, (request, reply) => reachOut(request, reply, sourceChecker.columns))
  app.post('/sources/preview', options, (request, reply) => reachOut(request, reply, sourceChecker.preview))
  app.post('/sources/init-table', options, (request, reply) => reachOut(request, reply, sourceChecker.initTable))
}

/** Aborts when the caller goes away before the answer. */
function leftSignal({ raw }: FastifyReply): AbortSignal {
  const left = new AbortController()
  raw.once('close', () => left.abort())
  return left.signal
}

/** Where was reached out to, for the history. */
function addressOf({ dialect, connection: { file, host, port, instance, database } }: TableSourceConfig): string {
  if (file !== null) return file
  const place = instance === null ? `${host}${port === null ? '' : `:${port}`}` : `${host}\\${instance}`
  return `${dialect} ${place}/${database}`
}
