/** `/auth`: people log in and out, see and end their sessions, change their password. */
import { CongkyError, type LoginView, type Right } from '@congky/shared'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { rightsIn } from '../domain/account.ts'
import type { ConsoleConfig } from '../domain/gateway-config.ts'
import { PASSWORD_LENGTH_MAX } from '../domain/password-policy.ts'
import { csrfTokenOf } from '../store/sessions.ts'
import { toAccountView, toSessionView } from './account-views.ts'
import { arrivalOf } from './arrival.ts'
import type { Login, LoginDesk, LoginPlace } from './login-desk.ts'
import { admitSessions, requireOwnPage, type SessionParts, sessionOf } from './operator.ts'
import { type PasskeyParts, passkeyRoutes } from './passkey-routes.ts'
import { clearSessionCookie, readSessionCookie, setSessionCookie } from './session-cookie.ts'

export interface AuthParts extends SessionParts, PasskeyParts {
  readonly loginDesk: LoginDesk
}

/** Longer ones are none; the policy for new ones is in domain/password-policy.ts. */
const password = z
  .string()
  .min(1)
  .max(PASSWORD_LENGTH_MAX * 4)
const loginBody = z.object({ name: z.string().min(1).max(200), password })
const passwordBody = z.object({ currentPassword: password, newPassword: password })

/** Whoever looks at a restored gateway has to come in for it. */
const answered = { config: { beforeConfirmation: 'answered' } } as const

export async function authRoutes(instance: FastifyInstance, parts: AuthParts): Promise<void> {
  await instance.register(async (scope) => loginRoute(scope, parts))
  await instance.register(async (scope) => ownRoutes(scope, parts))
}

function loginRoute(scope: FastifyInstance, parts: AuthParts): void {
  const { sessions, loginDesk } = parts
  scope.removeContentTypeParser('text/plain')
  scope.addHook('onRequest', async (request) => requireOwnPage(request))
  const app = scope.withTypeProvider<ZodTypeProvider>()
  app.post('/login', { ...answered, schema: { body: loginBody } }, async (request, reply) => {
    const name = request.body.name.trim().toLowerCase()
    const login = await loginDesk.login(name, request.body.password, placeOf(request))
    // A session that this browser had before ends: its token is not used for whoever comes now.
    const before = readSessionCookie(request)
    const old = before === null ? null : sessions.authenticate(before)
    // It may have ended meanwhile.
    if (old) await sessions.end(old.session.id, old.account, request.ip).catch(() => {})
    return welcome(reply, login, parts.console())
  })
}

function ownRoutes(scope: FastifyInstance, parts: AuthParts): void {
  const { sessions, loginDesk } = parts
  admitSessions(scope, parts)
  const app = scope.withTypeProvider<ZodTypeProvider>()
  app.get('/me', async (request) => {
    const { rights, ...open } = sessionOf(request)
    return toLoginView(open, rights)
  })
  app.post('/logout', answered, async (request, reply) => {
    const { account, session } = sessionOf(request)
    await sessions.end(session.id, account, request.ip)
    clearSessionCookie(reply)
    return { ended: 1 }
  })
  app.get('/sessions', async (request) => {
    const { account, session } = sessionOf(request)
    return sessions.listOf(account.id).map((one) => ({ ...toSessionView(one), current: one.id === session.id }))
  })
  const idParams = z.object({ id: z.uuid() })
  app.delete('/sessions/:id', { schema: { params: idParams } }, async (request, reply) => {
    const { account, session } = sessionOf(request)
    await sessions.end(request.params.id, account, request.ip)
    if (request.params.id === session.id) clearSessionCookie(reply)
    return { ended: 1 }
  })
  app.post('/password', { schema: { body: passwordBody } }, async (request, reply) => {
    const { currentPassword: current, newPassword: next } = request.body
    if (current === next) throw new CongkyError('ERR_PASSWORD_WEAK', { detail: SAME_AGAIN })
    const login = await loginDesk.changePassword(sessionOf(request).account, { current, next }, placeOf(request))
    return welcome(reply, login, parts.console())
  })
  passkeyRoutes(scope, parts, { password, placeOf })
}

const SAME_AGAIN = { en: 'it is the one you have', vi: 'trùng với mật khẩu hiện tại' }

export function placeOf(request: FastifyRequest): LoginPlace {
  const { overProxy } = arrivalOf(request)
  return { origin: request.ip, overProxy, userAgent: request.headers['user-agent'] ?? '' }
}

/** Gives the browser its session. */
export function welcome(reply: FastifyReply, login: Login, { overProxy }: ConsoleConfig): LoginView {
  setSessionCookie(reply, login.token)
  return toLoginView(login, rightsIn(login.account.role, login.session.overProxy ? overProxy : null))
}

function toLoginView({ token, account, session }: Login, rights: readonly Right[]): LoginView {
  return {
    account: toAccountView(account),
    session: toSessionView(session),
    rights,
    csrfToken: csrfTokenOf(token),
  }
}
