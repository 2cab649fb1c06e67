import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { encodePairingCode } from '@congky/shared'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { RememberingGateway } from '../testing/remembering-gateway.ts'
import { type StandInGateway, type StandInOptions, startStandInGateway } from '../testing/stand-in-gateway.ts'
import { makeTestCertificate } from '../testing/test-certificate.ts'
import type { CliIo } from './cli-context.ts'
import { runCli } from './run-cli.ts'

let folder: string
const gateways: StandInGateway[] = []
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'congky-client-'))
})
afterEach(async () => {
  for (const gateway of gateways.splice(0)) await gateway.close()
  await rm(folder, { recursive: true })
})

async function startGateway(options: StandInOptions): Promise<StandInGateway> {
  const gateway = await startStandInGateway(options)
  gateways.push(gateway)
  return gateway
}

interface RunOptions {
  readonly stdin?: string
  readonly env?: NodeJS.ProcessEnv
  readonly platform?: NodeJS.Platform
  readonly terminal?: boolean
  readonly signal?: AbortSignal
}
/** Runs one command line as a process would, in `folder`. */
async function run(args: string[], options: RunOptions = {}) {
  let [out, err] = ['', '']
  const io: CliIo = {
    env: { CONGKY_CLIENT_CONFIG: join(folder, 'config', 'client.json'), CONGKY_LANG: 'en', ...options.env },
    platform: options.platform ?? 'linux',
    cwd: folder,
    stdin: Readable.from([options.stdin ?? '']),
    stdout: { write: (text) => (out += text) },
    stderr: { write: (text) => (err += text), isTTY: options.terminal ?? false, columns: 120 },
  }
  const exitCode = await runCli(args, io, options.signal ?? new AbortController().signal)
  return { exitCode, out, err, json: args.includes('--json') ? JSON.parse(out) : null }
}

const write = (name: string, text: string) => writeFile(join(folder, name), text)
const read = (name: string) => readFile(join(folder, name), 'utf8')
const at = (gateway: StandInGateway) => ['--url', gateway.url, '--access-key-stdin']
const withKey = { stdin: 'ck_secret\n' }

describe('sign', () => {
  test('writes the signed file beside the original and tells so in a table', async () => {
    const gateway = await startGateway({ onWebSocket: new RememberingGateway().onWebSocket })
    await write('tờ-khai.xml', '<a/>')
    const { exitCode, out } = await run(['sign', 'tờ-khai.xml', '--lang', 'vi', ...at(gateway)], withKey)
    expect(exitCode).toBe(0)
    expect(await read('tờ-khai.signed.xml')).toBe('<a/><!--1-->')
    expect(out).toContain('Tệp          Kết quả')
    expect(out).toMatch(/tờ-khai\.xml {2}tờ-khai\.signed\.xml {2}CÔNG TY A \(54\)/)
    expect(out).toContain('Đã ký 1/1, lỗi 0.')
  })

  test('run again signs nothing twice and takes the result of the earlier run for done', async () => {
    const memory = new RememberingGateway()
    const gateway = await startGateway({ onWebSocket: memory.onWebSocket })
    await write('a.xml', '<a/>')
    for (const names of [['a.xml'], ['a.xml'], ['a.xml', 'a.signed.xml']]) {
      const { exitCode } = await run(['sign', ...names, ...at(gateway)], withKey)
      expect(exitCode).toBe(0)
    }
    await rm(join(folder, 'a.signed.xml'))
    await run(['sign', 'a.xml', ...at(gateway)], withKey)
    expect(await read('a.signed.xml')).toBe('<a/><!--1-->')
    expect(memory.signatures).toBe(1)
  })

  test('never overwrites a file that is something else, and signs nothing for it, unless forced', async () => {
    const memory = new RememberingGateway()
    const gateway = await startGateway({ onWebSocket: memory.onWebSocket })
    await write('a.xml', '<a/>')
    await write('a.signed.xml', 'not ours')
    const { exitCode, json } = await run(['sign', 'a.xml', '--json', ...at(gateway)], withKey)
    expect(exitCode).toBe(1)
    expect(json.files[0]).toMatchObject({ file: 'a.xml', state: 'failed', error: { code: 'ERR_FILE_EXISTS' } })
    expect([await read('a.signed.xml'), memory.signatures]).toEqual(['not ours', 0])
    expect((await run(['sign', 'a.xml', '--force', ...at(gateway)], withKey)).exitCode).toBe(0)
    expect(await read('a.signed.xml')).toBe('<a/><!--1-->')
  })

  test('a result that is no document of its kind is named after the whole name, and found again by it', async () => {
    const memory = new RememberingGateway({ mediaType: 'application/pkcs7-signature', fileExtension: '.p7s' })
    const gateway = await startGateway({ onWebSocket: memory.onWebSocket })
    const document = Buffer.from([0x25, 0x50, 0x44, 0x46, 0, 0xff, 0xfe, 0x0a])
    await writeFile(join(folder, 'a.pdf'), document)
    for (const names of [['a.pdf'], ['a.pdf', 'a.pdf.p7s']]) {
      const { exitCode, json } = await run(['sign', ...names, '--json', ...at(gateway)], withKey)
      expect(exitCode).toBe(0)
      expect(json.files).toMatchObject([{ signedFile: 'a.pdf.p7s', mediaType: 'application/pkcs7-signature' }])
    }
    expect(await readFile(join(folder, 'a.pdf.p7s'))).toEqual(Buffer.concat([document, Buffer.from('<!--1-->')]))
    await writeFile(join(folder, 'b.pdf'), document)
    await write('b.pdf.p7s', 'not ours')
    const refused = await run(['sign', 'b.pdf', '--json', ...at(gateway)], withKey)
    expect(refused.json.files[0].error).toMatchObject({ code: 'ERR_FILE_EXISTS' })
    expect([await read('b.pdf.p7s'), memory.signatures]).toEqual(['not ours', 1])
  })

  test('a changed document, profile or tax code is another request', async () => {
    const memory = new RememberingGateway()
    const gateway = await startGateway({ onWebSocket: memory.onWebSocket })
    await write('a.xml', '<a/>')
    await run(['sign', 'a.xml', '--force', ...at(gateway)], withKey)
    await run(['sign', 'a.xml', '--force', '--profile', 'customs-1543', ...at(gateway)], withKey)
    await run(['sign', 'a.xml', '--force', '--tax-code', '0101300842', ...at(gateway)], withKey)
    await write('a.xml', '<b/>')
    await run(['sign', 'a.xml', '--force', ...at(gateway)], withKey)
    expect(memory.signatures).toBe(4)
  })

  test('a file that was rejected can be signed once the reason is gone', async () => {
    const memory = new RememberingGateway()
    const gateway = await startGateway({ onWebSocket: memory.onWebSocket })
    await write('a.xml', '<a/>')
    memory.rejectWith = 'ERR_NO_CERTIFICATE'
    for (let round = 0; round < 3; round++) {
      const { exitCode, json } = await run(['sign', 'a.xml', '--json', ...at(gateway)], withKey)
      expect([exitCode, json.files[0].error.code]).toEqual([1, 'ERR_NO_CERTIFICATE'])
    }
    memory.rejectWith = null
    expect((await run(['sign', 'a.xml', ...at(gateway)], withKey)).exitCode).toBe(0)
    expect((await run(['sign', 'a.xml', ...at(gateway)], withKey)).exitCode).toBe(0)
    expect(memory.signatures).toBe(1)
  })

  test('one file that fails keeps no other from being signed', async () => {
    const gateway = await startGateway({ onWebSocket: new RememberingGateway().onWebSocket })
    await write('a.xml', '<a/>')
    await mkdir(join(folder, 'folder.xml'))
    const names = ['missing.xml', 'folder.xml', 'a.xml']
    const { exitCode, json } = await run(['sign', ...names, '--json', ...at(gateway)], withKey)
    expect(exitCode).toBe(1)
    expect(json).toMatchObject({ signed: 1, failed: 2 })
    expect(
      json.files.map((file: { state: string; error?: { code: string } }) => file.error?.code ?? file.state),
    ).toEqual(['ERR_FILE_UNUSABLE', 'ERR_FILE_UNUSABLE', 'signed'])
  })

  test('two files that would become one are refused before anything is sent', async () => {
    const gateway = await startGateway({ onWebSocket: new RememberingGateway().onWebSocket })
    const { exitCode, err } = await run(['sign', 'x/a.xml', 'y/a.xml', '--out', 'out', ...at(gateway)], withKey)
    expect([exitCode, gateway.heads.length]).toEqual([2, 0])
    expect(err).toContain('x/a.xml and y/a.xml would both be written to out/a.signed.xml')
  })

  test('makes the folder for results; one that cannot be made stops the command before anything is sent', async () => {
    const gateway = await startGateway({ onWebSocket: new RememberingGateway().onWebSocket })
    await write('a.xml', '<a/>')
    const wrong = await run(['sign', 'a.xml', '--out', 'a.xml', '--json', ...at(gateway)], withKey)
    expect([wrong.exitCode, wrong.json.error.code, gateway.heads.length]).toEqual([1, 'ERR_FILE_UNUSABLE', 0])
    const right = await run(['sign', 'a.xml', '--out', 'đã/ký', ...at(gateway)], withKey)
    expect(right.exitCode).toBe(0)
    expect(await readdir(join(folder, 'đã', 'ký'))).toEqual(['a.signed.xml'])
  })

  test('Ctrl-C withdraws what waits and ends with what was done', async () => {
    const memory = new RememberingGateway()
    memory.holds = true
    const gateway = await startGateway({ onWebSocket: memory.onWebSocket })
    await write('a.xml', '<a/>')
    const { exitCode, json } = await run(['sign', 'a.xml', '--json', ...at(gateway)], {
      ...withKey,
      signal: AbortSignal.timeout(300),
    })
    expect([exitCode, json.files[0].error.code]).toEqual([1, 'ERR_CANCELLED'])
    expect(memory.cancelled.length).toBe(1)
  })

  test('--timeout ends the wait for a person, and says what was waited for meanwhile', async () => {
    const memory = new RememberingGateway()
    memory.holds = true
    const gateway = await startGateway({ onWebSocket: memory.onWebSocket })
    await write('a.xml', '<a/>')
    const { exitCode, out, err } = await run(['sign', 'a.xml', '--timeout', '0.3', ...at(gateway)], withKey)
    expect(exitCode).toBe(1)
    expect(err).toContain('waiting (1): The token')
    expect(out).toContain('ERR_DEADLINE_PASSED')
  })

  test('on a terminal one line shows how far it is, and is gone at the end', async () => {
    const gateway = await startGateway({ onWebSocket: new RememberingGateway().onWebSocket })
    await write('a.xml', '<a/>')
    const { err } = await run(['sign', 'a.xml', '--lang', 'vi', ...at(gateway)], { ...withKey, terminal: true })
    expect(err).toContain('đang gửi và lấy kết quả ký ░░')
    expect(err.endsWith('\r\x1b[2K')).toBe(true)
    expect(err).not.toContain('\n')
  })

  test('a gateway that is away is one clear error', async () => {
    const gateway = await startStandInGateway({})
    await gateway.close()
    await write('a.xml', '<a/>')
    const { exitCode, err } = await run(['sign', 'a.xml', '--lang', 'vi', ...at(gateway)], withKey)
    expect(exitCode).toBe(1)
    expect(err).toContain(`Không có cổng ký nào trả lời tại ${gateway.url}.`)
  })

  test('names of files cannot command the terminal', async () => {
    const gateway = await startGateway({ onWebSocket: new RememberingGateway().onWebSocket })
    const { out, err } = await run(['sign', 'a\x1b[2J\u202e.xml', ...at(gateway)], withKey)
    expect(out + err).toContain('a�[2J�.xml')
    expect(out + err).not.toContain('\x1b')
  })
})

describe('on Windows', () => {
  test('patterns are expanded here, since cmd does not', async () => {
    const gateway = await startGateway({ onWebSocket: new RememberingGateway().onWebSocket })
    for (const name of ['b1.xml', 'B2.XML', 'c.xml', 'b1.signed.xml', 'b.txt']) await write(name, '<a/>')
    const { json } = await run(['sign', 'b?.xml', '--json', ...at(gateway)], { ...withKey, platform: 'win32' })
    expect(json.files.map(({ file }: { file: string }) => file)).toEqual(['B2.XML', 'b1.xml'])
    const all = await run(['sign', `${folder}/b*.xml`, '--json', '--force', ...at(gateway)], {
      ...withKey,
      platform: 'win32',
    })
    expect(all.json.skipped).toEqual(['B2.signed.XML', 'b1.signed.xml'].map((name) => join(folder, name)))
  })
})

describe('pair', () => {
  const certificate = makeTestCertificate()
  const answer = { workstation: 'may-tram-1', accessKey: 'ck_secret' }
  const pairing = (gateway: StandInGateway, fingerprint = certificate.fingerprint) =>
    encodePairingCode({ url: gateway.url, fingerprint, secret: 'works-once' })

  test('stores address, fingerprint and key where only the owner reads them; commands use them from then on', async () => {
    const bodies: unknown[] = []
    const gateway = await startGateway({
      certificate,
      onWebSocket: new RememberingGateway().onWebSocket,
      onRequest(request, response) {
        request.on('data', (chunk) => bodies.push(JSON.parse(String(chunk))))
        request.on('end', () => response.end(JSON.stringify(answer)))
      },
    })
    const { exitCode, out, err } = await run(['pair', pairing(gateway)])
    expect([exitCode, err]).toEqual([0, ''])
    expect(bodies).toEqual([{ code: 'works-once', hostname: expect.any(String) }])
    expect(out).toContain('may-tram-1')
    expect(out).not.toContain('ck_secret')
    const file = join(folder, 'config', 'client.json')
    expect((await stat(file)).mode & 0o777).toBe(0o600)
    expect(JSON.parse(await readFile(file, 'utf8'))).toEqual({
      ...answer,
      url: gateway.url,
      fingerprint: certificate.fingerprint,
    })
    await write('a.xml', '<a/>')
    expect((await run(['sign', 'a.xml'])).exitCode).toBe(0)
    expect(gateway.heads.at(-1)?.headers.authorization).toBe('Bearer ck_secret')
  })

  test('an access key in the last fifth of its life is renewed by any command, once by commands at the same time', async () => {
    const calls: string[] = []
    const isoIn = (ms: number) => new Date(Date.now() + ms).toISOString()
    const gateway = await startGateway({
      certificate,
      onRequest(request, response) {
        const call = `${request.method} ${request.url} ${request.headers.authorization}`
        calls.push(call)
        const term = { expiresAt: isoIn(9e9), renewAfter: isoIn(8e9) }
        if (call.includes('/renewal')) response.end(JSON.stringify({ ...term, accessKey: `ck_next_${calls.length}` }))
        else if (call.includes('/pair'))
          response.end(JSON.stringify({ ...answer, expiresAt: isoIn(99), renewAfter: isoIn(-1) }))
        else response.writeHead(503).end(JSON.stringify(readiness))
      },
    })
    const readiness = { status: 'unavailable', state: 'running', problems: [], tokens: [], sources: [], jobs: {} }
    await run(['pair', pairing(gateway)])
    await Promise.all([run(['status']), run(['status']), run(['status'])])
    await run(['status'])
    const renewals = calls.filter((call) => call.includes('/renewal'))
    expect(renewals).toEqual(['POST /api/v1/access-key/renewal Bearer ck_secret'])
    const file = join(folder, 'config', 'client.json')
    const { accessKey } = JSON.parse(await readFile(file, 'utf8'))
    expect(accessKey).toMatch(/^ck_next_/)
    expect((await stat(file)).mode & 0o777).toBe(0o600)
    expect(calls.at(-1)).toBe(`GET /api/v1/health/ready Bearer ${accessKey}`)
    expect(await readdir(join(folder, 'config'))).toEqual(['client.json'])
  })

  test('a renewal that fails leaves the pairing as it is', async () => {
    const gateway = await startGateway({
      certificate,
      onRequest(request, response) {
        const due = { expiresAt: new Date(0).toISOString(), renewAfter: new Date(0).toISOString() }
        if (request.url?.includes('/pair')) response.end(JSON.stringify({ ...answer, ...due }))
        else response.writeHead(500).end()
      },
    })
    await run(['pair', pairing(gateway)])
    const before = await read('config/client.json')
    await run(['status'])
    expect(await read('config/client.json')).toBe(before)
    expect(await readdir(join(folder, 'config'))).toEqual(['client.json'])
  })

  test('a gateway with another certificate than the code says never sees the code', async () => {
    const gateway = await startGateway({ certificate })
    const { exitCode, json } = await run(['pair', pairing(gateway, 'ab'.repeat(32)), '--json'])
    expect([exitCode, json.error.code, gateway.bytesRead()]).toEqual([1, 'ERR_FINGERPRINT_MISMATCH', 0])
    expect(await readdir(join(folder, 'config'))).toEqual([])
  })

  test('a workstation that is paired already keeps its pairing, and the code stays unused', async () => {
    const gateway = await startGateway({
      certificate,
      onRequest: (_, response) => response.end(JSON.stringify(answer)),
    })
    await run(['pair', pairing(gateway)])
    const again = await run(['pair', pairing(gateway)])
    expect([again.exitCode, gateway.heads.length]).toEqual([2, 1])
    expect(again.err).toContain('--force')
    expect((await run(['pair', '-', '--force'], { stdin: pairing(gateway) })).exitCode).toBe(0)
  })

  test('a code that cannot be stored is not used up', async () => {
    const gateway = await startGateway({ certificate })
    await write('config', 'a file where the folder should be')
    const { exitCode, json } = await run(['pair', pairing(gateway), '--json'])
    expect([exitCode, json.error.code, gateway.heads.length]).toEqual([1, 'ERR_FILE_UNUSABLE', 0])
  })
})

describe('the stored pairing', () => {
  test('is not used when others can read it', async () => {
    await mkdir(join(folder, 'config'))
    await writeFile(join(folder, 'config', 'client.json'), '{"accessKey":"ck_secret"}')
    await chmod(join(folder, 'config', 'client.json'), 0o644)
    const { exitCode, err } = await run(['status'])
    expect(exitCode).toBe(1)
    expect(err).toContain('chmod 600')
    expect(err).not.toContain('ck_secret')
  })

  test('that is missing asks to be made', async () => {
    const { exitCode, err } = await run(['status', '--lang', 'vi'])
    expect([exitCode, err]).toEqual([1, 'Máy trạm này chưa ghép nối với cổng ký.\nChạy: congky-client pair <mã>\n'])
  })

  test('gives its key to no other gateway', async () => {
    for (const args of [
      ['--url', 'https://192.168.1.66'],
      ['--fingerprint', 'ab'.repeat(32)],
    ]) {
      expect((await run(['status', ...args])).exitCode).toBe(2)
    }
  })
})

describe('verify', () => {
  const signature = {
    path: '/a/Signature',
    valid: true,
    covers: [{ uri: '', path: '/a', wholeDocument: true, valid: true }],
    signatureMethod: null,
    digestMethods: [],
    canonicalizationMethod: null,
    signingTime: null,
    certificate: null,
    problems: [],
    warnings: ['signed with SHA-1'],
  }

  test('shows what each signature covers and fails when one is not valid', async () => {
    const reports = [true, false].map((valid) => ({
      valid,
      documentSha256: 'ab'.repeat(32),
      signatures: [{ ...signature, valid, problems: valid ? [] : ['no element carries the Id of reference "#a"'] }],
      warnings: [],
    }))
    const gateway = await startGateway({
      onRequest: (request, response) => {
        request.on('data', (body) => response.end(JSON.stringify(reports[String(body) === '<good/>' ? 0 : 1])))
      },
    })
    await write('good.xml', '<good/>')
    await write('bad.xml', '<bad/>')
    const good = await run(['verify', 'good.xml', ...at(gateway)], withKey)
    expect([good.exitCode, good.out]).toEqual([
      0,
      'good.xml: Valid: 1 signature\n  XML signature at /a/Signature: valid\n    Covers: the whole document\n    ! signed with SHA-1\n',
    ])
    const both = await run(['verify', 'good.xml', 'bad.xml', '--json', ...at(gateway)], withKey)
    expect([both.exitCode, both.json.valid]).toEqual([1, false])
    const bad = await run(['verify', 'bad.xml', '--lang', 'vi', ...at(gateway)], withKey)
    expect(bad.out).toContain('KHÔNG hợp lệ')
    expect(bad.out).toContain('✗ không phần nào mang mã Id mà tham chiếu "#a" ghi')
  })
})

describe('status', () => {
  test('tells what a gateway that is not ready waits for', async () => {
    const readiness = {
      status: 'unavailable',
      state: 'running',
      problems: ['token A: locked'],
      tokens: [
        { name: 'A', state: 'locked' },
        { name: 'Tổng cục', state: 'absent' },
      ],
      sources: [{ name: 'ecus', state: 'running' }],
      jobs: { received: 3, held: 1, rejected: 0 },
    }
    const gateway = await startGateway({
      onRequest: (_, response) => response.writeHead(503).end(JSON.stringify(readiness)),
    })
    const { exitCode, out } = await run(['status', '--lang', 'vi', ...at(gateway)], withKey)
    expect(exitCode).toBe(1)
    expect(out.split('\n')).toEqual([
      `${gateway.url}: CHƯA ký được (đang chạy)`,
      '  USB token  A         chưa mở khóa',
      '  USB token  Tổng cục  chưa cắm',
      '  nguồn      ecus      đang chạy',
      '  ! token A: locked',
      '  yêu cầu: đã nhận 3, đang chờ 1',
      '',
    ])
    const asJson = await run(['status', '--json', ...at(gateway)], withKey)
    expect(asJson.json).toEqual({ url: gateway.url, ready: false, ...readiness })
  })
})

describe('the command line', () => {
  test.each([
    [['sign'], 'thiếu tham số files'],
    [['sing', 'a.xml'], 'không có lệnh sing'],
    [['sign', 'a.xml', '--profil', 'x'], 'không có tùy chọn --profil'],
    [['sign', 'a.xml', '--timeout', 'soon'], 'giá trị không hợp lệ'],
    [['sign', 'a.xml', '--tax-code'], 'thiếu giá trị'],
    [[], 'chưa chọn lệnh'],
  ])('%j is wrong use, told in Vietnamese, with exit code 2', async (args, text) => {
    const { exitCode, err } = await run(['--lang', 'vi', ...args])
    expect(exitCode).toBe(2)
    expect(err).toContain(text)
    expect(err).toContain('--help')
  })

  test('wrong use under --json is one JSON document too', async () => {
    const { exitCode, json, err } = await run(['sign', '--json'])
    expect([exitCode, json.error.code, err]).toEqual([2, 'ERR_USAGE', ''])
  })

  test.each([['pair'], ['sign'], ['verify'], ['status']])(
    '%s --help shows an example in both languages',
    async (command) => {
      for (const [language, heading] of [
        ['vi', 'Ví dụ:'],
        ['en', 'Example:'],
      ] as const) {
        const { exitCode, out } = await run([command, '--help', '--lang', language])
        expect(exitCode).toBe(0)
        expect(out).toContain(heading)
        expect(out).toContain(`$ congky-client ${command}`)
        expect(out).toContain('--json')
      }
    },
  )

  test('speaks Vietnamese unless the system or the user speaks English', async () => {
    const language = async (env: NodeJS.ProcessEnv, ...args: string[]) =>
      (await run(['--help', ...args], { env: { CONGKY_LANG: undefined, ...env } })).out.includes('Cách dùng')
        ? 'vi'
        : 'en'
    expect(await language({})).toBe('vi')
    expect(await language({ LANG: 'C.UTF-8' })).toBe('vi')
    expect(await language({ LANG: 'en_US.UTF-8' })).toBe('en')
    expect(await language({ LC_ALL: 'vi_VN.UTF-8', LANG: 'en_US.UTF-8' })).toBe('vi')
    expect(await language({ CONGKY_LANG: 'vi', LANG: 'en_US.UTF-8' })).toBe('vi')
    expect(await language({ CONGKY_LANG: 'vi' }, '--lang', 'en')).toBe('en')
  })

  test('an access key on standard input is not there when nothing comes', async () => {
    const { exitCode, err } = await run(['status', '--url', 'http://127.0.0.1:1', '--access-key-stdin'])
    expect([exitCode, err]).toEqual([2, 'nothing came on standard input\nSee --help.\n'])
  })
})
