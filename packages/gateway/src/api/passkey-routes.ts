/** `/auth/passkeys`: a person's own passkeys. Below the session of `auth-routes.ts`. */
import { CongkyError } from '@congky/shared'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import { z } from 'zod'
import type { PasskeyStore } from '../store/passkeys.ts'
import type { LoginPlace } from './login-desk.ts'
import { sessionOf } from './operator.ts'
import { type PasskeyDesk, type PasskeyMaker, toPasskeyView } from './passkey-desk.ts'
import { passkeyMade } from './webauthn.ts'

export interface PasskeyParts {
  readonly passkeys: PasskeyStore
  readonly passkeyDesk: PasskeyDesk
}

/** As people call their devices; a name stands in one line of the history. */
const name = z
  .string()
  .trim()
  .min(1)
  .max(60)
  .regex(/^[^\p{C};]*$/u)
const idParams = z.object({ id: z.uuid() })

export function passkeyRoutes(
  instance: FastifyInstance,
  { passkeys, passkeyDesk }: PasskeyParts,
  { password, placeOf }: { readonly password: z.ZodString; readonly placeOf: (request: FastifyRequest) => LoginPlace },
): void {
  const app = instance.withTypeProvider<ZodTypeProvider>()
  const makerOf = (request: FastifyRequest): PasskeyMaker => {
    const { account, session } = sessionOf(request)
    return { account, session, place: placeOf(request), pageOrigin: pageOriginOf(request) }
  }
  app.get('/passkeys', async (request) => passkeys.listOf(sessionOf(request).account).map(toPasskeyView))
  app.post('/passkeys/options', { schema: { body: z.object({ password }) } }, async (request) => {
    return passkeyDesk.begin(request.body.password, makerOf(request))
  })
  app.post('/passkeys', { schema: { body: z.object({ name, response: passkeyMade }) } }, async (request) => {
    return passkeyDesk.finish(request.body.name, request.body.response, makerOf(request))
  })
  app.delete('/passkeys/:id', { schema: { params: idParams } }, async (request) => {
    const { account } = sessionOf(request)
    await passkeys.remove(account, request.params.id, request.ip)
    return { removed: 1 }
  })
}

/**
 * The page that calls, which `admitSessions` has found to be one of ours. Browsers send it with every call that
 * changes something (Fetch Standard, 3.2); whoever does not is no browser, and has no passkey.
 *
 * @throws {CongkyError} ERR_ORIGIN_FORBIDDEN
 */
export function pageOriginOf({ headers }: FastifyRequest): string {
  if (headers.origin === undefined) throw new CongkyError('ERR_ORIGIN_FORBIDDEN', { origin: '' })
  return headers.origin
}
