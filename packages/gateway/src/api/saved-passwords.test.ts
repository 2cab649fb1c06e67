import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Fastify from 'fastify'
import { serializerCompiler, validatorCompiler } from 'fastify-type-provider-zod'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { makeFolder, removeFolder } from '../../../../test/support/folder.ts'
import { ConfigDesk } from '../config/config-desk.ts'
import { runConfigJob } from '../config/config-jobs.ts'
import { CurrentConfig } from '../config/current-config.ts'
import { loadConfig } from '../config/load.ts'
import { openSecrets, type SecretStore } from '../config/secrets.ts'
import { admitHost } from './operator.ts'
import { proxyRoutes } from './proxy-routes.ts'
import { secretFor } from './source-drafts.ts'

const PASSWORD = 'Canary-Password-of-the-proxy'
const PROXY = { mode: 'manual', host: 'proxy.test', port: 8080, user: 'office', noProxy: [] }

let folder: string
let desk: ConfigDesk
let secrets: SecretStore
beforeEach(() => {
  folder = makeFolder('saved-passwords')
  const path = join(folder, 'congky.yaml')
  writeFileSync(path, JSON.stringify({ proxy: { ...PROXY, passwordSecret: 'proxy-password' } }))
  const { config, hash } = loadConfig(path)
  const current = new CurrentConfig(config)
  const apply = async (next: typeof config) => {
    current.takeOver(next)
  }
  desk = new ConfigDesk({ file: { path, hash }, current, apply, runJob: async (job) => runConfigJob(job) })
  secrets = openSecrets({ stateDir: join(folder, 'state'), env: {} })
  secrets.set('proxy-password', PASSWORD)
})
afterEach(() => removeFolder(folder))

test('a proxy that is switched off, pointed elsewhere and switched on again gets no saved password', async () => {
  const sent: (string | null)[] = []
  const app = Fastify().setValidatorCompiler(validatorCompiler).setSerializerCompiler(serializerCompiler)
  admitHost(app)
  const probe = async (_: URL, { password }: { readonly password: string | null }) => {
    sent.push(password)
    return { status: 204, via: null }
  }
  const history = { append: async () => 1 } as never
  proxyRoutes(app, { configDesk: desk, secrets, history, outgoing: { systemProxy: () => null, probe } })
  const put = (changes: object) => {
    const headers = { 'if-match': `"${desk.read().revision}"` }
    return app.inject({ method: 'PUT', url: '/proxy', headers, payload: { ...PROXY, ...changes } })
  }
  await put({ mode: 'direct', host: 'attacker.test' })
  expect(desk.read().config.proxy).toMatchObject({ mode: 'direct', host: 'attacker.test', passwordSecret: null })
  await put({ host: 'attacker.test' })
  await app.inject({ method: 'POST', url: '/proxy/test', payload: {} })
  expect(sent).toEqual([null])
})

test('the password of a database never takes the place of that of the proxy', () => {
  expect(secretFor('proxy-password', null, desk, secrets)).not.toBe('proxy-password')
  expect(secretFor('ecus', null, desk, secrets)).toBe('ecus')
})
