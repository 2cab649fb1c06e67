/** `congky-client watch`: every file of a folder signed once, whatever happens meanwhile. */
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { FaultModule } from './support/fault-module.ts'
import { makeFolder, removeFolder } from './support/folder.ts'
import { FolderWatcher } from './support/folder-watcher.ts'
import { eventually, GatewayFixture } from './support/gateway.ts'
import { readHistory } from './support/history.ts'
import { AGENT, CLIENT, createOffice, OWN_A, PIN, TOKENS } from './support/office.ts'
import { PairedWorkstation } from './support/workstation.ts'

const folder = makeFolder('client-watch')
let driver: FaultModule
let gateway: GatewayFixture
let workstation: PairedWorkstation
let watcher: FolderWatcher | null = null

beforeAll(async () => {
  const office = await createOffice(folder)
  driver = await FaultModule.create(join(folder, 'driver'), office.softHsm)
  gateway = await GatewayFixture.start({
    folder: join(folder, 'gateway'),
    config: { ...office.config, modules: [{ name: 'softhsm', path: driver.modulePath }] },
    env: driver.env,
  })
  await unlockAll()
  workstation = await PairedWorkstation.pair(gateway, 'may-1', 'all')
})
afterEach(async ({ task }) => {
  await watcher?.kill()
  if (task.result?.state === 'fail') console.error(watcher?.output)
})
afterAll(async () => {
  await gateway?.stop()
  removeFolder(folder)
})

const unlockAll = () => Promise.all(TOKENS.map((token) => gateway.unlock(token, PIN)))
const declaration = (text: string) => `<?xml version="1.0" encoding="UTF-8"?>\n<ToKhai><So>${text}</So></ToKhai>\n`

function inbox(name: string): string {
  const path = join(workstation.folder, name)
  mkdirSync(path, { recursive: true })
  return path
}

/** Starts watching, once the connection is up or found missing. */
async function startWatching(name: string, args: readonly string[] = []): Promise<FolderWatcher> {
  const started = new FolderWatcher(workstation, name, args)
  watcher = started
  await eventually(() => started.has('watching'))
  return started
}

/** A program that is done at once: writes under a temporary name, then renames. */
function drop(path: string, text: string): void {
  writeFileSync(`${path}.tmp`, text)
  renameSync(`${path}.tmp`, path)
}

const list = (path: string) =>
  (existsSync(path) ? readdirSync(path) : []).filter((name) => !name.startsWith('.')).sort()

/** How often each file was signed, by its name, as the gateway's own history tells. */
async function signaturesOf(names: readonly string[]): Promise<Record<string, number>> {
  const history = await readHistory(gateway)
  const counts = Object.fromEntries(names.map((name) => [name, 0]))
  for (const { kind, reference } of history) {
    if (kind === 'signed' && reference && reference in counts) counts[reference] = (counts[reference] ?? 0) + 1
  }
  return counts
}

test('files are signed as they come: slow ones when complete, by the tax code of their subfolder, bad ones put aside', async () => {
  const path = inbox('thu-muc')
  mkdirSync(join(path, OWN_A.taxCode))
  const watching = await startWatching('thu-muc', ['--tax-code', CLIENT.taxCode])

  const slow = declaration('chậm')
  writeFileSync(join(path, 'cham.xml'), slow.slice(0, 20))
  drop(join(path, 'nhanh.xml'), declaration('nhanh'))
  drop(join(path, OWN_A.taxCode, 'rieng.xml'), declaration('riêng'))
  drop(join(path, 'hong.xml'), '<ToKhai><So>')
  const signed = () => watching.events.flatMap(({ event, file }) => (event === 'signed' ? [file] : []))
  // Written until the quick ones are through, and for longer than a file has to be quiet to count as complete.
  const writtenUntil = Date.now() + 2_500
  while (Date.now() < writtenUntil || !signed().includes('nhanh.xml')) {
    await sleep(100)
    appendFileSync(join(path, 'cham.xml'), ' ')
  }
  expect(signed()).not.toContain('cham.xml')
  appendFileSync(join(path, 'cham.xml'), slow.slice(20))
  await eventually(() => ['cham.xml', join(OWN_A.taxCode, 'rieng.xml')].every((file) => signed().includes(file)))

  // The half-written file was never sent: the gateway saw exactly one bad document.
  const refused = (await readHistory(gateway))
    .filter(({ kind }) => kind === 'rejected')
    .map(({ reference }) => reference)
  expect(refused).toEqual(['hong.xml'])
  await eventually(() => list(path).join() === [OWN_A.taxCode, 'da-ky', 'goc', 'loi'].join())
  expect(list(join(path, 'goc'))).toEqual([OWN_A.taxCode, 'cham.xml', 'nhanh.xml'])
  expect(list(join(path, 'loi'))).toEqual(['hong.xml', 'hong.xml.loi.txt'])
  expect(readFileSync(join(path, 'loi', 'hong.xml.loi.txt'), 'utf8')).toMatch(/Lý do: .*XML[\s\S]*ERR_DOCUMENT_NOT_XML/)
  const verified = await workstation.run([
    ...['verify', '--json', join(path, 'da-ky', 'cham.xml')],
    join(path, 'da-ky', OWN_A.taxCode, 'rieng.xml'),
  ])
  const subjects = (JSON.parse(verified.stdout) as { files: { report: { signatures: { certificate: object }[] } }[] })
    .files
  expect(subjects.map(({ report }) => report.signatures[0]?.certificate)).toEqual([
    expect.objectContaining({ subject: expect.stringContaining(AGENT.name) }),
    expect.objectContaining({ subject: expect.stringContaining(OWN_A.name) }),
  ])

  // The same name again is a new document, and the first result stays.
  drop(join(path, 'nhanh.xml'), declaration('nhanh, lần hai'))
  await eventually(() => list(join(path, 'da-ky')).includes('nhanh (2).xml'))
  expect(readFileSync(join(path, 'da-ky', 'nhanh.xml'), 'utf8')).toContain('<So>nhanh</So>')
  expect(await watching.stop()).toBe(0)
  expect(watching.events.at(-1)).toMatchObject({ event: 'stopped', signed: 4, rejected: 1 })
})

test('killed again and again in the middle of sixty files, it signs each exactly once', async () => {
  const path = inbox('kill-9')
  const names = Array.from({ length: 60 }, (_, index) => `to-khai-${String(index).padStart(2, '0')}.xml`)
  for (const name of names) writeFileSync(join(path, `${name}.part`), declaration(name))
  await sleep(20) // so that the rename is later than the last byte on any clock
  for (const name of names) renameSync(join(path, `${name}.part`), join(path, name))
  const isDone = () => list(join(path, 'goc')).length === names.length
  let kills = 0
  // Some seconds of work: quicker tokens would be through with it before anybody sees them in the middle.
  driver.on('C_Sign', { takesMs: 40 })
  for (const progress of [1, 3, 11, 24, 41]) {
    const watching = await startWatching('kill-9')
    // Not at a round moment: while that many are through, others are sent, signed, written and moved.
    await eventually(() => list(join(path, 'da-ky')).length >= progress)
    await sleep(Math.random() * 40)
    await watching.kill()
    if (!isDone()) kills += 1
  }
  driver.clear()
  expect(kills).toBeGreaterThan(2)
  await startWatching('kill-9')
  await eventually(isDone)
  expect(await watcher?.stop()).toBe(0)
  expect(await signaturesOf(names)).toEqual(Object.fromEntries(names.map((name) => [name, 1])))
  expect(list(join(path, 'da-ky'))).toEqual(names)
  // Nothing half-written was left, and no signature went to the wrong file.
  for (const name of names) expect(readFileSync(join(path, 'da-ky', name), 'utf8')).toContain(`<So>${name}</So>`)
  expect(readdirSync(join(path, 'da-ky')).filter((name) => name.startsWith('.'))).toEqual([])
})

test('a gateway that is away is waited for, and a file that changes meanwhile is a new one', async () => {
  const path = inbox('cho-doi')
  await gateway.stop()
  const watching = await startWatching('cho-doi')
  drop(join(path, 'a.xml'), declaration('đợi'))
  await eventually(() => watching.has('gateway-away'))
  await gateway.restart()
  // Accepted, and held for the PIN: in the hands of the gateway while its file is replaced.
  await eventually(() => watching.has('waiting'))
  drop(join(path, 'a.xml'), declaration('đã sửa'))
  await unlockAll()
  await eventually(() => list(join(path, 'da-ky')).length === 2 && list(path).join() === 'da-ky,goc,loi')
  const results = list(join(path, 'da-ky')).map((name) => readFileSync(join(path, 'da-ky', name), 'utf8'))
  expect(results.map((text) => /<So>(.*)<\/So>/.exec(text)?.[1]).sort()).toEqual(['đã sửa', 'đợi'].sort())
  expect(watching.events.map(({ event }) => event)).toEqual(
    expect.arrayContaining(['gateway-away', 'gateway-back', 'waiting', 'changed']),
  )
  expect(await watching.stop()).toBe(0)
})

test('it leaves the folder to who watches it already, and ends when its access was revoked', async () => {
  const path = inbox('thu-hoi')
  const other = await PairedWorkstation.pair(gateway, 'may-2', 'all')
  const own = workstation
  try {
    workstation = other
    mkdirSync(join(other.folder, 'thu-hoi'))
    const watching = await startWatching('thu-hoi')
    const second = await other.run(['watch', 'thu-hoi'])
    expect([second.code, second.stderr]).toEqual([1, expect.stringContaining('another congky-client watches it')])
    await gateway.admin('DELETE', '/workstations/may-2')
    expect(await watching.ended()).toBe(1)
    expect(watching.events.at(-1)).toMatchObject({ event: 'failed', error: { code: 'ERR_UNAUTHENTICATED' } })
  } finally {
    workstation = own
  }
  rmSync(path, { recursive: true })
  expect((await workstation.run(['watch', 'khong-co'])).code).toBe(1)
  mkdirSync(path)
  expect((await workstation.run(['watch', 'thu-hoi', '--output', 'thu-hoi'])).code).toBe(2)
})
