/** Every route that exists, asked by nobody, by every role, and with an access key: who gets in where. */

import { scryptSync } from 'node:crypto'
import { channel } from 'node:diagnostics_channel'
import { join } from 'node:path'
import { type AboutView, API_BASE, CongkyError, ROLES, type Role, type SeenStatus } from '@congky/shared'
import Database from 'better-sqlite3'
import Fastify, { type FastifyInstance, type RouteOptions } from 'fastify'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { createPipeline, type Pipeline, silent } from '../../../../test/support/pipeline.ts'
import { approvalDesk } from '../approval-parts.ts'
import { BackupDesk } from '../backup/backup-desk.ts'
import { ConfigDesk } from '../config/config-desk.ts'
import { CurrentConfig } from '../config/current-config.ts'
import { openSecrets } from '../config/secrets.ts'
import { HOST_ACTOR, mayDo } from '../domain/account.ts'
import { ReceiveTally } from '../exchange/receiving/receive-tally.ts'
import { soapService } from '../exchange/receiving/soap-service.ts'
import { ApproverTokens } from '../pipeline/approver-tokens.ts'
import { TestSigner } from '../pipeline/test-signature.ts'
import { TokenLocks } from '../pipeline/token-locks.ts'
import { RecordsDesk } from '../records/records-desk.ts'
import { builtInProfiles } from '../signature/built-in-profiles.ts'
import { ThreadedSignatureEngine } from '../signature/signature-engine.ts'
import { DATABASE_FILE } from '../store/database.ts'
import { PasswordHasher } from '../store/password-hasher.ts'
import { csrfTokenOf } from '../store/sessions.ts'
import { SetupCode } from '../store/setup-code.ts'
import type { AdminParts } from './admin-routes.ts'
import { passwordProof } from './approver-proof.ts'
import { LiveHub } from './live-hub.ts'
import { LogTail } from './log-tail.ts'
import { LoginDesk } from './login-desk.ts'
import { OpenConnections } from './open-connections.ts'
import { requireRightsNamed } from './operator.ts'
import { OwnHosts } from './own-hosts.ts'
import { PasskeyDesk } from './passkey-desk.ts'
import { buildLocalServer, buildNetworkServer } from './server.ts'

/** What anybody who reaches the port may call. */
const PUBLIC = [
  'GET /api/v1/health/live',
  'GET /api/v1/health/ready',
  'GET /api/v1/metrics',
  'GET /api/v1/openapi.json',
  'POST /api/v1/pair',
  'POST /api/v1/auth/login',
  'GET /api/v1/setup',
  'POST /api/v1/setup/code',
  'POST /api/v1/setup',
  // Customs has no account: the signature of its messages is its login (exchange/receiving).
  'GET /WEBSV_TN_CANG.asmx',
  'POST /WEBSV_TN_CANG.asmx',
]
const PASSWORD = 'Canary-Password-61094'

interface Route {
  readonly method: string
  readonly url: string
  readonly right: NonNullable<RouteOptions['config']>['right']
}

const exchangeService = {
  ...{ path: '/WEBSV_TN_CANG.asmx', allowFrom: [], answerMs: 1000, scheme: 'http', log: silent },
  desk: { receive: async () => expect.fail('nothing to answer') },
  refusal: () => refusal,
  leaveRestUnread: () => {},
  note: async () => {},
  tally: new ReceiveTally('/WEBSV_TN_CANG.asmx'),
} satisfies Parameters<typeof soapService>[1]

/** Nobody gets so far here. */
const unreachable = async () => expect.fail('a database was reached out to')

let pipeline: Pipeline
let app: FastifyInstance
let local: FastifyInstance
let accessKey: string
let records: RecordsDesk
let pinEntry = false
let confirmed = 0
let refusal: CongkyError | null = null
const routes: Route[] = []
const tokens = new Map<Role, string>()

const SESSIONS = { sessionIdleMinutes: 60, sessionHours: 12 }
const CONSOLE = {
  ...{ hosts: [], origins: [], ...SESSIONS, publicUrl: null, proxies: [] },
  overProxy: { administration: false, ...SESSIONS },
}

/** Fastify announces each server before it has a route. */
function collectRoutes(message: unknown): void {
  const { fastify } = message as { fastify: FastifyInstance }
  fastify.addHook('onRoute', ({ method, url, config }) => {
    for (const one of [method].flat()) routes.push({ method: one, url, right: config?.right })
  })
}

beforeAll(async () => {
  pipeline = await createPipeline()
  const { store, desk, tokens: software, signing, keeper, config } = pipeline
  const { accounts, sessions, history, workstations, guesses, passkeys } = store
  const hasher = new PasswordHasher()
  const hosts = new OwnHosts({ listenHost: '127.0.0.1', certificate: null, configured: () => [] })
  const connections = new OpenConnections()
  const consoleConfig = () => ({ ...CONSOLE, pinEntry })
  const engine = new ThreadedSignatureEngine({ profiles: {} })
  const loginDesk = new LoginDesk({ accounts, sessions, guesses, hasher })
  records = new RecordsDesk({ stateDir: pipeline.folder, size: () => 0, log: silent })
  const setupCode = new SetupCode(pipeline.folder, accounts)
  const noScan = { state: 'never', done: 0, total: 0, current: null, libraries: [], failed: false } as const
  const waiting = approvalDesk({ config: () => config, keeper, store, log: silent })
  const admin: AdminParts = {
    ...{ engine, records, jobs: store.jobs, setupCode, desk, documentBytesMax: 1000 },
    config: () => ({ ...config, modules: [], console: consoleConfig() }),
    testSigner: new TestSigner({ tokens: software, engine, history, refusal: () => refusal }),
    moduleScan: { view: noScan, start: () => noScan, hasFound: () => false, forget() {} },
    ...{ accounts, sessions, history, workstations, connections, hasher, tokens: software, log: silent },
    status: () => ({ version: 'test' }) as SeenStatus,
    pause: async () => signing.pause(),
    resume: async () => signing.resume(),
    confirmRestore: async () => {
      confirmed++
    },
    refusal: () => refusal,
    retry: (id, by) => desk.retry(id, by),
    isOwnHost: (host) => hosts.isOwn(host),
    url: () => 'https://congky.test:8443',
    pairingCode: () => 'code',
    configDesk: new ConfigDesk({
      ...{ file: null, current: new CurrentConfig(config), runJob: async () => expect.fail('nothing to edit') },
      apply: async () => {},
    }),
    sourceChecker: {
      test: unreachable,
      tables: unreachable,
      columns: unreachable,
      preview: unreachable,
      initTable: unreachable,
    },
    sourceStates: () => [],
    undeliveredBySource: () => store.jobs.undeliveredBySource(),
    secrets: openSecrets({ stateDir: pipeline.folder, env: {} }),
    tally: store.jobs.tally,
    openJobs: () => keeper.openJobs(),
    queuePosition: (job) => signing.queuePosition(job),
    ...{ configFile: '', logTail: new LogTail(), builtInProfiles, listening: () => ({ host: '127.0.0.1', port: 1 }) },
    backups: new BackupDesk({ configFile: '', stateDir: pipeline.folder, log: silent }),
    ...{ lastBackupAt: () => null, profilesInForce: () => ({}), openProfiles: () => [] },
    about: () => ({}) as AboutView,
    examine: async () => ({ examinedAt: '', findings: [] }),
    notifications: { channels: () => [], test: () => expect.fail('nobody to tell'), reconsider: () => {} },
    outgoing: { systemProxy: () => null, probe: () => expect.fail('nothing to reach') },
    exchange: null,
    approvalDesk: waiting,
    approverTokens: new ApproverTokens({
      ...{ tokens: software, keeper, log: silent, locks: new TokenLocks(software, history), approvalDesk: waiting },
    }),
    ...{ approvals: store.approvals, delegations: store.delegations },
    proofs: { password: passwordProof(loginDesk), passkey: null },
  }
  const live = new LiveHub({ status: admin.status, revision: () => '1', log: silent })
  channel('fastify.initialization').subscribe(collectRoutes)
  app = await buildNetworkServer({
    ...{ tls: null, version: 'test', documentBytesMax: 1000, log: silent },
    ...{
      desk,
      workstations,
      connections,
      guesses,
      hosts,
      admin,
      live,
      status: admin.status,
      limits: () => config.limits,
    },
    jobs: {
      openJobs: () => keeper.openJobs(),
      tokenOf: () => null,
      onJobChange: () => {},
      commits: () => 0,
      onDelivered: () => {},
    },
    pages: null,
    services: [(scope) => soapService(scope, exchangeService)],
    engine,
    setup: { ...admin, setupCode, guesses, console: consoleConfig },
    auth: {
      ...{ sessions, history, loginDesk, passkeys, console: consoleConfig },
      passkeyDesk: new PasskeyDesk({ passkeys, loginDesk, history }),
    },
  })
  await app.ready()
  channel('fastify.initialization').unsubscribe(collectRoutes)
  local = await buildLocalServer(admin)

  // A cheap hash: what is tested here is not the cost.
  const passwordHash = `scrypt$10$8$1$c2FsdA$${scryptSync(PASSWORD, 'salt', 32, { N: 1024 }).toString('base64url')}`
  for (const role of ROLES) {
    await accounts.add({ name: role, displayName: role, role, passwordHash }, HOST_ACTOR)
    tokens.set(role, (await sessions.open(role, passwordHash, { origin: 'x', overProxy: false, userAgent: 'x' })).token)
  }
  const { secret } = await workstations.add('may-01', 'all', HOST_ACTOR)
  accessKey = (await workstations.pair(secret, 'x')).accessKey
})
afterAll(async () => {
  await app.close()
  await local.close()
  await records.stop()
  await pipeline.close()
})

const call = (route: Pick<Route, 'method' | 'url'>, headers: Record<string, string> = {}) =>
  app.inject({ method: route.method as 'GET', url: route.url.replace(/:\w+/g, 'nobody'), headers })
const asRole = (role: Role) => {
  const token = tokens.get(role) ?? ''
  return { cookie: `congky=${token}`, 'x-congky-csrf': csrfTokenOf(token) }
}
const nameOf = ({ method, url }: Route) => `${method} ${url}`
const isPublic = (route: Route) => PUBLIC.includes(nameOf({ ...route, method: route.method.replace('HEAD', 'GET') }))
const isPersonal = ({ url }: Route) => /^\/api\/v1\/(auth|admin)\//.test(url)
const adminRoutes = () => routes.filter(({ url }) => url.startsWith(`${API_BASE}/admin/`))

describe('every route', () => {
  test('exists once the server is built', () => {
    expect(routes.length).toBeGreaterThan(40)
    expect(routes.map(nameOf)).toEqual(expect.arrayContaining(PUBLIC))
    expect(adminRoutes().map(nameOf)).toContain('POST /api/v1/admin/tokens/:name/unlock')
  })

  test('is public by the list above, or turns away who brings nothing or something made up', async () => {
    const made = [{}, { authorization: 'Bearer ck_nothing' }, { cookie: 'congky=cs_nothing; __Host-congky=cs_nothing' }]
    for (const route of routes.filter((one) => !isPublic(one))) {
      for (const headers of made)
        expect([nameOf(route), (await call(route, headers)).statusCode]).toEqual([nameOf(route), 401])
    }
  })

  test("an access key opens no person's route, and a session no workstation's", async () => {
    for (const route of routes.filter((one) => !isPublic(one))) {
      const headers = isPersonal(route) ? { authorization: `Bearer ${accessKey}` } : asRole('admin')
      expect([nameOf(route), (await call(route, headers)).statusCode]).toEqual([nameOf(route), 401])
    }
  })

  test('a browser is told to be strict with each answer', async () => {
    for (const route of routes) {
      const { headers } = await call(route)
      expect(headers['content-security-policy']).toContain("default-src 'none'; frame-ancestors 'none'")
      expect(headers).toMatchObject({
        'x-frame-options': 'DENY',
        'x-content-type-options': 'nosniff',
        'cache-control': 'no-store',
        'referrer-policy': 'no-referrer',
        'cross-origin-opener-policy': 'same-origin',
        'cross-origin-resource-policy': 'same-origin',
      })
    }
    const page = (await call({ method: 'GET', url: '/' })).headers['content-security-policy']
    expect(page).toContain("script-src 'self'; style-src 'self'")
    expect(page).not.toContain('unsafe')
  })
})

test('the description for programs of workstations tells nothing of what people do', async () => {
  const { paths } = (await call({ method: 'GET', url: '/api/v1/openapi.json' })).json()
  const told = Object.keys(paths)
  expect(told).toContain('/api/v1/sign')
  expect(told.filter((path) => /admin|auth/.test(path))).toEqual([])
})

test('a route of administration that names no right does not start', () => {
  const careless = Fastify()
  requireRightsNamed(careless)
  expect(() => careless.get('/pause', async () => null)).toThrow('/pause does not say which right it needs')
})

describe('administration over the network', () => {
  test('each route refuses each role that lacks its right, and lets the others in', async () => {
    pinEntry = true
    for (const route of adminRoutes()) {
      for (const role of ROLES) {
        const { right } = route
        const answer = await call(route, asRole(role))
        const isAllowed = right !== undefined && mayDo(role, right)
        const isForbidden =
          answer.statusCode === 403 && (route.method === 'HEAD' || answer.json().code === 'ERR_ROLE_FORBIDDEN')
        expect([nameOf(route), role, isForbidden]).toEqual([nameOf(route), role, !isAllowed])
        expect(answer.statusCode).not.toBe(401)
      }
    }
    pinEntry = false
  })

  test('what changes something needs the token of its own session, whatever the cookie', async () => {
    const changing = routes.filter(
      (route) => isPersonal(route) && !isPublic(route) && !['GET', 'HEAD'].includes(route.method),
    )
    expect(changing.length).toBeGreaterThan(12)
    const { cookie } = asRole('admin')
    const foreign = asRole('auditor')['x-congky-csrf']
    for (const route of changing) {
      for (const headers of [{ cookie }, { cookie, 'x-congky-csrf': foreign }]) {
        const answer = await call(route, headers)
        expect([nameOf(route), answer.statusCode, answer.json().code]).toEqual([nameOf(route), 403, 'ERR_CSRF'])
      }
    }
  })

  test('a call that a page makes by itself keeps no session alive; one that changes something does', async () => {
    const { sessions } = pipeline.store
    const token = tokens.get('admin') ?? ''
    const lastSeen = () => sessions.authenticate(token, 'watching')?.session.lastSeenAt.getTime() ?? 0
    const headers = { ...asRole('admin'), 'x-congky-watching': '1' }
    const begin = lastSeen()
    vi.useFakeTimers({ toFake: ['Date'] })
    try {
      for (const [method, url, isActivity] of [
        ['GET', '/admin/status', false],
        ['GET', '/auth/me', false],
        ['POST', '/admin/resume', true],
      ] as const) {
        vi.setSystemTime(Date.now() + 5 * 60_000)
        expect((await app.inject({ method, url: API_BASE + url, headers })).statusCode).toBe(200)
        await pipeline.store.history.append({ kind: 'gateway' })
        expect([url, lastSeen() > begin]).toEqual([url, isActivity])
      }
    } finally {
      vi.useRealTimers()
    }
  })

  test('PINs are not typed over the network unless the configuration says so', async () => {
    const unlock = (server: FastifyInstance) =>
      server.inject({
        method: 'POST',
        url: `${API_BASE}/admin/tokens/nobody/unlock`,
        headers: asRole('admin'),
        payload: { pin: 'Canary-PIN-1' },
      })
    expect((await unlock(app)).json()).toMatchObject({ status: 403, code: 'ERR_PIN_ENTRY_FORBIDDEN' })
    expect((await unlock(local)).json()).toMatchObject({ code: 'ERR_TOKEN_UNKNOWN' })
    pinEntry = true
    expect((await unlock(app)).json()).toMatchObject({ code: 'ERR_TOKEN_UNKNOWN' })
    pinEntry = false
  })

  test('the history names who paused and resumed, at the host too', async () => {
    const url = (what: string) => `${API_BASE}/admin/${what}`
    await app.inject({ method: 'POST', url: url('pause'), headers: asRole('admin') })
    await app.inject({ method: 'POST', url: url('resume'), headers: asRole('admin') })
    await local.inject({ method: 'POST', url: url('pause') })
    const database = new Database(join(pipeline.folder, DATABASE_FILE), { readonly: true })
    const texts = database.prepare<[], string>("SELECT text FROM history WHERE kind = 'gateway' ORDER BY seq").pluck()
    const found = texts.all().map((text) => JSON.parse(text))
    database.close()
    expect(found.slice(-3)).toMatchObject([
      { requester: 'admin', origin: '127.0.0.1', note: 'paused' },
      { requester: 'admin', origin: '127.0.0.1', note: 'resumed' },
      { requester: 'host', origin: 'host', note: 'paused' },
    ])
  })

  test('only who works on the host lets a restored gateway sign', async () => {
    const route = { method: 'POST', url: `${API_BASE}/admin/confirm-restore` } as const
    for (const role of ROLES)
      expect((await call(route, asRole(role))).json()).toMatchObject({ code: 'ERR_ROLE_FORBIDDEN' })
    expect(confirmed).toBe(0)
    expect((await local.inject(route)).statusCode).toBe(200)
    expect(confirmed).toBe(1)
  })

  test('takes JSON only', async () => {
    for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data']) {
      const headers = { ...asRole('admin'), 'content-type': type }
      const options = { method: 'POST', url: `${API_BASE}/admin/users`, headers, payload: '{"name":"x"}' } as const
      expect((await app.inject(options)).json()).toMatchObject({ status: 415, code: 'ERR_CONTENT_TYPE' })
    }
  })

  test('an admin does not reset the own password without knowing it', async () => {
    const reset = (name: string) =>
      app.inject({
        method: 'POST',
        url: `${API_BASE}/admin/users/${name}/password`,
        headers: asRole('admin'),
        payload: { password: 'a quite new password' },
      })
    expect((await reset('Admin')).json()).toMatchObject({ code: 'ERR_REQUEST_INVALID' })
    expect((await reset('auditor')).statusCode).toBe(200)
  })
})

test('a pairing code for a name that is not ours is refused when it is made', async () => {
  const payload = { name: 'may-02', enterprises: 'all', url: 'https://evil.example:8443' }
  const answer = await local.inject({ method: 'POST', url: `${API_BASE}/admin/workstations`, payload })
  expect(answer.json()).toMatchObject({ code: 'ERR_HOST_FORBIDDEN' })
})

describe('a restored gateway that nobody confirmed', () => {
  beforeEach(() => {
    refusal = new CongkyError('ERR_RESTORE_UNCONFIRMED')
    pinEntry = true
  })
  afterEach(() => {
    refusal = null
    pinEntry = false
  })

  test('refuses each call over the network that changes something, but lets people in and out', async () => {
    const hostOnly = ['admin/confirm-restore', 'admin/sign-requests', 'admin/exchange/messages', 'admin/approvals/sign']
    const calm = ['auth/login', 'auth/logout', 'verify', ...hostOnly].map((path) => `${API_BASE}/${path}`)
    // The service for customs answers in SOAP (soap-service.test.ts).
    const ofApi = routes.filter(({ url }) => url.startsWith(`${API_BASE}/`))
    const changing = ofApi.filter(({ method, url }) => !['GET', 'HEAD'].includes(method) && !calm.includes(url))
    expect(changing.length).toBeGreaterThan(18)
    for (const route of changing) {
      const person = asRole(route.right === 'approve' ? 'approver' : 'admin')
      const answer = await call(route, isPersonal(route) ? person : { authorization: `Bearer ${accessKey}` })
      const { status, code } = answer.json()
      expect([nameOf(route), status, code]).toEqual([nameOf(route), 503, 'ERR_RESTORE_UNCONFIRMED'])
    }
    for (const url of calm) expect((await call({ method: 'POST', url })).statusCode).toBeLessThan(500)
    const status = await call({ method: 'GET', url: `${API_BASE}/admin/status` }, asRole('admin'))
    expect(status.statusCode).toBe(200)
  })

  test('does on its host what the admin asks, except trying a request again', async () => {
    const post = (path: string) => local.inject({ method: 'POST', url: `${API_BASE}/admin/${path}` })
    expect((await post('requests/any/retry')).json()).toMatchObject({ code: 'ERR_RESTORE_UNCONFIRMED' })
    expect((await post('tokens/rescan')).statusCode).toBe(200)
    expect((await post('confirm-restore')).statusCode).toBe(200)
  })
})
