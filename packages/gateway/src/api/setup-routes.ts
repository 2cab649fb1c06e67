/**
 * `/setup`: the first run. While nobody has an account, exactly one person who holds the setup code makes the first
 * one, and says who the gateway belongs to. The code is read on the host (store/setup-code.ts), so whoever has it
 * could as well edit the configuration there; that is why it may also allow PINs to be typed in a browser.
 */
import { CongkyError, type SetupAnswer, type SetupView, toCongkyError } from '@congky/shared'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import { z } from 'zod'
import type { ConfigDesk } from '../config/config-desk.ts'
import type { ConfigEdit } from '../config/config-edit.ts'
import { parseAccountName } from '../domain/account.ts'
import type { ConsoleConfig } from '../domain/gateway-config.ts'
import { guesserOf, guessRules } from '../domain/guess-limit.ts'
import { checkPassword, PASSWORD_LENGTH_MAX } from '../domain/password-policy.ts'
import { toErrorView } from '../sources/request-view.ts'
import type { AccountStore } from '../store/accounts.ts'
import type { GuessStore } from '../store/guesses.ts'
import type { HistoryWriter } from '../store/history.ts'
import type { PasswordHasher } from '../store/password-hasher.ts'
import type { SessionStore } from '../store/sessions.ts'
import type { SetupCode } from '../store/setup-code.ts'
import { arrivalOf } from './arrival.ts'
import { placeOf, welcome } from './auth-routes.ts'
import { requireOwnPage } from './operator.ts'
import { organizationBody, toOrganizationEdit } from './organization-routes.ts'

export interface SetupParts {
  readonly setupCode: SetupCode
  readonly accounts: AccountStore
  readonly sessions: SessionStore
  readonly guesses: GuessStore
  readonly hasher: PasswordHasher
  readonly history: HistoryWriter
  readonly configDesk: ConfigDesk
  readonly console: () => ConsoleConfig
}

/** The code has 128 bits; this limit is for the log's sake, and wrong codes are slowed down beside it. */
const SETUP_RATE = { max: 20, timeWindow: 60_000 } as const

const code = z.string().max(100)
const setupBody = z.strictObject({
  code,
  account: z.strictObject({
    name: z.string().max(200),
    displayName: z.string().trim().max(200).optional(),
    password: z.string().max(PASSWORD_LENGTH_MAX * 4),
  }),
  organization: organizationBody,
  /** Whether PINs may be typed in a browser from now on. */
  pinEntry: z.boolean().default(false),
})

export async function setupRoutes(instance: FastifyInstance, parts: SetupParts): Promise<void> {
  const { setupCode, accounts, sessions, hasher } = parts
  instance.removeContentTypeParser('text/plain')
  instance.addHook('onRequest', async (request) => requireOwnPage(request))
  const app = instance.withTypeProvider<ZodTypeProvider>()
  const hidden = { hide: true } as const
  const limited = { config: { rateLimit: SETUP_RATE } } as const

  // Every page asks before its login; the first run itself stays in the office.
  app.get('/setup', { schema: hidden, config: { outside: 'answered' } }, async (request): Promise<SetupView> => {
    return { needed: setupCode.isNeeded && !arrivalOf(request).overProxy }
  })
  app.post('/setup/code', { ...limited, schema: { ...hidden, body: z.strictObject({ code }) } }, async (request) => {
    await requireCode(parts, request.body.code, request)
    return { right: true }
  })
  app.post('/setup', { ...limited, schema: { ...hidden, body: setupBody } }, async (request, reply) => {
    const { account, organization, pinEntry } = request.body
    await requireCode(parts, request.body.code, request)
    const name = parseAccountName(account.name)
    checkPassword(account.password, name)
    const organizationEdit = toOrganizationEdit(organization)
    const passwordHash = await hasher.hash(account.password)
    const by = { name, origin: request.ip, isHost: false }
    await accounts.addFirst({ name, displayName: account.displayName || name, passwordHash }, by)
    setupCode.end()
    const login = welcome(reply, await sessions.open(name, passwordHash, placeOf(request)), parts.console())
    const edits: ConfigEdit[] = [organizationEdit]
    if (pinEntry) edits.push({ kind: 'set', path: ['console', 'pinEntry'], value: true })
    return { login, unsaved: await save(parts, edits, by) } satisfies SetupAnswer
  })
}

/** @throws {CongkyError} ERR_SETUP_DONE, ERR_SETUP_CODE, ERR_GUESSES_SLOWED */
async function requireCode({ setupCode, guesses }: SetupParts, typed: string, request: FastifyRequest): Promise<void> {
  if (!setupCode.isNeeded) throw new CongkyError('ERR_SETUP_DONE')
  const guess = await guesses.begin([{ key: `setup ${guesserOf(request.ip)}`, rule: guessRules.setup }])
  if (!setupCode.matches(typed)) {
    await guesses.fail(guess, { origin: request.ip })
    throw new CongkyError('ERR_SETUP_CODE')
  }
  await guesses.succeed(guess)
}

/** The account is made whatever the file does: a file that cannot be written must not keep its owner out. */
async function save(
  { configDesk, history }: SetupParts,
  edits: readonly ConfigEdit[],
  { name: requester, origin }: { readonly name: string; readonly origin: string },
): Promise<SetupAnswer['unsaved']> {
  try {
    await configDesk.edit(configDesk.read().revision, edits)
    await history.append({ kind: 'gateway', requester, origin, note: 'configuration changed: first run' })
    return null
  } catch (error) {
    return toErrorView(toCongkyError(error))
  }
}
