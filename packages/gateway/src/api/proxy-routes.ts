/** The way to the outside: directly, as the system says, or through a proxy; and trying it before it is saved. */
import { type CongkyError, type ConnectionTestView, type ProxyView, toCongkyError } from '@congky/shared'
import type { FastifyInstance } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import { z } from 'zod'
import type { SecretStore } from '../config/secrets.ts'
import { toConnectionProblem } from '../domain/connection-problem.ts'
import type { ProxyConfig } from '../domain/outgoing-config.ts'
import { type ConfigEditingParts, editConfigFor } from './config-editing.ts'
import { actorOf } from './operator.ts'
import { fieldProblem, refuseGiven, requireRetyped, type SettingsSecrets, storeSecret } from './settings-secrets.ts'

/** What is saved, or a draft with the password that goes with it. */
export interface ProxyDraft {
  readonly config: ProxyConfig
  readonly password: string | null
}

export interface ProxyRoutesParts extends ConfigEditingParts {
  readonly secrets: SecretStore
  readonly outgoing: {
    /** `host:port` that the system names for https. */
    systemProxy(): string | null
    /** Calls an address the given way; any answer is a success. @throws {CongkyError} */
    probe(url: URL, draft: ProxyDraft): Promise<{ readonly status: number; readonly via: string | null }>
  }
}

const PROXY_SECRET = 'proxy-password'
/** Who does not say what to reach tries the site that declarations go to. */
const DEFAULT_URL = 'https://www.customs.gov.vn/'

const proxyBody = z.strictObject({
  mode: z.enum(['direct', 'system', 'manual']),
  host: z.string().trim().max(253).nullable(),
  port: z.number().int().min(1).max(65_535).nullable(),
  user: z.string().trim().max(300).nullable(),
  noProxy: z.array(z.string().trim().min(1).max(253)).max(100),
  /** Left out: kept; null: removed. */
  password: z.string().min(1).max(1024).nullable().optional(),
})
type Draft = z.infer<typeof proxyBody>

const testBody = z.strictObject({
  url: z
    .string()
    .max(2000)
    .refine((value) => /^https?:\/\//i.test(value) && URL.canParse(value))
    .default(DEFAULT_URL),
  proxy: proxyBody.optional(),
})

export function proxyRoutes(instance: FastifyInstance, parts: ProxyRoutesParts): void {
  const app = instance.withTypeProvider<ZodTypeProvider>()
  const { secrets, outgoing, history } = parts
  const configure = { config: { right: 'configure' } } as const
  const view = (): ProxyView => {
    const { revision, config } = parts.configDesk.read()
    const { passwordSecret, ...proxy } = config.proxy
    const hasPassword = passwordSecret !== null && secrets.whereIs(passwordSecret) !== null
    return { revision, ...proxy, hasPassword, systemProxy: outgoing.systemProxy() }
  }

  app.get('/proxy', { config: { right: 'see-config' } }, async () => view())
  app.put('/proxy', { ...configure, schema: { body: proxyBody } }, async (request) => {
    const saved = parts.configDesk.read().config.proxy
    const draft = request.body
    checkPassword(draft, saved, secrets)
    const name = saved.passwordSecret ?? PROXY_SECRET
    const { password: typed, ...written } = draft
    // What is switched off may name another server, and once switched on would send it the password.
    const password = typed === undefined && !isSameServer(draft, saved) ? null : typed
    const isKept = password === undefined ? saved.passwordSecret !== null : password !== null
    const passwordSecret = isKept && draft.user !== null ? name : null
    const edit = { kind: 'set', path: ['proxy'], value: { ...written, passwordSecret } } as const
    await editConfigFor(request, parts, 'proxy', [edit])
    storeSecret(name, draft.user === null ? null : password, secrets)
    return view()
  })
  app.post('/proxy/test', { ...configure, schema: { body: testBody } }, async (request) => {
    const url = new URL(request.body.url)
    const draft = toDraft(request.body.proxy, parts.configDesk.read().config.proxy, secrets)
    const result = await tryOut(() => outgoing.probe(url, draft))
    const { name: requester, origin } = actorOf(request)
    const note = `connection with ${url.host} tried: ${result.problem?.code ?? 'reached'}`
    await history.append({ kind: 'gateway', requester, origin, note })
    return result
  })
}

/** @throws {CongkyError} ERR_REQUEST_INVALID, ERR_CONFIG_INVALID */
function checkPassword(draft: Draft, saved: ProxyConfig, secrets: SettingsSecrets): void {
  if (draft.password !== undefined) {
    refuseGiven(saved.passwordSecret ?? PROXY_SECRET, secrets)
    return
  }
  if (saved.passwordSecret === null || draft.user === null || draft.mode !== 'manual') return
  if (!isSameServer(draft, saved)) requireRetyped('proxy.password', saved.passwordSecret, secrets)
}

function isSameServer({ host, port, user }: Draft, saved: ProxyConfig): boolean {
  return (host?.toLowerCase() ?? null) === saved.host && port === saved.port && user === saved.user
}

/** @throws {CongkyError} ERR_CONFIG_INVALID, ERR_SECRET_MISSING, ERR_SECRET_STORE */
function toDraft(draft: Draft | undefined, saved: ProxyConfig, secrets: SettingsSecrets): ProxyDraft {
  if (draft?.mode === 'manual' && (!draft.host || draft.port === null)) throw incomplete(draft)
  const isSaved = draft === undefined || (draft.password === undefined && draft.user !== null)
  if (draft !== undefined && isSaved) checkPassword(draft, saved, secrets)
  const { password, ...written } = draft ?? { ...saved, password: undefined }
  const usesSaved = isSaved && written.mode === 'manual' && saved.passwordSecret !== null
  const secret = usesSaved && saved.passwordSecret !== null ? secrets.get(saved.passwordSecret) : null
  return { config: { ...written, passwordSecret: null }, password: password ?? secret }
}

function incomplete({ host }: Draft): CongkyError {
  const text = { en: 'is missing', vi: 'còn thiếu' }
  return fieldProblem(host ? 'proxy.port' : 'proxy.host', text)
}

async function tryOut(
  probe: () => Promise<{ readonly status: number; readonly via: string | null }>,
): Promise<ConnectionTestView> {
  const startedAt = performance.now()
  const spent = () => Math.round(performance.now() - startedAt)
  try {
    const { status, via } = await probe()
    return { ok: true, via, status, ms: spent(), problem: null }
  } catch (error) {
    return { ok: false, via: null, status: null, ms: spent(), problem: toConnectionProblem(toCongkyError(error)) }
  }
}
