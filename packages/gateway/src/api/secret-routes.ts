/** Passwords of databases: set, replaced and removed by name. Their values go in and never come out. */
import { CongkyError, type SecretView } from '@congky/shared'
import type { FastifyInstance } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import { z } from 'zod'
import type { ConfigDesk } from '../config/config-desk.ts'
import { isSecretName, type SecretStore } from '../config/secrets.ts'
import type { Actor } from '../domain/account.ts'
import type { HistoryWriter } from '../store/history.ts'
import { actorOf } from './operator.ts'

export interface SecretRoutesParts {
  readonly configDesk: ConfigDesk
  readonly secrets: SecretStore
  readonly history: HistoryWriter
}

const VALUE_LENGTH_MAX = 1024

const nameParams = z.object({ name: z.string().max(200) })
const valueBody = z.object({ value: z.string().min(1).max(VALUE_LENGTH_MAX) })

export function secretRoutes(instance: FastifyInstance, { configDesk, secrets, history }: SecretRoutesParts): void {
  const app = instance.withTypeProvider<ZodTypeProvider>()
  const list = (): SecretView[] => {
    const { sources } = configDesk.read().config
    const needed = sources.flatMap(({ connection: { passwordSecret } }) => passwordSecret ?? [])
    const usedBy = (name: string) =>
      sources.filter(({ connection }) => connection.passwordSecret === name).map((source) => source.name)
    const names = [...new Set([...needed, ...secrets.list()])].sort()
    return names.map((name) => ({ name, from: secrets.whereIs(name), usedBy: usedBy(name) }))
  }
  const record = ({ name: requester, origin }: Actor, entry: { readonly note: string }) =>
    history.append({ kind: 'gateway', requester, origin, ...entry })
  const configure = { config: { right: 'configure' } } as const

  app.get('/secrets', { config: { right: 'see-config' } }, async () => list())
  const put = { ...configure, schema: { params: nameParams, body: valueBody } } as const
  app.put('/secrets/:name', put, async (request) => {
    const { name } = request.params
    requireName(name)
    if (secrets.whereIs(name) === 'credential') throw givenBySystemd(name)
    secrets.set(name, request.body.value)
    await record(actorOf(request), { note: `password ${name} set` })
    return list()
  })
  app.delete('/secrets/:name', { ...configure, schema: { params: nameParams } }, async (request) => {
    const { name } = request.params
    if (!secrets.remove(name)) throw new CongkyError('ERR_SECRET_MISSING', { secret: name })
    await record(actorOf(request), { note: `password ${name} removed` })
    return list()
  })
}

/** @throws {CongkyError} ERR_REQUEST_INVALID */
function requireName(name: string): void {
  if (isSecretName(name)) return
  const detail = {
    en: 'a password is named with up to 64 letters without accents, digits, dots, dashes and underscores',
    vi: 'tên mật khẩu gồm tối đa 64 chữ cái không dấu, chữ số, dấu chấm, gạch ngang, gạch dưới',
  }
  throw new CongkyError('ERR_REQUEST_INVALID', { detail })
}

/** What would be stored would never be read. */
function givenBySystemd(name: string): CongkyError {
  const detail = {
    en: `the password ${name} is given by systemd (LoadCredential) and has to be changed there`,
    vi: `mật khẩu ${name} do systemd cấp (LoadCredential) nên phải đổi tại đó`,
  }
  return new CongkyError('ERR_REQUEST_INVALID', { detail })
}
