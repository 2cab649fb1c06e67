/** Lists of enterprises for spreadsheets: taken in after a look at what they would change, and given out. */
import { Readable } from 'node:stream'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { CongkyError, type EnterpriseListReport, type EnterpriseListTakenView } from '@congky/shared'
import type { FastifyInstance } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { runListWorker } from '../config/run-list-worker.ts'
import { CSV_START, csvLine, decodeCsv } from '../domain/csv.ts'
import type { EnterpriseDirectory } from '../domain/enterprise-directory.ts'
import type { EnterpriseConfig, GatewayConfig } from '../domain/gateway-config.ts'
import type { BoundCertificates } from './bound-certificates.ts'
import { type ConfigEditingParts, editConfigFor, revisionOf } from './config-editing.ts'
import { toWishes, wishesQuery } from './enterprise-wishes.ts'

export interface EnterpriseListParts extends ConfigEditingParts {
  readonly certificates: () => BoundCertificates
  readonly directory: (config: GatewayConfig) => EnterpriseDirectory
}

/** Twenty thousand lines with long names in UTF-16 fit. */
const LIST_BYTES_MAX = 8 * 1024 * 1024
const LINES_A_TURN = 500
const TITLES = ['Mã số thuế', 'Tên doanh nghiệp', 'Chữ ký số', 'Nguồn']

const importQuery = z.object({
  /** Only tells what would change. */
  dryRun: z.enum(['true', 'false']).default('false'),
  /** Whether bad lines stop all others, or are left out. */
  take: z.enum(['all', 'good']).default('all'),
})

export function enterpriseListRoutes(instance: FastifyInstance, parts: EnterpriseListParts): void {
  instance.register(async (scope) => {
    scope.removeAllContentTypeParsers()
    scope.addContentTypeParser('text/csv', { parseAs: 'buffer' }, (_request, body, done) => done(null, body))
    importRoute(scope, parts)
  })
  const app = instance.withTypeProvider<ZodTypeProvider>()
  const see = { config: { right: 'see-config' }, schema: { querystring: wishesQuery } } as const
  app.get('/enterprises/export', see, async ({ query }, reply) => {
    const { found } = parts.directory(parts.configDesk.read().config).find(toWishes(query))
    reply.header('Content-Disposition', 'attachment; filename="doanh-nghiep.csv"')
    return reply.type('text/csv; charset=utf-8').send(Readable.from(csvOf(found.map(({ entry }) => entry))))
  })
}

function importRoute(scope: FastifyInstance, { configDesk, history, certificates }: EnterpriseListParts): void {
  const route = {
    config: { right: 'configure' },
    bodyLimit: LIST_BYTES_MAX,
    schema: { querystring: importQuery },
  } as const
  const app = scope.withTypeProvider<ZodTypeProvider>()
  app.post('/enterprises/import', route, async (request): Promise<EnterpriseListReport | EnterpriseListTakenView> => {
    const { dryRun, take } = request.query
    const { revision, config } = configDesk.read()
    const { edits, report } = await runListWorker({
      text: decodeCsv(request.body instanceof Uint8Array ? request.body : new Uint8Array()),
      sources: config.sources.map(({ name }) => name),
      ground: {
        enterprises: config.enterprises,
        policy: config.taxCodePolicy,
        certificates: certificates().taxCodes,
      },
    })
    if (dryRun === 'true') return { revision, ...report }
    const { bad, added, changed } = report.counts
    if (take === 'all' && bad > 0) throw new CongkyError('ERR_LIST_BAD_LINES', { count: bad })
    // Without a change the file stays as it is, but a stale look at it is told all the same.
    if (revisionOf(request) !== revision) throw new CongkyError('ERR_CONFIG_CHANGED', { file: 'congky.yaml' })
    const what = `list of enterprises, ${added} added, ${changed} changed`
    const edited = await editConfigFor(request, { configDesk, history }, what, [
      { kind: 'set-enterprises', enterprises: edits },
    ])
    return { ...edited, counts: report.counts }
  })
}

/** In turns, so that thousands of lines hold nobody up. */
async function* csvOf(entries: readonly EnterpriseConfig[]): AsyncGenerator<string> {
  yield `${CSV_START}${csvLine(TITLES)}\r\n`
  for (let at = 0; at < entries.length; at += LINES_A_TURN) {
    const lines = entries
      .slice(at, at + LINES_A_TURN)
      .map(({ taxCode, name, certificate, source }) => csvLine([taxCode, name, certificate ?? '', source ?? '']))
    yield `${lines.join('\r\n')}\r\n`
    await nextTurn()
  }
}
