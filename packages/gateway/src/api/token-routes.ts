/** Tokens: looked at and for, unlocked and locked, tried, named. */
import { CongkyError, type TestSignatureView, type TokensView } from '@congky/shared'
import type { FastifyInstance } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { usesOf } from '../domain/certificate-use.ts'
import type { GatewayConfig } from '../domain/gateway-config.ts'
import type { TestSigner } from '../pipeline/test-signature.ts'
import { TokenLocks } from '../pipeline/token-locks.ts'
import type { TokenStatus, Tokens } from '../token/token.ts'
import { type ConfigEditingParts, editConfigFor } from './config-editing.ts'
import { actorOf } from './operator.ts'
import { toTokenView } from './status.ts'

export interface TokenRoutesParts extends ConfigEditingParts {
  readonly tokens: Tokens
  readonly testSigner: TestSigner
  /** In force now. */
  readonly config: () => GatewayConfig
}

const operate = { config: { right: 'operate' } } as const

/** Of test signatures from one address: enough to try every token of an office, too few to tire one. */
const TEST_RATE = { max: 30, timeWindow: 60_000 } as const

const nameParams = z.object({ name: z.string().max(200) })
export const unlockBody = z.object({ pin: z.string().min(1).max(256), confirmLowTries: z.boolean().default(false) })
const certificateBody = z.strictObject({ thumbprint: z.string().regex(/^[0-9a-f]{64}$/) })

export function tokenRoutes(instance: FastifyInstance, parts: TokenRoutesParts): void {
  const app = instance.withTypeProvider<ZodTypeProvider>()
  const { tokens, history } = parts
  const locks = new TokenLocks(tokens, history)

  app.get('/tokens', { config: { right: 'see-status' } }, async () => tokensView(parts))
  app.post('/tokens/rescan', operate, async () => {
    await tokens.rescan()
    return tokens.list().map(toTokenView)
  })
  const unlock = { config: { right: 'unlock' }, schema: { params: nameParams, body: unlockBody } } as const
  app.post('/tokens/:name/unlock', unlock, async (request) => {
    const { pin, confirmLowTries } = request.body
    const bytes = Buffer.from(pin, 'utf8')
    return toTokenView(await locks.unlock(request.params.name, bytes, confirmLowTries, actorOf(request)))
  })
  app.post('/tokens/:name/lock', { ...operate, schema: { params: nameParams } }, async (request) => {
    return toTokenView(await locks.lock(request.params.name, actorOf(request)))
  })
  testRoute(instance, parts)
  configurationRoutes(instance, parts)
}

function testRoute(instance: FastifyInstance, { testSigner }: TokenRoutesParts): void {
  const app = instance.withTypeProvider<ZodTypeProvider>()
  const schema = { params: nameParams, body: certificateBody }
  const options = { config: { right: 'operate', rateLimit: TEST_RATE }, schema } as const
  app.post('/tokens/:name/test-signature', options, async (request): Promise<TestSignatureView> => {
    const { name } = request.params
    const { certificate, ...result } = await testSigner.sign(name, request.body.thumbprint, actorOf(request))
    const { subject, serial, thumbprint } = certificate
    return { ...result, certificate: { subject, serial, thumbprint } }
  })
}

/** What the configuration says of a token. */
function configurationRoutes(instance: FastifyInstance, parts: TokenRoutesParts): void {
  const app = instance.withTypeProvider<ZodTypeProvider>()
  const configure = { config: { right: 'configure' } } as const
  const find = (name: string): TokenStatus => {
    const token = parts.tokens.list().find((candidate) => candidate.name === name)
    if (!token) throw new CongkyError('ERR_TOKEN_UNKNOWN', { token: name })
    return token
  }
  const nameSchema = { params: nameParams, body: z.strictObject({ name: z.string().trim().max(64) }) }
  app.post('/tokens/:name/rename', { ...configure, schema: nameSchema }, async (request) => {
    const { module, serial } = find(request.params.name)
    const { name } = request.body
    const isTaken = parts.tokens.list().some((token) => token.name === name)
    if (isTaken) throw new CongkyError('ERR_REQUEST_INVALID', { detail: NAME_TAKEN })
    return editConfigFor(request, parts, `name of token ${serial}`, [{ kind: 'name-token', module, serial, name }])
  })
  const defaultSchema = { params: nameParams, body: certificateBody }
  app.post('/tokens/:name/make-default', { ...configure, schema: defaultSchema }, async (request) => {
    const { thumbprint } = request.body
    const certificate = find(request.params.name).certificates.find((one) => one.thumbprint === thumbprint)
    if (!certificate) throw new CongkyError('ERR_NOT_FOUND')
    const edit = { kind: 'default-certificate', certificate: thumbprint, source: null } as const
    return editConfigFor(request, parts, `default certificate ${certificate.serial}`, [edit])
  })
}

const NAME_TAKEN = { en: 'a token has that name already', vi: 'đã có token mang tên này' }

function tokensView({ tokens, config, configDesk }: TokenRoutesParts): TokensView {
  const inForce = config()
  // Drivers list tokens in whatever order; people look for one where it was.
  const list = [...tokens.list()].sort((a, b) => a.name.localeCompare(b.name, 'vi'))
  const problems = new Map(tokens.moduleProblems().map(({ module, message }) => [module, message]))
  return {
    revision: configDesk.read().revision,
    tokens: list.map(toTokenView),
    modules: inForce.modules.map(({ name, path }) => ({ name, path, problem: problems.get(name) ?? null })),
    uses: usesOf(
      list.flatMap(({ certificates }) => certificates),
      inForce,
    ),
    pinEntry: inForce.console.pinEntry,
  }
}
