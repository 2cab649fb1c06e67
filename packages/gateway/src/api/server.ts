/**
 * The gateway's HTTP server: the network side with TLS for workstations and people's browsers, and the local
 * side, a socket in the state folder, for this host's admin. They share the administration routes; what lets a
 * call in differs (operator.ts).
 */
import { chmodSync, existsSync, rmSync } from 'node:fs'
import { API_BASE, CongkyError, type GatewayStatus, SUBPROTOCOL } from '@congky/shared'
import helmet from '@fastify/helmet'
import rateLimit from '@fastify/rate-limit'
import swagger from '@fastify/swagger'
import websocket from '@fastify/websocket'
import Fastify, { type FastifyInstance } from 'fastify'
import { jsonSchemaTransform, serializerCompiler, validatorCompiler } from 'fastify-type-provider-zod'
import type { Limits } from '../domain/gateway-config.ts'
import type { Log } from '../domain/log.ts'
import { exchangeMessageRoutes } from '../exchange/sending/message-routes.ts'
import type { SignatureEngine } from '../signature/profile.ts'
import { CallLimits } from '../sources/call-limits.ts'
import { signRoutes } from '../sources/http/sign-routes.ts'
import type { RequestDesk } from '../sources/request-desk.ts'
import type { GuessStore } from '../store/guesses.ts'
import type { WorkstationStore } from '../store/workstations.ts'
import { callerOf, requireAccessKey } from './access.ts'
import { accessKeyRoutes } from './access-key-routes.ts'
import { type AdminParts, adminRoutes } from './admin-routes.ts'
import { trustedProxies } from './arrival.ts'
import { type AuthParts, authRoutes } from './auth-routes.ts'
import { browserGuard } from './browser-guard.ts'
import { healthRoutes } from './health.ts'
import type { LiveHub } from './live-hub.ts'
import { liveRoute } from './live-route.ts'
import { type MetricsParts, metricsRoute } from './metrics.ts'
import type { OpenConnections } from './open-connections.ts'
import { admitHost, admitSessions, requireRights, requireRightsNamed } from './operator.ts'
import type { OwnHosts } from './own-hosts.ts'
import { pageRoutes } from './page-routes.ts'
import { errorHandler, sendProblem } from './problem.ts'
import { pairRoute } from './public-routes.ts'
import { closeRefusedUpgrades } from './refused-upgrade.ts'
import { refuseChangesWhile } from './restore-gate.ts'
import { type SetupParts, setupRoutes } from './setup-routes.ts'
import { verifyRoute } from './verify-route.ts'
import { websocketRoute } from './websocket-route.ts'

export interface NetworkServerParts {
  /** null serves plain HTTP, which the configuration allows on loopback only. */
  readonly tls: { readonly certPem: string; readonly keyPem: string } | null
  readonly version: string
  readonly documentBytesMax: number
  /** As configured now: these follow an edit of the configuration at once. */
  readonly limits: () => Limits
  readonly desk: RequestDesk
  readonly engine: SignatureEngine
  readonly workstations: WorkstationStore
  readonly connections: OpenConnections
  readonly guesses: GuessStore
  readonly hosts: OwnHosts
  readonly auth: AuthParts
  /** Folder of the console's built pages, which are public; null serves none. */
  readonly pages: URL | null
  /** What other rooms answer on this server, outside the API. */
  readonly services: readonly ((scope: FastifyInstance) => Promise<void>)[]
  readonly admin: AdminParts
  /** What people's pages are told while they look. */
  readonly live: LiveHub
  readonly setup: SetupParts
  readonly status: () => GatewayStatus
  /** For the metrics. */
  readonly jobs: Omit<MetricsParts, 'status'>
  readonly log: Log
}

/** How long a client may take to send headers and body, in milliseconds. */
const REQUEST_TIMEOUT_MS = 120_000
/** After so long without a byte in either direction nobody is there; longer than any call may wait. */
const SILENCE_MS = 90_000
/** How long a client may take to send headers, or to begin with them. */
const HEADERS_TIMEOUT_MS = 20_000

export async function buildNetworkServer(parts: NetworkServerParts): Promise<FastifyInstance> {
  const options = {
    bodyLimit: 65_536,
    requestTimeout: REQUEST_TIMEOUT_MS,
    connectionTimeout: SILENCE_MS,
    http: { headersTimeout: HEADERS_TIMEOUT_MS },
    forceCloseConnections: true,
    routerOptions: { maxParamLength: 200 },
    trustProxy: trustedProxies(parts.auth.console),
  } as const
  const app: FastifyInstance = parts.tls
    ? (Fastify({
        ...options,
        https: { cert: parts.tls.certPem, key: parts.tls.keyPem, minVersion: 'TLSv1.2' },
      }) as unknown as FastifyInstance)
    : Fastify(options)
  prepare(app, parts.log)
  closeRefusedUpgrades(app)
  await app.register(helmet, {
    contentSecurityPolicy: false, // browser-guard.ts has one for pages and one for all else
    strictTransportSecurity: false, // and it knows whose connection is encrypted
    frameguard: { action: 'deny' },
    referrerPolicy: { policy: 'no-referrer' },
  })
  const { hosts, auth } = parts
  app.addHook('onRequest', browserGuard({ hosts, console: auth.console }))
  await app.register(rateLimit, { global: false })
  await app.register(swagger, {
    openapi: {
      info: { title: 'congky', version: parts.version, description: 'Signing gateway' },
      components: { securitySchemes: { accessKey: { type: 'http', scheme: 'bearer' } } },
      security: [{ accessKey: [] }],
    },
    transform: describeForWorkstations,
  })
  await app.register(websocket, {
    options: {
      maxPayload: parts.documentBytesMax * 2 + 65_536,
      perMessageDeflate: false,
      // A client that names another protocol version only is told so by getting none.
      handleProtocols: (offered: Set<string>) => (offered.has(SUBPROTOCOL) ? SUBPROTOCOL : false),
    },
    // A frame that breaks the protocol or a limit: the close frame with the reason is on its way, and would be lost
    // with a connection that is torn down (what the plugin does by itself).
    errorHandler: (error, socket) => {
      if (!('code' in error && String(error.code).startsWith('WS_ERR_'))) socket.terminate()
    },
  })
  await app.register((scope) => apiRoutes(scope, parts), { prefix: API_BASE })
  for (const service of parts.services) await app.register(service)
  if (parts.pages !== null) pageRoutes(app, parts.pages)
  return app
}

/** The description is for programs of workstations; what people do in their browsers is not in it. */
const describeForWorkstations: typeof jsonSchemaTransform = (route) => {
  const isForPeople = ['auth', 'admin'].some((part) => route.url.startsWith(`${API_BASE}/${part}/`))
  return jsonSchemaTransform(isForPeople ? { ...route, schema: { ...route.schema, hide: true } } : route)
}

async function apiRoutes(app: FastifyInstance, parts: NetworkServerParts): Promise<void> {
  const { desk, engine, documentBytesMax, workstations, connections, log } = parts
  const limits = new CallLimits(parts.limits)
  const keyDays = () => parts.limits().accessKeyDays
  refuseChangesWhile(app, parts.admin.refusal)
  healthRoutes(app, parts.status)
  metricsRoute(app, { ...parts.jobs, status: parts.status })
  app.get('/openapi.json', { schema: { hide: true } }, async () => app.swagger())
  await app.register((scope) => setupRoutes(scope, parts.setup))
  pairRoute(app, { workstations, guesses: parts.guesses, keyDays })
  await app.register((scope) => authRoutes(scope, parts.auth), { prefix: '/auth' })
  await app.register(async (scope) => networkAdminRoutes(scope, parts), { prefix: '/admin' })
  await app.register(async (protectedApp) => {
    protectedApp.addHook('onRequest', requireAccessKey({ workstations, limits, log }))
    await protectedApp.register((scope) => signRoutes(scope, { desk, caller: callerOf, documentBytesMax, log }))
    await protectedApp.register((scope) => verifyRoute(scope, { engine, documentBytesMax }))
    const { exchange } = parts.admin
    if (exchange)
      await protectedApp.register((scope) => exchangeMessageRoutes(scope, { ...exchange, caller: callerOf }))
    accessKeyRoutes(protectedApp, { workstations, keyDays })
    websocketRoute(protectedApp, { desk, workstations, connections, limits, log })
  })
}

function networkAdminRoutes(scope: FastifyInstance, { auth, admin, live }: NetworkServerParts): void {
  requireRightsNamed(scope)
  admitSessions(scope, auth)
  requireRights(scope, auth)
  adminRoutes(scope, admin)
  liveRoute(scope, { hub: live, sessions: auth.sessions })
}

/** The admin's side; whoever may open the socket is this host's admin. */
export async function buildLocalServer(parts: AdminParts): Promise<FastifyInstance> {
  const app = Fastify({ forceCloseConnections: true })
  prepare(app, parts.log)
  const routes = async (scope: FastifyInstance) => {
    requireRightsNamed(scope)
    admitHost(scope)
    adminRoutes(scope, parts)
  }
  await app.register(routes, { prefix: `${API_BASE}/admin` })
  return app
}

/** Listens on a socket file only its owner can open, or a named pipe on Windows. */
export async function listenLocally(app: FastifyInstance, path: string): Promise<void> {
  // The state folder is ours alone by its lock: a socket file that is there was left by a crash.
  if (process.platform !== 'win32' && existsSync(path)) rmSync(path)
  const mask = process.umask(0o177)
  try {
    await app.listen({ path })
  } finally {
    process.umask(mask)
  }
  if (process.platform !== 'win32') chmodSync(path, 0o600)
}

/** @throws {CongkyError} ERR_PORT_TAKEN */
export async function listenOnNetwork(app: FastifyInstance, listen: { host: string; port: number }): Promise<void> {
  try {
    await app.listen(listen)
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'EADDRINUSE') {
      throw new CongkyError('ERR_PORT_TAKEN', listen, { cause })
    }
    throw cause
  }
}

function prepare(app: FastifyInstance, log: Log): void {
  app.setValidatorCompiler(validatorCompiler)
  app.setSerializerCompiler(serializerCompiler)
  app.setErrorHandler(errorHandler(log))
  app.setNotFoundHandler((_request, reply) => sendProblem(reply, new CongkyError('ERR_NOT_FOUND')))
}
