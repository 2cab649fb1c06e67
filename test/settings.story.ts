/** What an admin settles over the network: the settings in the one file, people, a backup, and what the gateway says. */
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { request } from 'node:https'
import { createServer } from 'node:net'
import { join } from 'node:path'
import type { BackupView, DoctorView, LogView, ProfilesView, SettingsView } from '@congky/shared'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { makeFolder, removeFolder } from './support/folder.ts'
import { freePort } from './support/free-port.ts'
import { eventually, GatewayFixture, runCongky } from './support/gateway.ts'
import { readHistory } from './support/history.ts'
import { type WebAnswer, WebVisitor } from './support/web-visitor.ts'

const PASSWORD = 'Canary-Password-70915'
const PASSPHRASE = 'Canary-Passphrase-bốn từ dễ nhớ'
const folder = makeFolder('settings')
const home = join(folder, 'gateway')
const configFile = join(home, 'congky.yaml')
let port: number
let gateway: GatewayFixture
let lan: WebVisitor
let minh: WebVisitor
let hoa: WebVisitor

beforeAll(async () => {
  port = await freePort()
  mkdirSync(home, { recursive: true })
  writeFileSync(
    configFile,
    `# Cổng ký của văn phòng
listen:
  host: 127.0.0.1 # chỉ máy này
  port: ${port}
stateDir: ./state
limits:
  attemptsMax: 5    # mạng chậm
  # Trưa hay nghẽn
  waitingJobsMax: 1000
`,
    { mode: 0o644 },
  )
  gateway = await GatewayFixture.startAsItIs({ folder: home, port })
  const add = (name: string, role: string) => gateway.admin('POST', '/users', { name, role, password: PASSWORD })
  await add('lan', 'admin')
  await add('minh', 'admin')
  await add('hoa', 'auditor')
  ;[lan, minh, hoa] = [new WebVisitor(gateway.url), new WebVisitor(gateway.url), new WebVisitor(gateway.url)]
  await Promise.all([lan.login('lan', PASSWORD), minh.login('minh', PASSWORD), hoa.login('hoa', PASSWORD)])
})
afterAll(async () => {
  await gateway?.stop()
  removeFolder(folder)
})

const settings = async (visitor = lan): Promise<SettingsView> => (await visitor.call('GET', '/admin/settings')).body
const change = (visitor: WebVisitor, revision: string, body: object) =>
  visitor.call('PATCH', '/admin/settings', { body, headers: { 'if-match': `"${revision}"` } })
const told = ({ status, body }: WebAnswer) => [status, body?.code ?? null]
const file = () => readFileSync(configFile, 'utf8')

describe('settings', () => {
  test('of two admins at once one changes the file, and the other is told; comments stay', async () => {
    const before = await settings()
    expect(before.settings.limits).toMatchObject({ attemptsMax: 5, waitingJobsMax: 1000, accessKeyDays: 400 })
    expect(before.defaults.limits.waitingJobsMax).toBe(20_000)
    const answers = await Promise.all([
      change(lan, before.revision, { limits: { attemptsMax: 7 } }),
      change(minh, before.revision, { limits: { attemptsMax: 9 } }),
    ])
    expect(answers.map(told).sort()).toEqual([
      [200, null],
      [409, 'ERR_CONFIG_CHANGED'],
    ])
    const after = await settings()
    expect([7, 9]).toContain(after.settings.limits.attemptsMax)
    expect(file()).toContain(`attemptsMax: ${after.settings.limits.attemptsMax} # mạng chậm\n  # Trưa hay nghẽn\n`)
    const back = await change(minh, after.revision, { limits: { waitingJobsMax: null } })
    expect(back.body.settings.limits.waitingJobsMax).toBe(20_000)
    expect(file()).not.toContain('waitingJobsMax')
    expect(file()).toContain('host: 127.0.0.1 # chỉ máy này')
    const notes = (await readHistory(gateway)).map(({ note, requester }) => `${requester} ${note}`)
    expect(notes).toContain('minh configuration changed: limits.waitingJobsMax')
  })

  test('a wrong value is told at its field, and nothing is written', async () => {
    const { revision } = await settings()
    const before = file()
    const smuggled = await change(lan, revision, { defaultProfile: 'xmldsig-enveloped\nautoStart: false' })
    expect(told(smuggled)).toEqual([422, 'ERR_CONFIG_INVALID'])
    const wrong = await change(lan, revision, { limits: { attemptsMax: 0 }, console: { hosts: ['không phải tên'] } })
    expect(told(wrong)).toEqual([422, 'ERR_CONFIG_INVALID'])
    expect(wrong.body.fields).toEqual([
      expect.objectContaining({ field: 'limits.attemptsMax', vi: 'phải từ 1 trở lên' }),
      expect.objectContaining({ field: 'console.hosts[0]' }),
    ])
    for (const body of [{ stateDir: '/tmp' }, { tls: { mode: 'off' } }, { limits: { attemptsMax: {} } }])
      expect(told(await change(lan, revision, body))).toEqual([400, 'ERR_REQUEST_INVALID'])
    expect(told(await lan.call('PATCH', '/admin/settings', { body: { autoStart: false } }))).toEqual([
      400,
      'ERR_REQUEST_INVALID',
    ])
    expect(file()).toBe(before)
  })

  test('what waits for a restart is said until it came, and what does not is in force at once', async () => {
    const { revision } = await settings()
    const changed = await change(lan, revision, {
      limits: { laneQueueMax: 99, documentBytesMax: 5_000_000 },
      console: { sessionHours: 11 },
    })
    expect(changed.body.needsRestart).toEqual(['limits.documentBytesMax', 'limits.laneQueueMax'])
    expect(changed.body.restartKeys).toContain('listen')
    const status = await lan.call('GET', '/admin/status')
    expect(JSON.stringify(status.body.notices)).toContain('limits.laneQueueMax')
    const { session } = (await lan.call('GET', '/auth/me')).body
    expect(Date.parse(session.expiresAt) - Date.parse(session.createdAt)).toBeLessThanOrEqual(11 * 3_600_000)
    await gateway.stop()
    await gateway.restart()
    expect((await settings()).needsRestart).toEqual([])
  })

  test('the gateway is not sent to an address that it does not have, or to a port that is taken', async () => {
    const taken = createServer()
    await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve))
    const { revision } = await settings()
    const at = taken.address()
    const takenPort = typeof at === 'object' && at !== null ? at.port : 0
    const tries = [
      [{ host: '203.0.113.9' }, 'listen.host'],
      [{ port: takenPort }, 'listen.port'],
    ] as const
    for (const [listen, field] of tries) {
      const answer = await change(lan, revision, { listen })
      expect([...told(answer), answer.body.fields[0].field]).toEqual([422, 'ERR_CONFIG_INVALID', field])
    }
    taken.close()
    const answer = await change(lan, revision, { listen: { host: '0.0.0.0' } })
    expect([answer.status, answer.body.needsRestart]).toEqual([200, ['listen']])
    expect((await change(lan, answer.body.revision, { listen: { host: '127.0.0.1' } })).body.needsRestart).toEqual([])
  })

  test('who may only look is refused', async () => {
    const { revision } = await settings(hoa)
    expect(told(await change(hoa, revision, { autoStart: false }))).toEqual([403, 'ERR_ROLE_FORBIDDEN'])
    for (const path of ['/admin/doctor', '/admin/backup'])
      expect(told(await hoa.call('GET', path))).toEqual([403, 'ERR_ROLE_FORBIDDEN'])
  })
})

test('a profile is added, told wrong at its field, and removed only once nothing uses it', async () => {
  const profiles = async (): Promise<ProfilesView> => (await lan.call('GET', '/admin/profiles')).body
  const call = async (method: string, name: string, body?: object) =>
    lan.call(method, `/admin/profiles/${name}`, {
      ...(body ? { body } : {}),
      headers: { 'if-match': (await profiles()).revision },
    })
  const [whole] = (await profiles()).profiles
  expect(whole).toMatchObject({ name: 'xmldsig-enveloped', builtIn: true, isDefault: true, inForce: true })
  const options = {
    ...whole?.options,
    signs: { path: '/HoaDon/DuLieu' },
    placedIn: '/HoaDon/ChuKy',
    createParent: true,
  }
  const wrong = await call('PUT', 'hoa-don', { ...options, placedIn: 'HoaDon' })
  expect([...told(wrong), wrong.body.fields[0].field]).toEqual([
    ...[422, 'ERR_CONFIG_INVALID', 'profiles.hoa-don.placedIn'],
  ])
  expect(told(await call('PUT', 'customs-1543', options))).toEqual([422, 'ERR_CONFIG_INVALID'])
  expect((await call('PUT', 'hoa-don', options)).status).toBe(200)
  const added = (await profiles()).profiles.at(-1)
  expect(added).toMatchObject({ name: 'hoa-don', builtIn: false, inForce: false, options })
  await call('PUT', 'hoa-don', { ...options, signs: { whole: true }, placedIn: null, createParent: false })
  expect((await profiles()).profiles.at(-1)?.options).toMatchObject({ signs: { whole: true }, placedIn: null })
  await change(lan, (await settings()).revision, { defaultProfile: 'hoa-don' })
  expect(told(await call('DELETE', 'hoa-don'))).toEqual([409, 'ERR_PROFILE_IN_USE'])
  await change(lan, (await settings()).revision, { defaultProfile: null })
  expect((await call('DELETE', 'hoa-don')).status).toBe(200)
  expect(told(await call('DELETE', 'customs-1543'))).toEqual([404, 'ERR_NOT_FOUND'])
  expect(file()).not.toContain('hoa-don')
})

test('the last admin stays, and one session of somebody can be ended', async () => {
  const post = (path: string, body?: object) => lan.call('POST', `/admin/users/${path}`, body ? { body } : {})
  const { roles, rights } = (await hoa.call('GET', '/admin/roles')).body
  expect(rights).toHaveLength(11)
  expect(roles.map(({ role }: { role: string }) => role)).toEqual(['admin', 'approver', 'auditor'])
  const [session] = (await lan.call('GET', '/admin/users/minh/sessions')).body
  expect((await minh.call('GET', '/auth/me')).status).toBe(200)
  expect((await lan.call('DELETE', `/admin/users/minh/sessions/${session.id}`)).body).toEqual({ ended: 1 })
  expect(told(await minh.call('GET', '/auth/me'))).toEqual([401, 'ERR_LOGIN_REQUIRED'])
  expect((await post('minh/disable')).status).toBe(200)
  for (const attempt of [post('lan/disable'), post('lan/role', { role: 'auditor' })])
    expect(told(await attempt)).toEqual([409, 'ERR_LAST_ADMIN'])
  expect((await post('minh/enable')).status).toBe(200)
  expect((await post('lan/role', { role: 'admin' })).status).toBe(200)
})

test('a backup that a browser took restores on an empty host, and its passphrase stays nowhere', async () => {
  const start = (passphrase: string) => lan.call('POST', '/admin/backup', { body: { passphrase } })
  expect(told(await start('ngắn quá'))).toEqual([422, 'ERR_PASSWORD_WEAK'])
  // As some keyboards give it: letters and their marks apart.
  expect((await start(PASSPHRASE.normalize('NFD'))).body.job.state).toBe('making')
  expect(told(await start(PASSPHRASE))).toEqual([409, 'ERR_BACKUP_RUNNING'])
  const view = async (): Promise<BackupView> => (await lan.call('GET', '/admin/backup')).body
  const job = await eventually(async () => {
    const { job } = await view()
    return job?.state === 'making' ? null : job
  }, 60_000)
  if (job.state !== 'ready') throw new Error(JSON.stringify(job))
  expect(await view()).toMatchObject({ lastBackupAt: null, job: { taken: false, historyDamage: null } })

  expect((await download(hoa, job.id)).status).toBe(403)
  const { status, headers, bytes } = await download(lan, job.id)
  expect([status, bytes.length, headers['content-disposition']]).toEqual([
    ...[200, job.bytes, `attachment; filename="${job.fileName}"`],
  ])
  expect(await eventually(async () => (await view()).lastBackupAt)).toBe(job.startedAt)
  expect((await lan.call('DELETE', `/admin/backup/${job.id}`)).body.job).toBeNull()
  expect((await download(lan, job.id)).status).toBe(404)
  expect(readdirSync(join(home, 'state')).filter((name) => /backup|snapshot/.test(name))).toEqual(['last-backup.json'])

  const backupFile = join(folder, job.fileName)
  await writeFile(backupFile, bytes)
  const other = join(folder, 'other', 'congky.yaml')
  const args = ['restore', backupFile, '--passphrase-stdin', '--config', other, '--json']
  expect((await runCongky(args, { stdin: `${PASSPHRASE}\n` })).code).toBe(0)
  expect(existsSync(join(folder, 'other', 'state', 'congky.sqlite'))).toBe(true)
  const notes = (await readHistory(gateway)).map(({ note, requester }) => `${requester} ${note}`)
  expect(notes).toEqual(expect.arrayContaining(['lan backup asked for', `lan backup taken: ${job.fileName}`]))
})

test('a gateway that stops while a backup is made or kept leaves none of it behind', async () => {
  const inState = () => readdirSync(join(home, 'state'))
  const begin = async () => (await lan.call('POST', '/admin/backup', { body: { passphrase: PASSPHRASE } })).body.job
  // Ended while the readable copy lies there.
  const { id } = await begin()
  await eventually(() => inState().some((name) => name.startsWith('.snapshot-')))
  expect((await lan.call('DELETE', `/admin/backup/${id}`)).body.job).toBeNull()
  await eventually(() => inState().every((name) => !name.startsWith('.')))
  await eventually(async () => (await begin())?.state === 'making')
  await gateway.stop()
  expect(readdirSync(join(home, 'state')).filter((name) => name.startsWith('.'))).toEqual([])
  await gateway.restart()
})

test('the log is read from the newest line, filtered, and followed', async () => {
  const log = async (query: string): Promise<LogView> => (await hoa.call('GET', `/admin/log?${query}`)).body
  // The gateway answers a moment before it says that it runs.
  const first = await eventually(async () => {
    const found = await log('search=gateway+is+running')
    return found.lines.length > 0 ? found : null
  })
  expect(first.lines).toEqual([expect.objectContaining({ level: 'info', message: 'gateway is running' })])
  expect((await log(`after=${first.newest}&search=gateway+is+running`)).lines).toEqual([])
  writeFileSync(configFile, `${file()}nonsense: 1\n`)
  const next = await eventually(async () => {
    const { lines } = await log(`after=${first.newest}&level=warn`)
    return lines[0]
  })
  expect([next.level, next.message]).toEqual(['warn', expect.stringContaining('nonsense')])
  const { problems, revision } = await settings()
  expect(problems).toEqual([expect.objectContaining({ field: 'nonsense' })])
  expect(told(await change(lan, revision, { autoStart: false }))).toEqual([422, 'ERR_CONFIG_INVALID'])
  writeFileSync(configFile, file().replace('nonsense: 1\n', ''))
  expect(told(await hoa.call('GET', '/admin/log?level=loud'))).toEqual([400, 'ERR_REQUEST_INVALID'])
})

test('the program says what it is, and doctor what is wrong', async () => {
  const about = (await hoa.call('GET', '/admin/about')).body
  expect(about).toMatchObject({ licence: { name: 'MIT' }, node: process.version, stateDir: join(home, 'state') })
  expect(about.licence.text).toContain('Permission is hereby granted')
  expect(about.packages).toContainEqual(expect.objectContaining({ name: 'fastify', licence: 'MIT' }))
  expect(about.databaseBytes).toBeGreaterThan(10_000)
  expect(Date.parse(about.tls.notAfter)).toBeGreaterThan(Date.now())
  const both: DoctorView[] = (
    await Promise.all([lan.call('GET', '/admin/doctor'), lan.call('GET', '/admin/doctor')])
  ).map(({ body }) => body)
  const verdicts = new Map(both[0]?.findings.map(({ check, verdict }) => [check, verdict]))
  expect([verdicts.get('daemon'), verdicts.get('backup'), verdicts.get('node')]).toEqual(['ok', 'ok', 'ok'])
})

function download(visitor: WebVisitor, id: string) {
  const path = `${gateway.url}/api/v1/admin/backup/${id}/file`
  return new Promise<{ status: number; headers: Record<string, unknown>; bytes: Buffer }>((resolve, reject) => {
    const call = request(path, { headers: { cookie: visitor.cookie ?? '' }, rejectUnauthorized: false }, (response) => {
      const pieces: Buffer[] = []
      response.on('data', (piece: Buffer) => pieces.push(piece))
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, headers: response.headers, bytes: Buffer.concat(pieces) }),
      )
    })
    call.once('error', reject)
    call.end()
  })
}
