/** Enterprises and the certificates that sign for them: looked at, searched, bound, one or thousands at a time. */
import { CongkyError, type EnterprisesEditedView } from '@congky/shared'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { parseCertificateReference } from '../domain/certificate-reference.ts'
import { parseCheckedTaxCode } from '../domain/checked-tax-code.ts'
import { EnterpriseDirectory } from '../domain/enterprise-directory.ts'
import type { GatewayConfig } from '../domain/gateway-config.ts'
import type { Tokens } from '../token/token.ts'
import { BoundCertificates } from './bound-certificates.ts'
import { type ConfigEditingParts, editConfigFor } from './config-editing.ts'
import {
  bindAll,
  type PlannedEdits,
  pick,
  removeAll,
  requireNewEnterprise,
  requireSource,
  setDefault,
} from './enterprise-edits.ts'
import { enterpriseListRoutes } from './enterprise-list-routes.ts'
import { toDefaultCertificates, toEnterprisePage } from './enterprise-page.ts'
import { sourceName, toWishes, wishesQuery } from './enterprise-wishes.ts'

export interface EnterpriseRoutesParts extends ConfigEditingParts {
  readonly tokens: Tokens
}

const see = { config: { right: 'see-config' } } as const
const configure = { config: { right: 'configure' } } as const

const PAGE_MAX = 500
/** Lines picked one by one; more are named by a search. */
const PICKED_MAX = 1000

const pageQuery = wishesQuery.extend({
  after: z.coerce.number().int().min(0).default(0),
  limit: z.coerce.number().int().min(1).max(PAGE_MAX).default(50),
})
const certificate = z.string().max(200).nullable()
const name = z.string().trim().min(1).max(300)
const addBody = z.object({ taxCode: z.string().max(40), name, certificate, source: sourceName.nullable() })
const keyParams = z.object({ taxCode: z.string().max(40) })
const keyQuery = z.object({ source: sourceName.optional() })
const changeBody = z.object({ name: name.optional(), certificate: certificate.optional() })
const bulkBody = z.object({
  change: z.union([z.object({ certificate }), z.object({ remove: z.literal(true) })]),
  of: z.union([
    z.object({
      picked: z.array(z.object({ taxCode: z.string().max(40), source: sourceName.nullable() })).max(PICKED_MAX),
    }),
    z.object({ found: wishesQuery }),
  ]),
})
const defaultBody = z.object({ certificate, source: sourceName.nullable(), forAll: z.boolean().default(false) })

export function enterpriseRoutes(instance: FastifyInstance, parts: EnterpriseRoutesParts): void {
  const app = instance.withTypeProvider<ZodTypeProvider>()
  const certificates = () => new BoundCertificates(parts.tokens.list())
  const directory = directoryOf()
  const edit = async (
    request: FastifyRequest,
    what: string,
    { edits, changed }: PlannedEdits,
  ): Promise<EnterprisesEditedView> => ({ ...(await editConfigFor(request, parts, what, edits)), changed })

  app.get('/enterprises', { ...see, schema: { querystring: pageQuery } }, async ({ query }) => {
    const written = parts.configDesk.read()
    return toEnterprisePage(written, directory(written.config), certificates(), {
      ...toWishes(query),
      ...pageOf(query),
    })
  })
  app.post('/enterprises', { ...configure, schema: { body: addBody } }, async (request) => {
    const { body } = request
    const { config } = parts.configDesk.read()
    const entry = {
      ...body,
      taxCode: parseCheckedTaxCode(body.taxCode),
      certificate: readCertificate(body.certificate),
    }
    requireSource(config, entry.source)
    requireNewEnterprise(config, entry)
    const what = `enterprise ${entry.taxCode} added, certificate ${entry.certificate ?? 'default'}`
    return edit(request, what, { edits: [{ kind: 'set-enterprises', enterprises: [entry] }], changed: 1 })
  })
  const byKey = { params: keyParams, querystring: keyQuery }
  app.patch('/enterprises/:taxCode', { ...configure, schema: { ...byKey, body: changeBody } }, async (request) => {
    const { name, certificate } = request.body
    const key = keyOf(request)
    pick(parts.configDesk.read().config, [key])
    const bound = certificate === undefined ? undefined : readCertificate(certificate)
    const what = `enterprise ${key.taxCode}${bound === undefined ? '' : `, certificate ${bound ?? 'default'}`}`
    const enterprises = [{ ...key, name, certificate: bound }]
    return edit(request, what, { edits: [{ kind: 'set-enterprises', enterprises }], changed: 1 })
  })
  app.delete('/enterprises/:taxCode', { ...configure, schema: byKey }, async (request) => {
    const entries = pick(parts.configDesk.read().config, [keyOf(request)])
    return edit(request, `enterprise ${entries[0]?.taxCode} removed`, removeAll(entries))
  })
  app.post('/enterprises/bulk', { ...configure, schema: { body: bulkBody } }, async (request) => {
    const { change, of } = request.body
    const { config } = parts.configDesk.read()
    const entries =
      'picked' in of
        ? pick(
            config,
            of.picked.map((key) => ({ ...key, taxCode: parseCheckedTaxCode(key.taxCode) })),
          )
        : directory(config)
            .find(toWishes(of.found))
            .found.map(({ entry }) => entry)
    if ('remove' in change) return edit(request, `${entries.length} enterprises removed`, removeAll(entries))
    const reference = readCertificate(change.certificate)
    const planned = bindAll(entries, reference)
    return edit(request, `certificate of ${planned.changed} enterprises ${reference ?? 'default'}`, planned)
  })

  app.get('/default-certificates', see, async () => toDefaultCertificates(parts.configDesk.read(), certificates()))
  app.put('/default-certificates', { ...configure, schema: { body: defaultBody } }, async (request) => {
    const { source, forAll } = request.body
    const { config } = parts.configDesk.read()
    requireSource(config, source)
    const reference = readCertificate(request.body.certificate)
    const planned = setDefault(config, { certificate: reference, source, forAll })
    const whose = source === null ? '' : ` of ${source}`
    const freed = planned.changed === 0 ? '' : `; own certificates of ${planned.changed} enterprises taken away`
    return edit(request, `default certificate${whose} is ${reference ?? 'none'}${freed}`, planned)
  })
  enterpriseListRoutes(instance, { ...parts, certificates, directory })
}

/** The directory of the newest configuration that was asked for. */
function directoryOf(): (config: GatewayConfig) => EnterpriseDirectory {
  let known: { readonly config: GatewayConfig; readonly directory: EnterpriseDirectory } | null = null
  return (config) => {
    if (known?.config !== config) known = { config, directory: new EnterpriseDirectory(config, known?.directory) }
    return known.directory
  }
}

const pageOf = ({ after, limit }: z.output<typeof pageQuery>) => ({ after, limit })

function keyOf({ params, query }: { params: z.output<typeof keyParams>; query: z.output<typeof keyQuery> }) {
  return { taxCode: parseCheckedTaxCode(params.taxCode), source: query.source ?? null }
}

/** @throws {CongkyError} ERR_REQUEST_INVALID */
function readCertificate(written: string | null): string | null {
  const reference = written === null ? null : parseCertificateReference(written)
  if (written === null || reference !== null) return reference
  const detail = {
    en: `“${written}” is neither a serial number in hex nor a SHA-256 thumbprint`,
    vi: `“${written}” không phải số sê-ri dạng hex hay thumbprint SHA-256`,
  }
  throw new CongkyError('ERR_REQUEST_INVALID', { detail })
}
