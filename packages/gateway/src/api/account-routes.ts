/** Administration of accounts, under `/admin/users`. */
import { CongkyError, ROLES, type RolesView } from '@congky/shared'
import type { FastifyInstance } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { parseAccountName, rightsOf } from '../domain/account.ts'
import { checkPassword, PASSWORD_LENGTH_MAX } from '../domain/password-policy.ts'
import type { AccountStore } from '../store/accounts.ts'
import type { PasswordHasher } from '../store/password-hasher.ts'
import type { SessionStore } from '../store/sessions.ts'
import type { SetupCode } from '../store/setup-code.ts'
import { toAccountView, toSessionView } from './account-views.ts'
import { actorOf } from './operator.ts'
import { RIGHT_WORDS } from './right-words.ts'

export interface AccountParts {
  readonly accounts: AccountStore
  readonly sessions: SessionStore
  readonly hasher: PasswordHasher
  /** Over as soon as anybody has an account. */
  readonly setupCode: Pick<SetupCode, 'end'>
}

const nameParams = z.object({ name: z.string().max(200) })
const password = z.string().max(PASSWORD_LENGTH_MAX * 4)
const role = z.enum(ROLES)
const newAccount = z.object({
  name: z.string().max(200),
  displayName: z.string().trim().max(200).optional(),
  role,
  password,
})

export function accountRoutes(instance: FastifyInstance, parts: AccountParts): void {
  const { accounts, sessions, hasher, setupCode } = parts
  const app = instance.withTypeProvider<ZodTypeProvider>()
  const see = { config: { right: 'see-access' } } as const
  const manage = { config: { right: 'manage-accounts' } } as const
  const existing = (name: string) => {
    const account = accounts.find(name.toLowerCase())
    if (!account) throw new CongkyError('ERR_ACCOUNT_UNKNOWN', { name })
    return account
  }

  app.get('/roles', see, async (): Promise<RolesView> => {
    return { roles: ROLES.map((one) => ({ role: one, rights: rightsOf(one) })), rights: RIGHT_WORDS }
  })
  app.get('/users', see, async () => accounts.list().map(toAccountView))
  app.post('/users', { ...manage, schema: { body: newAccount } }, async (request) => {
    const { body } = request
    const name = parseAccountName(body.name)
    if (accounts.find(name)) throw new CongkyError('ERR_ACCOUNT_EXISTS', { name })
    checkPassword(body.password, name)
    const passwordHash = await hasher.hash(body.password)
    const account = { name, displayName: body.displayName || name, role: body.role, passwordHash }
    const added = await accounts.add(account, actorOf(request))
    setupCode.end()
    return toAccountView(added)
  })
  const roleSchema = { params: nameParams, body: z.object({ role }) }
  app.post('/users/:name/role', { ...manage, schema: roleSchema }, async (request) => {
    const { name } = existing(request.params.name)
    return toAccountView(await accounts.setRole(name, request.body.role, actorOf(request)))
  })
  app.post('/users/:name/disable', { ...manage, schema: { params: nameParams } }, async (request) => {
    return toAccountView(await accounts.disable(existing(request.params.name).name, actorOf(request)))
  })
  app.post('/users/:name/enable', { ...manage, schema: { params: nameParams } }, async (request) => {
    return toAccountView(await accounts.enable(existing(request.params.name).name, actorOf(request)))
  })
  const passwordSchema = { params: nameParams, body: z.object({ password }) }
  app.post('/users/:name/password', { ...manage, schema: passwordSchema }, async (request) => {
    const { name } = existing(request.params.name)
    const actor = actorOf(request)
    // Whoever finds a browser open must not be able to take the account over.
    if (actor.name === name) throw new CongkyError('ERR_REQUEST_INVALID', { detail: OWN_PASSWORD })
    checkPassword(request.body.password, name)
    return toAccountView(await accounts.setPassword(name, await hasher.hash(request.body.password), actor))
  })
  app.get('/users/:name/sessions', { ...see, schema: { params: nameParams } }, async (request) => {
    return sessions.listOf(existing(request.params.name).id).map(toSessionView)
  })
  const sessionParams = nameParams.extend({ id: z.uuid() })
  app.delete('/users/:name/sessions/:id', { ...manage, schema: { params: sessionParams } }, async (request) => {
    await sessions.endOf(existing(request.params.name), request.params.id, actorOf(request))
    return { ended: 1 }
  })
  app.delete('/users/:name/sessions', { ...manage, schema: { params: nameParams } }, async (request) => {
    return { ended: await accounts.signOut(existing(request.params.name).name, actorOf(request)) }
  })
}

const OWN_PASSWORD = {
  en: 'your own password is changed at /auth/password, with the one you have',
  vi: 'mật khẩu của chính bạn được đổi tại /auth/password, kèm mật khẩu hiện tại',
}
