/** Tokens over the network, as the page "Chữ ký số" uses them: found, taken into use, tried, and filed about. */
import { createHash, X509Certificate } from 'node:crypto'
import { request } from 'node:https'
import { join } from 'node:path'
import { API_BASE, type ModuleScanView, type TokensView } from '@congky/shared'
import { unzipSync } from 'fflate'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { judgeWithXmlsec1 } from './judges/index.ts'
import { searchFolder, searchOutput } from './support/canary-search.ts'
import { makeFolder, removeFolder } from './support/folder.ts'
import { eventually, GatewayFixture } from './support/gateway.ts'
import { AGENT, createOffice, type Office, OWN_A, PIN, thumbprint } from './support/office.ts'
import { WebVisitor } from './support/web-visitor.ts'

const PASSWORD = 'Canary-Password-tokens-1'
const folder = makeFolder('console-tokens')
let office: Office
let gateway: GatewayFixture
let lan: WebVisitor

const tokens = async () => (await lan.call('GET', '/admin/tokens')).body as TokensView
const token = async (name: string) => (await tokens()).tokens.find((one) => one.name === name)
const edit = async (method: string, path: string, body: object) => {
  const headers = { 'if-match': `"${(await tokens()).revision}"` }
  return lan.call(method, `/admin${path}`, { body, headers })
}
const path = (name: string, what: string) => `/admin/tokens/${encodeURIComponent(name)}/${what}`
const unlock = (name: string, pin: string, more: object = {}) =>
  lan.call('POST', path(name, 'unlock'), { body: { pin, ...more } })
const trySigning = (name: string, body: object) => lan.call('POST', path(name, 'test-signature'), { body })

beforeAll(async () => {
  office = await createOffice(join(folder, 'office'))
  gateway = await GatewayFixture.start({
    folder: join(folder, 'gateway'),
    env: office.softHsm.env,
    config: {
      modules: [],
      console: { pinEntry: 'true' },
      organization: { taxCode: AGENT.taxCode, name: AGENT.name, contactName: 'Nam Lê' },
      enterprises: [{ taxCode: OWN_A.taxCode, name: OWN_A.name, certificate: thumbprint(office.certificates.ownA) }],
    },
  })
  await gateway.admin('POST', '/users', { name: 'lan', role: 'admin', password: PASSWORD })
  lan = new WebVisitor(gateway.url)
  expect((await lan.login('lan', PASSWORD)).status).toBe(200)
})
afterAll(async () => {
  await gateway?.stop()
  removeFolder(folder)
})

test('a library is searched for at known places, and taken into use while the gateway runs, its tokens named', async () => {
  expect((await edit('POST', '/modules', { path: office.softHsm.modulePath })).body.code).toBe('ERR_MODULE_NOT_FOUND')
  await lan.call('POST', '/admin/modules/scan', { body: {} })
  const scan = await eventually(async () => {
    const { body } = await lan.call('GET', '/admin/modules/scan')
    return body.state === 'done' ? (body as ModuleScanView) : null
  })
  const library = scan.libraries.find(({ tokens }) => tokens.length > 0)
  expect(library?.tokens.map(({ name }) => name).sort()).toEqual(['a-chau', 'dai-ly', 'vien-dong'])
  const agent = library?.tokens.find(({ name }) => name === AGENT.token)
  expect(agent?.certificates[0]).toMatchObject({ commonName: AGENT.name, taxCode: AGENT.taxCode })

  const names = [{ serial: agent?.serial, name: 'Giám đốc' }]
  const added = await edit('POST', '/modules', { path: library?.path, tokens: names })
  expect(added.body).toMatchObject({ needsRestart: [] })
  const view = await tokens()
  expect(view.modules).toMatchObject([{ name: 'libsofthsm2', path: library?.path, problem: null }])
  expect(view.tokens.map(({ name, state }) => `${name} ${state}`).sort()).toEqual([
    'Giám đốc locked',
    'a-chau locked',
    'vien-dong locked',
  ])
  const used = thumbprint(office.certificates.ownA)
  expect(view.uses).toEqual({ [used]: { isDefault: false, sources: [], enterprises: 1 } })
  // A library in use is left alone by the next search.
  await lan.call('POST', '/admin/modules/scan', { body: {} })
  await eventually(async () => (await lan.call('GET', '/admin/modules/scan')).body.state === 'done')
  expect((await lan.call('GET', '/admin/modules/scan')).body.libraries).not.toContainEqual(
    expect.objectContaining({ path: library?.path }),
  )
})

test('a path that no search found is never taken over the network', async () => {
  for (const wanted of ['/tmp/evil.so', '../../../tmp/evil.so', `${office.softHsm.modulePath}/../evil.so`]) {
    expect((await edit('POST', '/modules', { path: wanted })).body.code).toBe('ERR_MODULE_NOT_FOUND')
  }
})

test('a wrong PIN says so; with the right one a test signature is made that xmlsec1 accepts', async () => {
  const certificate = thumbprint(office.certificates.agent)
  expect((await trySigning('Giám đốc', { thumbprint: certificate })).body.code).toBe('ERR_TOKEN_LOCKED')
  expect((await unlock('Giám đốc', 'Canary-PIN-wrong')).body.code).toBe('ERR_PIN_REFUSED')
  expect(await token('Giám đốc')).toMatchObject({ state: 'pin-refused' })
  // The token says that it counts: whoever types once more has to know what that may cost.
  expect((await unlock('Giám đốc', PIN)).body.code).toBe('ERR_PIN_TRIES_LOW')
  expect((await unlock('Giám đốc', PIN, { confirmLowTries: true })).body).toMatchObject({ state: 'ready' })

  const { status, body } = await trySigning('Giám đốc', { thumbprint: certificate })
  expect([status, body]).toMatchObject([200, { algorithm: 'rsa-sha256', certificate: { thumbprint: certificate } }])
  expect(body.document).toContain('không có giá trị')
  const trustedPem = office.authority.certificatePem
  const judged = await judgeWithXmlsec1(Buffer.from(body.document), { trustedPem })
  expect(judged).toMatchObject({ accepted: true })
  const again = await trySigning('Giám đốc', { thumbprint: certificate })
  expect(again.body.document).not.toBe(body.document)
})

test('nobody has anything of their own signed by a test', async () => {
  const certificate = thumbprint(office.certificates.agent)
  const smuggled = { thumbprint: certificate, document: '<HopDong/>' }
  expect((await trySigning('Giám đốc', smuggled)).body.code).toBe('ERR_REQUEST_INVALID')
  const foreign = { thumbprint: thumbprint(office.certificates.ownA) }
  expect((await trySigning('Giám đốc', foreign)).body.code).toBe('ERR_NOT_FOUND')
})

test('a token is renamed while it is in use, and its certificate made the default', async () => {
  expect((await edit('POST', '/tokens/Gi%C3%A1m%20%C4%91%E1%BB%91c/rename', { name: 'a-chau' })).body.code).toBe(
    'ERR_REQUEST_INVALID',
  )
  expect((await edit('POST', '/tokens/Gi%C3%A1m%20%C4%91%E1%BB%91c/rename', { name: 'Sếp' })).status).toBe(200)
  expect(await token('Sếp')).toMatchObject({ state: 'ready' })
  const certificate = thumbprint(office.certificates.agent)
  expect((await edit('POST', '/tokens/S%E1%BA%BFp/make-default', { thumbprint: certificate })).status).toBe(200)
  expect((await tokens()).uses[certificate]).toMatchObject({ isDefault: true })
})

test('the .cer file is the certificate, and the sheet beside it says what forms ask for', async () => {
  const certificate = thumbprint(office.certificates.agent)
  const cer = await file(`/admin/certificates/${certificate}/file`)
  expect(createHash('sha256').update(cer).digest('hex')).toBe(certificate)
  const { serialNumber } = new X509Certificate(cer)
  const serial = serialNumber.replace(/^0+/, '')

  const entries = unzipSync(await file(`/admin/certificates/${certificate}/registration`))
  expect(Object.keys(entries)).toEqual([`chu-ky-so-${serial}.cer`, 'thong-tin-dang-ky.txt'])
  expect(Buffer.from(Object.values(entries)[0] ?? [])).toEqual(cer)
  const sheet = Buffer.from(entries['thong-tin-dang-ky.txt'] ?? []).toString('utf8')
  for (const said of [AGENT.name, AGENT.taxCode, 'Nam Lê', serial, certificate.toUpperCase()])
    expect(sheet).toContain(said)
  expect((await lan.call('GET', `/admin/certificates/${'0'.repeat(64)}/file`)).status).toBe(404)
})

test('what was done is on record, and no PIN is in anything that was written', async () => {
  const { stdout } = await gateway.run(['history', 'export'])
  for (const note of ['Giám đốc: not unlocked', 'Giám đốc: unlocked', 'Giám đốc: test signature verified'])
    expect(stdout).toContain(note)
  searchOutput('the log of the gateway', gateway.output)
  searchFolder(gateway.folder)
})

function file(address: string): Promise<Buffer> {
  const headers = { cookie: lan.cookie ?? '' }
  return new Promise((resolve, reject) => {
    const call = request(gateway.url + API_BASE + address, { headers, rejectUnauthorized: false }, (response) => {
      const chunks: Buffer[] = []
      response.on('data', (chunk: Buffer) => chunks.push(chunk))
      response.on('end', () => resolve(Buffer.concat(chunks)))
    })
    call.once('error', reject)
    call.end()
  })
}
