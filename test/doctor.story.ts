/** `congky doctor` and the look at file modes, over an office that works and one that is broken in many ways. */
import { chmodSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:net'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { DeclarantsTable } from './support/declarants-table.ts'
import { FaultModule } from './support/fault-module.ts'
import { makeFolder, removeFolder } from './support/folder.ts'
import { GatewayFixture, runCongky } from './support/gateway.ts'
import { createOffice, type Office, PIN, TOKENS, thumbprint } from './support/office.ts'
import { issueCertificate } from './support/pki.ts'

const folder = makeFolder('doctor')
const home = join(folder, 'gateway')
const config = join(home, 'congky.yaml')
const DAY_MS = 86_400_000
let office: Office
let table: DeclarantsTable
let gateway: GatewayFixture
let squatter: Server | undefined

interface Report {
  readonly ok: boolean
  readonly findings: readonly {
    readonly check: string
    readonly verdict: string
    readonly what: { readonly en: string; readonly vi: string }
    readonly next: { readonly en: string } | null
  }[]
}

beforeAll(async () => {
  office = await createOffice(folder)
  table = new DeclarantsTable(join(folder, 'declarations.db'))
  gateway = await GatewayFixture.start({ folder: home, config: healthy(), env: office.softHsm.env })
  expect((await gateway.run(['source', 'init-table', 'khai-bao'])).code).toBe(0)
})
afterAll(async () => {
  await gateway?.stop()
  squatter?.close()
  table?.close()
  removeFolder(folder)
})

const healthy = () => ({ ...office.config, sources: [table.source('khai-bao')], autoStart: true })
async function examine(): Promise<Report & { code: number; of: (check: string) => string }> {
  const { code, stdout } = await gateway.run(['doctor', '--json'])
  const report = JSON.parse(stdout) as Report
  const of = (check: string) =>
    report.findings
      .filter((finding) => finding.check === check)
      .map(({ verdict, what }) => `${verdict}: ${what.en}`)
      .join('; ')
  return { ...report, code, of }
}

test('an office that works has nothing to be put right, while it runs and while it does not', async () => {
  for (const token of TOKENS) await gateway.unlock(token, PIN)
  const running = await examine()
  expect(running.findings.filter(({ verdict }) => verdict === 'fail')).toEqual([])
  expect([running.ok, running.code, running.of('daemon')]).toEqual([true, 0, 'ok: The gateway is running'])
  for (const check of ['module:softhsm', 'source:khai-bao', 'history', 'file-modes', 'clock', 'disk-space']) {
    expect(running.of(check), check).toMatch(/^ok: /)
  }
  expect(running.of('backup')).toBe('warn: No backup was ever made')
  await gateway.stop()
  const stopped = await examine()
  expect(stopped.findings.filter(({ verdict }) => verdict === 'fail')).toEqual([])
  expect(stopped.findings.filter(({ check }) => check.startsWith('token:'))).toHaveLength(3)
  expect(stopped.of('port')).toMatch(/is free$/)
})

test('at start, what stands open is closed and told; a configuration that others may write is refused', async () => {
  chmodSync(join(home, 'state'), 0o755)
  chmodSync(join(home, 'state', 'tls.pem'), 0o644)
  await gateway.restart()
  const { notices } = await gateway.admin<{ notices: readonly { en: string }[] }>('GET', '/status')
  expect(notices.map(({ en }) => en.replace(/ \(.*/, '').replace(home, ''))).toEqual([
    '/state stood open to other users',
    '/state/tls.pem stood open to other users',
  ])
  expect([statSync(join(home, 'state')).mode & 0o777, statSync(join(home, 'state', 'tls.pem')).mode & 0o777]).toEqual([
    0o700, 0o600,
  ])
  await gateway.stop()
  chmodSync(config, 0o666)
  const refused = await gateway.run(['start'])
  expect([refused.code, refused.stderr]).toEqual([1, expect.stringContaining('ERR_FILE_MODE')])
  expect(refused.stderr).toContain(`chmod go-w ${config}`)
})

test('a library that a configuration open to others names is not loaded, by root least of all', async () => {
  const module = await FaultModule.create(join(folder, 'strange'), office.softHsm)
  const strange = join(folder, 'strange', 'congky.yaml')
  const settings = {
    listen: { host: '127.0.0.1', port: 1 },
    stateDir: './state',
    modules: [{ name: 'm', path: module.modulePath }],
  }
  writeFileSync(strange, JSON.stringify(settings))
  const doctor = () => runCongky(['doctor', '--config', strange])
  chmodSync(strange, 0o666)
  const refused = await doctor()
  expect([refused.code, refused.stdout]).toEqual([1, expect.stringMatching(/Other users may write .*\(mode 0666\)/)])
  expect(module.calls()).toEqual([])
  chmodSync(strange, 0o644)
  await doctor()
  expect(module.calls().length).toBeGreaterThan(0)
})

test('an office that is broken is told each of its troubles, in both languages, with a next step', async () => {
  const expired = await issueCertificate(office.authority, {
    subject: [['CN', 'Công ty cũ']],
    keyType: 'rsa-2048',
    notBefore: new Date(Date.now() - 700 * DAY_MS),
    notAfter: new Date(Date.now() - 5 * DAY_MS),
  })
  await office.softHsm.addToken({ label: 'cu', pin: PIN, keys: [{ issued: expired }] })
  const foreign = Buffer.from(readFileSync(office.softHsm.modulePath))
  foreign.writeUInt16LE(process.arch === 'arm64' ? 62 : 183, 18)
  writeFileSync(join(folder, 'foreign.so'), foreign)
  // Loading it reads beyond its end, which the system answers with SIGBUS.
  const whole = readFileSync(office.softHsm.modulePath)
  writeFileSync(join(folder, 'crash.so'), whole.subarray(0, Math.floor(whole.length / 2)))
  const port = Number(new URL(gateway.url).port)
  gateway.configure({
    ...healthy(),
    modules: [
      ...office.config.modules,
      { name: 'mat', path: join(folder, 'missing.so') },
      { name: 'sai-loai', path: join(folder, 'foreign.so') },
      { name: 'hong', path: join(folder, 'crash.so') },
    ],
    sources: [
      table.source('khai-bao'),
      {
        ...{ name: 'pg', dialect: 'postgres', table: 'congky_request' },
        connection: { host: '127.0.0.1', port: 1, database: 'x', user: 'x' },
      },
    ],
    defaultCertificate: thumbprint(expired),
  })
  chmodSync(config, 0o644)
  squatter = createServer().listen(port, '127.0.0.1')
  const sqlite = new Database(join(home, 'state', 'congky.sqlite'))
  sqlite.exec('UPDATE history SET hash = substr(hash, 1, 20) WHERE seq = (SELECT max(seq) FROM history)')
  sqlite.close()

  const { ok, code, of, findings } = await examine()
  expect([ok, code]).toEqual([false, 1])
  expect(of('module:softhsm')).toMatch(/^ok: /)
  expect(of('module:mat')).toMatch(/^fail: There is no library /)
  expect(of('module:sai-loai')).toMatch(/^fail: The library .* is for 64-bit.*, and this program is 64-bit/)
  expect(of('module:hong')).toMatch(/^fail: The library .* does not work/)
  expect(of('port')).toBe(`fail: 127.0.0.1:${port} is taken by ${processName()} (pid ${process.pid})`)
  expect(of('source:pg')).toMatch(/^fail: Source pg: .*(refuse|listen|answer)/)
  expect(of('source:khai-bao')).toMatch(/^ok: /)
  expect(of('history')).toMatch(/^fail: History record \d+ is torn/)
  const certificates = findings.filter(({ check }) => check.startsWith('certificate:'))
  expect(certificates.map(({ verdict }) => verdict).sort()).toEqual(['fail', 'ok', 'ok'])
  for (const { verdict, what, next } of findings) {
    if (verdict === 'fail') expect([what.vi === what.en, next === null]).toEqual([false, false])
  }
  const screen = await gateway.run(['doctor', '--lang', 'vi'])
  expect(screen.stdout).toContain('lỗi cần xử lý')
})

/** What /proc calls this test's own process. */
function processName(): string {
  return readFileSync('/proc/self/comm', 'utf8').trim()
}
