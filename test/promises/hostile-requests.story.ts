/** Requests that ask for what nobody may ask for, names that forge what they are printed in, and foreign libraries. */
import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, vi } from 'vitest'
import { judgeWithXmlsec1 } from '../judges/index.ts'
import { DeclarantsTable } from '../support/declarants-table.ts'
import { makeFolder, removeFolder } from '../support/folder.ts'
import { eventually } from '../support/gateway.ts'
import { countIntents, readHistory } from '../support/history.ts'
import type { HttpAnswer } from '../support/http-call.ts'
import { OWN_A, OWN_B, PIN, thumbprint } from '../support/office.ts'
import { issueCertificate } from '../support/pki.ts'
import { promise } from '../support/promise.ts'
import { framesOf, openSocket } from '../support/raw-talk.ts'
import { referenceColumns } from '../support/request-table.ts'
import { Siege } from '../support/siege.ts'

// Seconds on an idle machine; minutes beside everything else.
vi.setConfig({ testTimeout: 300_000 })

const folder = makeFolder('library')
/** Exists once somebody has loaded the library. */
const marker = join(folder, 'loaded')
const library = join(folder, 'libfremd.so')
let siege: Siege
let table: DeclarantsTable

beforeAll(async () => {
  const source = join(folder, 'fremd.c')
  writeFileSync(source, LIBRARY.replace('MARKER', JSON.stringify(marker)))
  execFileSync('gcc', ['-shared', '-fPIC', '-o', library, source])
  siege = await Siege.start('requests', {
    config: (below) => {
      table = new DeclarantsTable(`${below}/declarations.db`)
      table.run(FOREIGN_TABLE)
      return { sources: [table.source('kho', { columns: { ...referenceColumns, reference: 'reference' } })] }
    },
    env: { PKCS11_MODULE: library, CONGKY_MODULE: library, CONGKY_MODULES: library, CONGKY_MODULE_PATH: library },
  })
})
afterAll(async () => {
  await siege?.stop()
  table?.close()
  removeFolder(folder)
})

/** Any library will do: what counts is that its first code ran. */
const LIBRARY = `#include <fcntl.h>
#include <unistd.h>
__attribute__((constructor)) static void loaded(void) { close(open(MARKER, O_CREAT | O_WRONLY, 0600)); }
`

const FOREIGN_TABLE = `CREATE TABLE congky_request (id INTEGER PRIMARY KEY, tax_code TEXT, profile TEXT, document TEXT,
  requester TEXT, reference TEXT, state INTEGER, signed_document TEXT, error_code TEXT, error_message TEXT,
  claimed_by TEXT, claim_token TEXT, claimed_until INTEGER, created_at INTEGER, updated_at INTEGER)`

const good = '<ToKhai><So>1</So></ToKhai>'

promise('S8', 'a bare hash, a foreign certificate or an unknown profile gets no signature', async (count) => {
  const hash = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'
  const foreign = thumbprint(siege.office.certificates.ownB)
  const before = await countIntents(siege.gateway)
  const wishes: readonly Readonly<Record<string, unknown>>[] = [
    { hash },
    { digest: hash },
    { documentSha256: hash },
    { document: good, hash },
    { document: good, digestValue: hash },
    { document: good, certificate: foreign },
    { document: good, certificateSerial: '01' },
    { document: good, thumbprint: foreign, taxCode: OWN_A.taxCode },
    { document: good, token: OWN_B.token },
    { document: good, keyId: '01', pin: '0000' },
    { document: good, module: library },
  ]
  const socket = await openSocket(siege)
  const frames = framesOf(socket)
  for (const [index, wish] of wishes.entries()) {
    const answers = [await siege.postJson('/sign-requests?wait=5', wish)]
    const { document: _, ...query } = wish
    answers.push(
      await siege.call('POST', `/sign?${new URLSearchParams(query as Record<string, string>)}`, { body: good }),
    )
    for (const { status, code } of answers) expect([wish, status, code]).toEqual([wish, 400, 'ERR_WISH_FORBIDDEN'])
    socket.send(JSON.stringify({ type: 'sign', requestId: `wish-${index}`, document: good, ...wish }))
    const told = await eventually(() => frames.find(({ requestId }) => requestId === `wish-${index}`))
    expect(told).toMatchObject({ type: 'error', code: 'ERR_WISH_FORBIDDEN' })
  }
  socket.close()
  // Nothing to sign at all, and a hash where the document belongs.
  const empty = await siege.postJson('/sign-requests', { documentBase64: Buffer.from(hash, 'hex').toString('base64') })
  expect((empty.json() as { error?: { code: string } }).error?.code).toBe('ERR_DOCUMENT_ENCODING')
  expect((await siege.postJson('/sign-requests', {})).code).toBe('ERR_REQUEST_INVALID')

  for (const profile of [
    'ky-nhanh',
    '__proto__',
    'constructor',
    'toString',
    '../xmldsig-enveloped',
    'xmldsig-enveloped\0',
  ]) {
    const asked = await siege.call('POST', `/sign?profile=${encodeURIComponent(profile)}`, { body: good })
    expect([profile, asked.status, asked.code]).toEqual([profile, 422, 'ERR_PROFILE_UNKNOWN'])
    expect((await siege.call('POST', '/sign', { body: good })).status).toBe(200)
  }
  const signedOnPurpose = 6
  expect(await countIntents(siege.gateway)).toBe(before + signedOnPurpose)

  // A certificate of somebody else's is refused even when the host's own configuration binds it by mistake.
  const { config } = siege.office
  const bind = (certificate: string) =>
    siege.gateway.configure({
      ...config,
      autoStart: true,
      enterprises: [{ taxCode: OWN_A.taxCode, name: 'x', certificate }],
    })
  bind(foreign)
  const sign = () => siege.call('POST', `/sign?taxCode=${OWN_A.taxCode}&wait=1`, { body: good })
  const mismatch = await eventually(async () => {
    const answer = await sign()
    return answer.status === 200 ? null : answer
  })
  expect([mismatch.status, mismatch.code]).toEqual([422, 'ERR_CERTIFICATE_MISMATCH'])
  bind('ab'.repeat(32))
  const absent = await eventually(async () => {
    const answer = await sign()
    return answer.code === 'ERR_CERTIFICATE_MISMATCH' ? null : answer
  })
  expect([absent.status, absent.code]).toEqual([503, 'ERR_TOKEN_ABSENT'])
  siege.gateway.configure({
    ...config,
    sources: [table.source('kho', { columns: { ...referenceColumns, reference: 'reference' } })],
    autoStart: true,
  })
  await eventually(async () => (await sign()).status === 200)
  count(`${wishes.length * 3} wishes and 6 profiles refused, 0 signatures made for them; ${await siege.expectCalm()}`)
})

async function mapLimited<T, R>(items: readonly T[], limit: number, work: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = []
  for (let at = 0; at < items.length; at += limit) {
    results.push(...(await Promise.all(items.slice(at, at + limit).map(work))))
  }
  return results
}

/** Everything that a terminal, a log, a page or a spreadsheet could trip over, in one name. */
const EVIL =
  // biome-ignore lint/suspicious/noTemplateCurlyInString: nobody should fill it in.
  'Xấu\r\n{"level":30,"msg":"FORGED"}\u001b[2J\u001b]0;x\u0007\u009b31m\u202e\u2028\u2029<script>alert(1)</script>${x}%s"\'`\\,=1+1'
/** What no terminal may be sent: control characters but line ends, and marks that turn the reading order around. */
const RAW_CONTROL = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/

promise(
  'S11',
  'names, subjects and errors with markup and line breaks forge no log line, screen or answer',
  async (count) => {
    const { office, gateway } = siege
    const issued = await issueCertificate(office.authority, {
      keyType: 'rsa-2048',
      subject: [
        ['CN', EVIL],
        ['O', EVIL],
        ['UID', 'MST:0102030405'],
      ],
    })
    await office.softHsm.addToken({ label: 'x\u001b[31m\r\n"<b>', pin: PIN, keys: [{ issued }] })
    await gateway.admin('POST', '/tokens/rescan')
    const { name } = await eventually(async () => {
      const { tokens } = await gateway.admin<{ tokens: { name: string; certificates: { thumbprint: string }[] }[] }>(
        'GET',
        '/status',
      )
      return tokens.find(({ certificates }) => certificates.some((one) => one.thumbprint === thumbprint(issued)))
    })
    await gateway.unlock(name, PIN)
    // The host's own file is held to more: no control characters at all.
    const bound = (name: string) => ({
      ...office.config,
      enterprises: [...office.config.enterprises, { taxCode: '0102030405', name, certificate: thumbprint(issued) }],
      sources: [table.source('kho', { columns: { ...referenceColumns, reference: 'reference' } })],
      autoStart: true,
    })
    gateway.configure(bound(EVIL))
    const checked = await gateway.run(['config', 'check'])
    expect([checked.code, checked.stdout + checked.stderr]).toEqual([1, expect.stringContaining('control characters')])
    gateway.configure(bound(EVIL.replace(new RegExp(RAW_CONTROL, 'g'), '').replaceAll('\n', '')))
    await gateway.addWorkstation(EVIL.slice(0, 60), 'all')

    const sign = () =>
      siege.postJson('/sign-requests?wait=20', { document: good, taxCode: '0102030405', reference: EVIL })
    const signed = await eventually(async () => {
      const answer = await sign()
      const { certificate } = answer.json() as { certificate?: { thumbprint: string } }
      return certificate?.thumbprint === thumbprint(issued) ? answer : null
    })
    const { id, signedDocument } = signed.json() as { id: string; signedDocument: string }
    const trusted = { trustedPem: office.authority.certificatePem }
    expect(await judgeWithXmlsec1(Buffer.from(signedDocument), trusted)).toMatchObject({ accepted: true })
    const report = await siege.call('POST', '/verify', { body: signedDocument })
    const file = join(siege.folder, 'evil.xml')
    writeFileSync(file, signedDocument)

    const answers: HttpAnswer[] = [
      signed,
      report,
      await siege.postJson('/sign-requests', { document: good, taxCode: EVIL.slice(0, 30) }),
      await siege.postJson('/sign-requests', { document: good, profile: EVIL.slice(0, 90) }),
      await siege.postJson('/sign-requests', { document: good, [EVIL]: EVIL, notBefore: EVIL }),
      await siege.postJson('/sign-requests?wait=5', { document: `<a><${EVIL}></a>` }),
      await siege.call('POST', '/sign', { body: '<a><b\u001b[31mc\u202e></d></a>' }),
      await siege.call('POST', `/sign?profile=${encodeURIComponent(EVIL.slice(0, 90))}`, { body: good }),
      await siege.call('GET', `/sign-requests/${encodeURIComponent(EVIL.slice(0, 90))}`),
      await siege.call('GET', `/${encodeURIComponent(EVIL)}`),
      await siege.call('GET', '/health/ready'),
      await siege.call('GET', `/sign-requests/${id}`),
    ]
    for (const { headers, bytes, json } of answers) {
      expect(headers['x-content-type-options']).toBe('nosniff')
      expect(headers['content-type']).toMatch(/^application\/(problem\+)?json/)
      expect(json()).toBeTypeOf('object')
      expect(bytes.toString()).not.toMatch(/\n|\r|\u001b/)
      expect(Object.keys(headers).join()).not.toContain('forged')
    }

    table.run(
      'INSERT INTO congky_request (document, requester, reference, state) VALUES (?, ?, ?, 0)',
      good,
      EVIL,
      EVIL,
    )
    table.run('INSERT INTO congky_request (document, requester, tax_code, state) VALUES (?, ?, ?, 0)', good, EVIL, EVIL)
    table.run('INSERT INTO congky_request (document, profile, state) VALUES (?, ?, 0)', good, EVIL)
    table.run('INSERT INTO congky_request (document, state) VALUES (?, 0)', `<a><b ${EVIL}/></a>`)
    await eventually(() => table.rows().every(({ state }) => state > 1))
    expect(table.rows().map(({ error_code }) => error_code)).toEqual([
      null,
      'ERR_TAX_CODE_INVALID',
      'ERR_PROFILE_UNKNOWN',
      expect.stringMatching(/^ERR_DOCUMENT_/),
    ])

    const screens = [
      ['status'],
      ['history', 'list', '--limit', '100'],
      ['requests', 'list', '--limit', '100'],
      ['requests', 'show', id],
      ['tokens', 'list'],
      ['workstation', 'list'],
      ['enterprise', 'list'],
      ['verify', file],
      ['requests', 'show', EVIL],
      ['unlock', EVIL.replace(/\0/g, ''), '--pin-stdin'],
      ['source', 'test', EVIL],
    ]
    const runs = await mapLimited(screens, 3, (args) => gateway.run(args, 'x\n'))
    const shown = runs.map(({ stdout, stderr }) => stdout + stderr)
    for (const [index, text] of shown.entries()) {
      const command = `${screens[index]?.slice(0, 2).join(' ')}: ${JSON.stringify(text)}`
      expect(RAW_CONTROL.exec(text)?.[0] ?? null, command).toBeNull()
      expect(text, command).not.toMatch(/^\{"level":30,"msg":"FORGED"/m)
    }
    // They are shown, so that somebody can see what was tried.
    expect(shown.filter((text) => text.includes('FORGED')).length).toBeGreaterThan(screens.length / 2)

    const log = gateway.output.split('\n').slice(0, -1)
    const lines = log.map((line) => JSON.parse(line) as { level: number; msg: string })
    expect(lines.filter(({ msg }) => msg === 'FORGED')).toEqual([])
    const exported = (await gateway.run(['history', 'export'])).stdout.trim().split('\n')
    expect(exported.map((line) => (JSON.parse(line) as { text: string }).text).every((text) => JSON.parse(text))).toBe(
      true,
    )
    expect((await readHistory(gateway)).some(({ requester }) => requester?.includes('FORGED'))).toBe(true)
    const metrics = (await siege.call('GET', '/metrics')).bytes.toString()
    expect(metrics).not.toMatch(/FORGED|<b>|\u001b/)
    count(
      `${answers.length} answers, ${screens.length} screens, ${lines.length} log lines, ${exported.length} records: 0 forged; ${await siege.expectCalm()}`,
    )
  },
)

promise(
  'S16',
  'no request, frame, environment or command makes the gateway load a library; only its own file does',
  async (count) => {
    const { gateway, office } = siege
    const configuration = () => readFileSync(gateway.configFile, 'utf8')
    const before = configuration()
    const asked: string[] = []
    const named = { module: library, modulePath: library, path: library, modules: [{ name: 'fremd', path: library }] }
    for (const [method, path] of [
      ['POST', '/sign-requests'],
      ['POST', '/pair'],
      ['POST', '/admin/modules'],
      ['PUT', '/admin/config'],
      ['POST', '/admin/tokens/rescan'],
      ['PATCH', '/config'],
    ] as const) {
      const headers = { 'content-type': 'application/json' }
      const { status } = await siege.call(method, path, { body: JSON.stringify({ document: good, ...named }), headers })
      expect([path, status]).toEqual([path, expect.toSatisfy((code: number) => code >= 400 && code < 500)])
      asked.push(path)
    }
    const socket = await openSocket(siege)
    const frames = framesOf(socket)
    for (const type of ['sign', 'module', 'config', 'resume']) {
      socket.send(JSON.stringify({ type, requestId: type, document: good, requestIds: [], ...named }))
    }
    await eventually(() => frames.filter(({ type }) => type === 'error').length >= 3)
    socket.close()
    asked.push('frames')

    // The host's own socket takes a PIN, never a library.
    for (const [method, path] of [
      ['POST', '/tokens/rescan'],
      ['POST', `/tokens/${OWN_A.token}/lock`],
      ['POST', `/tokens/${OWN_A.token}/unlock`],
      ['POST', '/workstations'],
      ['PUT', '/config'],
      ['POST', '/modules'],
    ] as const) {
      await gateway.admin(method, path, { pin: PIN, name: 'w', enterprises: 'all', ...named }).catch(() => null)
      asked.push(path)
    }
    await gateway.run(['unlock', OWN_A.token, '--pin-stdin', '--module', library], `${PIN}\n`)
    await gateway.run(['start', '--module', library])
    await gateway.run(['tokens', 'list', '--module', library])
    await gateway.stop()
    await gateway.restart()
    expect(existsSync(marker)).toBe(false)
    expect(configuration()).toBe(before)

    // A person on the host may look at one with their own rights; the gateway neither remembers nor loads it.
    await gateway.run(['tokens', 'scan', '--module', library, '--add'])
    expect(existsSync(marker)).toBe(true)
    rmSync(marker)
    expect(configuration()).toBe(before)
    await gateway.admin('POST', '/tokens/rescan')
    expect(existsSync(marker)).toBe(false)

    // It would be seen if it were loaded: named in the file, it is.
    const modules = [...office.config.modules, { name: 'fremd', path: library }]
    gateway.configure({ ...office.config, modules, autoStart: true })
    await gateway.stop()
    await gateway.restart()
    await eventually(() => existsSync(marker))
    count(`${asked.length + 4} ways from outside: loaded 0 times; from the configuration file: loaded`)
  },
)
