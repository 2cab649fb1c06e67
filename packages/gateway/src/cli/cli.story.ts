/** The command as people run it: the built program, a real terminal, no daemon. */
import { type ChildProcess, spawn } from 'node:child_process'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { makeFolder, removeFolder } from '../../../../test/support/folder.ts'

const CONGKY = fileURLToPath(new URL('../../bin/congky.js', import.meta.url))
/** Of util-linux: runs a command on a terminal of its own. */
const TERMINAL = 'script'
const CANARY = 'Canary-Password-52917'

const folder = makeFolder('cli-story')
const file = join(folder, 'congky.yaml')
const env = { ...process.env, CONGKY_LANG: 'vi', CONGKY_CONFIG: file, NO_COLOR: '1' }

async function end(child: ChildProcess): Promise<{ code: number | null; out: string; err: string }> {
  const closed = new Promise<number | null>((resolve) => child.once('close', resolve))
  const read = async (stream: NodeJS.ReadableStream | null) => (stream === null ? '' : text(stream))
  const [code, out, err] = await Promise.all([closed, read(child.stdout), read(child.stderr)])
  return { code, out, err }
}

function congky(args: readonly string[], input = '') {
  const child = spawn(process.execPath, [CONGKY, ...args], { cwd: folder, env })
  child.stdin.end(input)
  return end(child)
}

/** Runs it on a terminal, and types once the prompt has appeared. */
function typeInto(args: readonly string[], prompt: string, keys: string) {
  const command = [process.execPath, CONGKY, ...args].map((word) => `'${word}'`).join(' ')
  const child = spawn(TERMINAL, ['-qefc', command, '/dev/null'], { cwd: folder, env })
  let seen = ''
  child.stdout.on('data', (chunk) => {
    const before = seen
    seen += chunk
    if (!before.includes(prompt) && seen.includes(prompt)) child.stdin.write(keys)
  })
  return end(child)
}

/** Everything that was written below the folder. */
function filesBelow(): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'utf8'))
}

beforeAll(async () => {
  const { code, out } = await congky(['init'])
  expect(out).toContain('Đã tạo')
  expect(code).toBe(0)
})
afterAll(() => removeFolder(folder))

test('a first configuration is valid, and is not written over', async () => {
  expect((await congky(['config', 'check'])).out).toContain('hợp lệ')
  const again = await congky(['init'])
  expect([again.code, again.err]).toEqual([1, expect.stringContaining('Đã có tệp cấu hình')])
})

test('a source is made, tested and counted from nothing', async () => {
  const config = readFileSync(file, 'utf8')
  writeFileSync(
    file,
    config.replace(/^ {2}# (- name: khai-bao\n) {2}# ( .*\n) {2}# ( .*\n) {2}# ( .*\n)/m, '  $1  $2  $3  $4'),
  )
  const missing = await congky(['source', 'test', 'khai-bao'])
  expect([missing.code, missing.out]).toEqual([1, expect.stringContaining('congky source init-table khai-bao')])
  expect((await congky(['source', 'init-table', 'khai-bao'])).out).toContain('Đã tạo bảng congky_request')
  const tested = await congky(['source', 'test', 'khai-bao', '--json'])
  expect(JSON.parse(tested.out)).toMatchObject({ ok: true, counts: { pending: 0 } })
  expect(tested.code).toBe(0)
})

test('a password typed on a terminal is stored and appears nowhere: not on the screen, not in a file', async () => {
  const typed = await typeInto(['secret', 'set', 'ecus'], 'Mật khẩu cho ecus', `x\u007f${CANARY}\r`)
  expect([typed.code, typed.out]).toEqual([0, expect.stringContaining('Đã lưu mật khẩu ecus')])
  expect(typed.out).not.toContain(CANARY)
  expect(filesBelow().join('\n')).not.toContain(CANARY)
  expect(JSON.parse((await congky(['secret', 'list', '--json'])).out)).toEqual([
    { name: 'ecus', from: 'file', usedBy: [] },
  ])
})

test('Ctrl+C at a prompt changes nothing', async () => {
  const cancelled = await typeInto(['secret', 'set', 'khac'], 'Mật khẩu cho khac', 'abc\u0003')
  expect(cancelled.code).toBe(1)
  expect((await congky(['secret', 'list', '--json'])).out).not.toContain('khac')
})

test('a document without a signature is told so, and one that is no XML too', async () => {
  writeFileSync(join(folder, 'to-khai.xml'), '<ToKhai><So>1</So></ToKhai>')
  const unsigned = await congky(['verify', 'to-khai.xml'])
  expect([unsigned.code, unsigned.out]).toEqual([1, expect.stringContaining('không có chữ ký')])
  const none = await congky(['verify', 'congky.yaml', '--json'])
  expect([none.code, JSON.parse(none.out).error.code]).toEqual([1, 'ERR_DOCUMENT_NOT_XML'])
  expect((await congky(['verify', 'khong-co.xml'])).err).toContain('tệp không tồn tại')
})

test('what needs the gateway says how to start it; what needs its data says that there is none yet', async () => {
  for (const args of [['status'], ['unlock'], ['pause'], ['tokens', 'list'], ['workstation', 'list']]) {
    const { code, err } = await congky(args)
    expect([code, err]).toEqual([1, expect.stringContaining('congky start')])
  }
  for (const args of [
    ['requests', 'list'],
    ['history', 'list'],
    ['history', 'verify'],
    ['history', 'export'],
  ]) {
    const { code, err } = await congky(args)
    expect([code, err]).toEqual([1, expect.stringContaining('chưa có dữ liệu')])
  }
})

test('a start with a broken configuration tells every line and does not start', async () => {
  const broken = join(folder, 'broken.yaml')
  writeFileSync(broken, 'lisen: 1\nlisten: {port: x}\n')
  const { code, err } = await congky(['start', '--config', broken])
  expect(code).toBe(1)
  expect(err).toContain(`${broken}:1:1: lisen`)
  expect(err).toContain(`${broken}:2:16: listen.port`)
})

test('a reader that has seen enough is no failure', async () => {
  const { code, err } = await end(spawn('sh', ['-c', `'${process.execPath}' '${CONGKY}' --help | true`], { env }))
  expect([code, err]).toEqual([0, ''])
})
