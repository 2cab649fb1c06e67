/** One file takes an office to another host: made while it works, restored into nothing, and locked until confirmed. */
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { request } from 'node:https'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { DeclarantsTable } from './support/declarants-table.ts'
import { makeFolder, removeFolder } from './support/folder.ts'
import { freePort } from './support/free-port.ts'
import { eventually, GatewayFixture, runCongky } from './support/gateway.ts'
import { readHistory } from './support/history.ts'
import { AGENT, CLIENT, createOffice, type Office, OWN_A, OWN_B, PIN, TOKENS } from './support/office.ts'
import { PairedWorkstation } from './support/workstation.ts'

const PASSPHRASE = 'Canary-Passphrase-bốn từ dễ nhớ\n'
const DATABASE_PASSWORD = 'Canary-Password-backup'
const folder = makeFolder('backup')
const backupFile = join(folder, 'office.backup')
let office: Office
let table: DeclarantsTable
let port: number
let original: GatewayFixture
let restored: GatewayFixture | undefined

interface Status {
  readonly state: string
  readonly restored: { readonly backupAt: string } | null
  readonly lastBackupAt: string | null
  readonly notices: readonly { readonly en: string }[]
}

beforeAll(async () => {
  office = await createOffice(folder)
  table = new DeclarantsTable(join(folder, 'declarations.db'))
  port = await freePort()
  original = await GatewayFixture.start({
    folder: join(folder, 'original'),
    config: { ...office.config, sources: [table.source('khai-bao', { leaseMs: 3_000 })], autoStart: true },
    env: office.softHsm.env,
    port,
  })
  expect((await original.run(['source', 'init-table', 'khai-bao'])).code).toBe(0)
  expect((await original.run(['secret', 'set', 'kho', '--value-stdin'], DATABASE_PASSWORD)).code).toBe(0)
  await original.unlock(AGENT.token, PIN)
})
afterAll(async () => {
  await original?.kill()
  await restored?.stop()
  table?.close()
  removeFolder(folder)
})

const insert = (taxCode: string, count: number) =>
  table.insert(Array.from({ length: count }, (_, at) => ({ taxCode, document: `<ToKhai><So>${at}</So></ToKhai>` })))
const restore = (to: string, more: readonly string[] = [], file = backupFile, passphrase = PASSPHRASE) =>
  runCongky(['restore', file, '--passphrase-stdin', '--config', join(to, 'congky.yaml'), '--json', ...more], {
    stdin: passphrase,
  })
const codeOf = ({ stdout }: { readonly stdout: string }) =>
  (JSON.parse(stdout) as { error?: { code: string } }).error?.code ?? 'none'

/** What the state database and an HTTP call say, past the gateway's own words. */
function gatewayId(gatewayFolder: string): string {
  const sqlite = new Database(join(gatewayFolder, 'state', 'congky.sqlite'), { readonly: true })
  const id = sqlite.prepare<[], string>('SELECT id FROM gateway').pluck().get() ?? ''
  sqlite.close()
  return id
}
function post(
  path: string,
  accessKey: string,
  body: string,
  more: Readonly<Record<string, string>> = {},
): Promise<{ status: number; text: string }> {
  return new Promise((resolve, reject) => {
    const headers = { authorization: `Bearer ${accessKey}`, 'content-type': 'application/xml', ...more }
    const call = request(
      { host: '127.0.0.1', port, method: 'POST', path, headers, rejectUnauthorized: false },
      (answer) => {
        let text = ''
        answer.setEncoding('utf8').on('data', (chunk: string) => (text += chunk))
        answer.on('end', () => resolve({ status: answer.statusCode ?? 0, text }))
      },
    )
    call.once('error', reject)
    call.end(body)
  })
}

test('an office moves to an empty host with one file, and no row is signed twice', async () => {
  const workstation = await PairedWorkstation.pair(original, 'may-01', 'all')
  const { accessKey } = workstation.pairing
  insert(CLIENT.taxCode, 40)
  insert(OWN_A.taxCode, 20)
  insert(OWN_B.taxCode, 10)
  // Two tokens are locked: their rows are in hand when the backup is made.
  await eventually(() => table.count(2) === 40 && table.count(1) === 30)
  const sendKeyed = (wait: number) =>
    post(`/api/v1/sign?wait=${wait}&taxCode=${OWN_A.taxCode}`, accessKey, '<ToKhai/>', {
      'idempotency-key': 'to-khai-1',
    })
  expect([202, 409]).toContain((await sendKeyed(0)).status)
  const made = await original.json<{ entries: readonly string[] }>(
    ['backup', backupFile, '--passphrase-stdin'],
    PASSPHRASE,
  )
  expect(made.entries).toEqual([
    ...['manifest.json', 'congky.yaml'],
    ...['history-key.pem', 'secrets.json', 'secrets.key', 'tls.pem', 'congky.sqlite'].map((name) => `state/${name}`),
  ])
  const oldId = gatewayId(original.folder)
  // What the backup shows as waiting is signed by the original after it, and some is still in its hands when it dies.
  await original.unlock(OWN_A.token, PIN)
  await eventually(() => table.count(2) === 60)
  expect((await sendKeyed(20)).status).toBe(200)
  await original.kill()
  const signedBefore = table.rows().filter(({ state }) => state === 2)
  removeFolder(original.folder)

  expect(statSync(backupFile).mode & 0o777).toBe(0o600)
  const bytes = readFileSync(backupFile)
  for (const secret of ['ToKhai', 'Canary-', 'PRIVATE KEY', CLIENT.taxCode]) expect(bytes.includes(secret)).toBe(false)
  const verified = await runCongky(['backup', backupFile, '--verify', '--passphrase-stdin', '--json'], {
    stdin: PASSPHRASE,
  })
  expect(JSON.parse(verified.stdout).entries).toHaveLength(7)

  const home = join(folder, 'restored')
  const answer = await restore(home)
  expect(answer.stderr + answer.stdout).toContain('keptAside')
  restored = await GatewayFixture.startAsItIs({ folder: home, port, env: office.softHsm.env })
  expect(gatewayId(home)).not.toBe(oldId)

  // Locked: unlocked tokens, rows and workstations change nothing, nor does a restart or a plain resume.
  for (const token of TOKENS) await restored.unlock(token, PIN)
  insert(CLIENT.taxCode, 5)
  const refused = await post('/api/v1/sign?wait=5', accessKey, '<a/>')
  expect([refused.status, JSON.parse(refused.text).code]).toEqual([503, 'ERR_RESTORE_UNCONFIRMED'])
  expect(codeOf(await restored.run(['resume', '--json']))).toBe('ERR_RESTORE_UNCONFIRMED')
  expect((await restored.run(['status'])).stdout).toContain('congky resume --confirm-restore')
  await restored.stop()
  await restored.restart()
  for (const token of TOKENS) await restored.unlock(token, PIN)
  const locked = await restored.admin<Status>('GET', '/status')
  expect(locked).toMatchObject({ state: 'paused', restored: { backupAt: JSON.parse(verified.stdout).createdAt } })
  expect([table.count(0) + table.count(1), table.count(2)]).toEqual([15, 60])

  expect((await restored.run(['resume', '--confirm-restore'])).code).toBe(0)
  // The original signed it after the backup: a person decides, whatever the workstation repeats.
  const repeated = await sendKeyed(0)
  expect([repeated.status, JSON.parse(repeated.text).code]).toEqual([409, 'ERR_RESTORED_REQUEST'])
  await eventually(() => table.count(2) === 75, 60_000)
  const answers = new Map(table.rows().map((row) => [row.id, row.signed_document]))
  for (const { id, signed_document } of signedBefore) expect(answers.get(id)).toBe(signed_document)
  const signatures = (await readHistory(restored)).filter(({ kind }) => kind === 'signed')
  expect(signatures).toHaveLength(40 + 10 + 5)
  await restored.run(['pause'])
  const twice = await restored.run(['resume', '--confirm-restore', '--json'])
  expect([twice.code, codeOf(twice)]).toEqual([1, 'ERR_NOT_RESTORED'])
  expect(await restored.admin<Status>('GET', '/status')).toMatchObject({ state: 'paused' })
  await restored.run(['resume'])
  const signed = await post('/api/v1/sign?wait=20', accessKey, '<a/>')
  expect([signed.status, signed.text]).toEqual([200, expect.stringContaining('Signature')])
  expect(await restored.json(['history', 'verify'])).toMatchObject({ intact: true })
  const history = await readHistory(restored)
  expect(
    history.some((line) => line.kind === 'gateway' && JSON.stringify(line).includes('restored from the backup of')),
  ).toBe(true)
  await restored.stop()
  await restored.restart()
  expect(await restored.admin<Status>('GET', '/status')).toMatchObject({ state: 'running', restored: null })
  expect((await restored.run(['secret', 'list'])).code).toBe(0)
})

test('a wrong passphrase, a cut, a flipped byte and a newer format each have their own code, and change nothing', async () => {
  const bytes = readFileSync(backupFile)
  const home = join(folder, 'nowhere')
  const bad = join(folder, 'bad.backup')
  const tryWith = async (content: Buffer) => {
    writeFileSync(bad, content)
    return codeOf(await restore(home, [], bad))
  }
  expect(codeOf(await restore(home, [], backupFile, 'Canary-Passphrase-another one'))).toBe('ERR_BACKUP_PASSPHRASE')
  expect(await tryWith(bytes.subarray(0, bytes.length - 100))).toBe('ERR_BACKUP_TRUNCATED')
  const flipped = Buffer.from(bytes)
  const middle = Math.floor(bytes.length / 2)
  flipped.writeUInt8((flipped[middle] ?? 0) ^ 0x10, middle)
  expect(await tryWith(flipped)).toBe('ERR_BACKUP_DAMAGED')
  const lineEnd = bytes.indexOf(0x0a)
  const newer = bytes.subarray(0, lineEnd).toString().replace('"version":1', '"version":9')
  const sum = createHash('sha256').update(newer).digest('hex')
  expect(await tryWith(Buffer.concat([Buffer.from(`${newer}\n${sum}\n`), bytes.subarray(lineEnd + 66)]))).toBe(
    'ERR_BACKUP_NEWER',
  )
  expect(existsSync(home) ? readdirSync(home) : []).toEqual([])
})

test('what to type next reaches the restored gateway from any folder', async () => {
  const file = join(folder, 'máy mới', 'congky.yaml')
  const args = ['restore', backupFile, '--passphrase-stdin', '--config', file]
  const { stdout } = await runCongky(args, { stdin: PASSPHRASE })
  for (const next of ['start', 'unlock', 'resume --confirm-restore'])
    expect(stdout).toContain(`→ congky ${next} --config '${file}'\n`)
  expect(stdout).toContain('congky workstation revoke')
})

test('a gateway that is there is not overwritten, except when asked, and then it is kept', async () => {
  const home = join(folder, 'restored')
  expect(codeOf(await restore(home))).toBe('ERR_RESTORE_OVER_STATE')
  expect(codeOf(await restore(home, ['--replace']))).toBe('ERR_STATE_IN_USE')
  await restored?.stop()
  const before = gatewayId(home)
  const { keptAside } = JSON.parse((await restore(home, ['--replace'])).stdout) as { keptAside: readonly string[] }
  expect(keptAside).toHaveLength(2)
  expect(gatewayId(home)).not.toBe(before)
  const [keptState = ''] = keptAside
  rmSync(join(home, 'state'), { recursive: true })
  renameSync(keptState, join(home, 'state'))
  expect(gatewayId(home)).toBe(before)
})

test('a short passphrase and a file that is there are refused', async () => {
  const args = [
    'backup',
    join(folder, 'x'),
    '--passphrase-stdin',
    '--config',
    join(folder, 'restored', 'congky.yaml'),
    '--json',
  ]
  expect(codeOf(await runCongky(args, { stdin: 'ngắn\n' }))).toBe('ERR_USAGE')
  expect(existsSync(join(folder, 'x'))).toBe(false)
  args[1] = backupFile
  expect(codeOf(await runCongky(args, { stdin: PASSPHRASE }))).toBe('ERR_FILE_EXISTS')
})
