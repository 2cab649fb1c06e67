/** Signed interchanges that were changed, or made to mean another thing to another reader. */
import { createHash, sign as signOctets } from 'node:crypto'
import {
  type AutackProfileOptions,
  CongkyError,
  type EdifactProfileOptions,
  type ProfileOptions,
  type VerifyReport,
} from '@congky/shared'
import { array, assert, asyncProperty, constantFrom, integer, nat, record } from 'fast-check'
import { beforeAll, describe, expect, test } from 'vitest'
import { extractSecurity, rawSegments } from '../../../../../test/judges/edifact-security.ts'
import { orderInterchange } from '../../../../../test/support/interchanges.ts'
import { mutate } from '../../../../../test/support/mutations.ts'
import { createAuthority, issueCertificate } from '../../../../../test/support/pki.ts'
import { signWith, type TestSigner, testSigner } from '../../../../../test/support/xml-signing.ts'
import { builtInProfiles } from '../built-in-profiles.ts'
import { ThreadedSignatureEngine } from '../signature-engine.ts'
import type { SignatureFormat } from '../signature-format.ts'
import { verifyDocument } from '../verify-document.ts'
import { autackFormat } from './autack-format.ts'
import { edifactFormat } from './edifact-format.ts'

const secured = builtInProfiles['edifact-secured'] as EdifactProfileOptions
const autack = builtInProfiles['edifact-autack'] as AutackProfileOptions
const profiles = {
  body: { ...secured, scope: 'header-and-body', existing: 'add' },
  message: { ...secured, level: 'message' },
  'message-body': { ...secured, level: 'message', scope: 'header-and-body' },
  inside: { ...autack, placed: 'inside' },
} as const
const engine = new ThreadedSignatureEngine({ profiles })
const now = new Date('2026-11-23T00:00:00Z')
let signer: TestSigner

beforeAll(async () => {
  const authority = await createAuthority('CA')
  const subject = [['CN', 'HẢI ÂU']] as const
  const notBefore = new Date('2026-01-01T00:00:00Z')
  signer = testSigner(await issueCertificate(authority, { keyType: 'p-256', subject, notBefore }))
})

const sign = (document: string | Uint8Array, profile = 'edifact-secured') => signWith(engine, profile, document, signer)
const verify = (document: Uint8Array | string): VerifyReport =>
  verifyDocument(Buffer.from(document), { profiles: builtInProfiles, now })
const problemsOf = (document: Uint8Array | string) => verify(document).signatures.flatMap(({ problems }) => problems)

/** Whether a report says that nothing is wrong, and hides nothing. */
function isPassed(document: Uint8Array | string, isToldEnough = (_: VerifyReport) => false): boolean {
  try {
    const report = verify(document)
    return report.valid && !isToldEnough(report)
  } catch (error) {
    if (error instanceof CongkyError) return false
    throw error
  }
}

/** Nothing but our own errors is thrown. */
function isDetachedPassed(document: string | Uint8Array, signature: Uint8Array): boolean {
  try {
    return verifyDocument(Buffer.from(document), { profiles: builtInProfiles, now, signature }).valid
  } catch (error) {
    if (error instanceof CongkyError) return false
    throw error
  }
}

/** Told as not covered, beyond what is never covered. */
const tellsMore = (usual: readonly string[]) => (report: VerifyReport) =>
  report.signatures.some(({ notCovered }) => notCovered.some((part) => !usual.includes(part)))

type Change = readonly [name: string, of: (before: Buffer, at: number, behind: Buffer) => Buffer]
const flip = (mask: number): Change => [
  `flip ${mask}`,
  (before, at, behind) => Buffer.concat([before, Buffer.of(at ^ mask), behind.subarray(1)]),
]
const remove: Change = ['remove', (before, _, behind) => Buffer.concat([before, behind.subarray(1)])]
const insert = (text: string): Change => [
  `insert ${JSON.stringify(text)}`,
  (before, _, behind) => Buffer.concat([before, Buffer.from(text), behind]),
]

/** Those after which nobody is told anything; `from` and `to` are places in the bytes. */
function missedChanges(signed: Buffer, changes: readonly Change[], from = 0, to = signed.length + 1): string[] {
  const places = Array.from({ length: to - from }, (_, index) => from + index)
  return places.flatMap((at) =>
    changes.flatMap(([name, of]) => {
      const changed = of(signed.subarray(0, at), signed[at] ?? 0, signed.subarray(at))
      return !changed.equals(signed) && isPassed(changed, tellsMore([])) ? [`${name} at ${at}`] : []
    }),
  )
}

describe('every change of a byte is found', () => {
  test('in an interchange of version 1', async () => {
    const signed = await sign(orderInterchange())
    expect(verify(signed).valid).toBe(true)
    expect(missedChanges(signed, [flip(0x01), flip(0x20)])).toEqual([])
  })

  test('with lines and UNA of version 4, outside of the certificate', async () => {
    const signed = await sign(orderInterchange({ version: 4, gap: '\r\n', service: "UNA:+.?*'" }))
    expect(verify(signed).valid).toBe(true)
    const [from, to] = [signed.indexOf('USA+6') + 20, signed.indexOf('UNH+')]
    const changes = [flip(0x80), remove, insert(' '), insert('\r\n')]
    expect([...missedChanges(signed, changes, 0, from), ...missedChanges(signed, changes, to)]).toEqual([])
  })

  test('of a message, where the report does not say otherwise', async () => {
    const signed = await sign(orderInterchange({ messages: 1 }), 'message')
    const from = signed.indexOf('UNH+')
    const usual = ['UNB+VCCI081216', 'UNZ']
    const missed = Array.from({ length: signed.indexOf('UNZ+') - from }, (_, index) => from + index).filter((at) => {
      const flipped = Buffer.from(signed)
      flipped[at] = (flipped[at] ?? 0) ^ 0x01
      return isPassed(flipped, tellsMore(usual))
    })
    expect(missed).toEqual([])
    expect(verify(signed).signatures[0]?.notCovered).toEqual(usual)
  })

  test('of generated interchanges', async () => {
    const options = record({
      version: constantFrom(1 as const, 3 as const, 4 as const),
      messages: integer({ min: 1, max: 4 }),
      gap: constantFrom('', '\n', '\r\n'),
      exporter: array(constantFrom('A', '7', '?+', '?:', "?'", '??', '.', '-'), { minLength: 1, maxLength: 12 }),
    })
    const changes = array(record({ place: nat(), mask: integer({ min: 1, max: 255 }) }), {
      minLength: 20,
      maxLength: 20,
    })
    await assert(
      asyncProperty(options, changes, async ({ exporter, ...own }, flips) => {
        const signed = await sign(orderInterchange({ ...own, exporter: exporter.join('') }))
        const isFound = ({ place, mask }: { readonly place: number; readonly mask: number }) => {
          const flipped = Buffer.from(signed)
          const at = place % signed.length
          flipped[at] = (flipped[at] ?? 0) ^ mask
          return !isPassed(flipped, tellsMore([]))
        }
        return verify(signed).valid && flips.every(isFound)
      }),
      { numRuns: 40 },
    )
  })
})

describe('signatures that stand around something else', () => {
  const document = orderInterchange()
  const extra = "FTX+AAI+++HAI MUOI TAN'"

  test('segments put between a header and its groups', async () => {
    const signed = (await sign(document, 'message-body')).toString()
    const opened = signed.replace('USH+1+', `${extra}USH+1+`).replace('UNT+17', 'UNT+18')
    expect(problemsOf(opened)).toContain('it stands where no security segment belongs')
    const behind = signed.replace(/(USR\+[^']*')/, `$1${extra}`).replace('UNT+17', 'UNT+18')
    expect(problemsOf(behind)).not.toEqual([])
    const inBody = signed.replace('BGM+', `${extra}BGM+`).replace('UNT+17', 'UNT+18')
    expect(problemsOf(inBody)[0]).toMatch(/^its value fits/)
  })

  test('a scope that means another thing', async () => {
    const signed = (await sign(document)).toString()
    for (const scope of ['1', '2', '4', '6', 'ZZZ', '']) {
      expect(verify(signed.replace('USH+1+1+3+', `USH+1+1+${scope}+`)).valid, scope).toBe(false)
    }
  })

  test('another service, filter, algorithm or certificate', async () => {
    const signed = (await sign(document, 'body')).toString()
    const changed = (from: string | RegExp, to: string) => problemsOf(signed.replace(from, to))
    expect(changed('USH+1+1+1', 'USH+3+1+1')).toContain('its security service is no signature')
    expect(changed(/(USH\+1\+1\+1\+1\+)2/, '$15')).toContain('its filter for binary values is not read')
    expect(changed('USA+6:::17', 'USA+6:16:1:10')).toContain('its signature algorithm is not accepted')
    expect(changed(/USC\+[0-9A-F]+/, 'USC+1234')).toContain('it was made for another certificate')
    expect(changed(/(USA\+6[^']*')/, '$1$1').join()).toContain('the certificate that it names cannot be read')
    expect(changed("USA+1:::256:ZZZ'", "USA+1:::256:ZZZ'USA+1:::16:1'")).toContain(
      'it names several algorithms for one purpose',
    )
  })

  test('groups without their other half, or with two', async () => {
    const signed = (await sign(document, 'body')).toString()
    expect(problemsOf(signed.replace(/UST\+[^']*'USR\+[^']*'/, ''))).toEqual(['it has no trailer of its own'])
    expect(problemsOf(signed.replace(/USH\+.*(?=UNH)/s, ''))).toEqual(['it has no header of its own'])
    const trailer = /UST\+[^']*'USR\+[^']*'/.exec(signed)?.[0] ?? ''
    const [header = ''] = /USH\+.*(?=UNH)/s.exec(signed) ?? []
    const twice = 'its security reference number stands there more than once'
    expect(problemsOf(signed.replace(trailer, trailer + trailer))).toContain(twice)
    expect(problemsOf(signed.replace(header, header + header))).toContain(twice)
    expect(problemsOf(signed.replace('UST+1+6', 'UST+2+6'))).toEqual([
      'it has no trailer of its own',
      'it has no header of its own',
    ])
    expect(problemsOf(signed.replace('UST+1+6', 'UST+1+7'))).toEqual([
      'its trailer counts other security segments than there are',
    ])
    expect(problemsOf(signed.replace('UST+1+6', 'UST+1+6+X'))).toEqual([
      'its trailer is not written in the one form that it has',
    ])
  })

  test('the groups of one message moved to another, or to the interchange', async () => {
    const signed = (await sign(document, 'message-body')).toString()
    const [header = ''] = /USH\+.*(?=BGM)/s.exec(signed) ?? []
    const [trailer = ''] = /UST\+[^']*'USR\+[^']*'/.exec(signed) ?? []
    const moved = signed.replace(header, '').replace(trailer, '').replace('UNT+17', 'UNT+11')
    const around = moved.replace('UNH+', `${header}UNH+`).replace('UNZ+', `${trailer}UNZ+`)
    expect(problemsOf(around)[0]).toMatch(/^its value fits/)
    const other = document
      .replace('QTY+142:972', 'QTY+142:1')
      .replace('BGM', `${header}BGM`)
      .replace('UNT+11', `${trailer}UNT+17`)
    expect(problemsOf(other)[0]).toMatch(/^its value fits/)
  })

  test('values that another reader would take otherwise', async () => {
    const signed = (await sign(document, 'body')).toString()
    const [, r = '', s = ''] = /USR\+2:([0-9A-F]+)\+3:([0-9A-F]+)'/.exec(signed) ?? []
    const withValue = (value: string) => problemsOf(signed.replace(`USR+2:${r}+3:${s}'`, `USR+${value}'`))
    const noValue = ['its value is none of such a key, or not of its filter']
    expect(withValue(`2:${r}+3:${s}`)).toEqual([])
    expect(withValue(`3:${s}+2:${r}`)).toEqual(noValue)
    expect(withValue(`2:00${r}+3:${s}`)).toEqual(noValue)
    expect(withValue(`2:${r.slice(1)}+3:${s}`)).toEqual(noValue)
    expect(withValue(`2:${r}G+3:${s}`)).toEqual(noValue)
    expect(withValue(`2:${r.slice(0, -1)}${r.slice(-1) === 'A' ? 'b' : 'a'}+3:${s}`)).toEqual(noValue)
    expect(withValue('')).not.toEqual([])
    expect(problemsOf(signed.replace(/USR\+[^']*'/, ''))).not.toEqual([])
    // One value of both is how others write it; whoever covers everything does not see the difference.
    expect(withValue(`1:${r}${s}`)).toEqual([])
  })

  test('a trailer between messages', async () => {
    const signed = (await sign(orderInterchange({ messages: 2 }), 'body')).toString()
    const [trailer = ''] = /UST\+[^']*'USR\+[^']*'/.exec(signed) ?? []
    const moved = signed.replace(trailer, '').replace('UNH+1235', `${trailer}UNH+1235`)
    expect(problemsOf(moved)).toEqual(['it has no trailer of its own', 'it stands where no security segment belongs'])
  })

  test('a second interchange behind the signed one', async () => {
    const signed = (await sign(document)).toString()
    expect(verify(signed + document).valid).toBe(false)
    expect(verify(`${signed}trailing`).valid).toBe(false)
    expect(() => verify(`x${signed}`)).toThrow('ERR_DOCUMENT_NOT_XML')
  })

  test('security in a group, which nobody reads here', async () => {
    const grouped = document
      .replace('UNH+', "UNG+ORDERS+A+B+081216:1503+1+UN+D:04B'UNH+")
      .replace('UNZ+', "UNE+1+1'UNZ+")
    const signed = (await sign(grouped, 'body')).toString()
    expect(verify(signed).valid).toBe(true)
    expect(verify(signed.replace('UNH+', "USH+1+9+3'UNH+")).valid).toBe(false)
  })
})

describe('what others write', () => {
  /** As GS1 Austria and others sign a message: scope 1, SHA-1, RSA or ECC, base64, parties in USH. */
  test('header and body of a message of version 4, parties repeated, our certificate as parameters', async () => {
    const hex = Buffer.from(signer.certificate.der).toString('base64').replace(/[+]/g, '?+')
    const body = orderInterchange({ version: 4, identifier: 'UNOC' })
      .replace(/^.*?(?=BGM)/s, '')
      .replace(/UNT.*$/s, '')
    const parameters =
      hex
        .match(/(?:[^?]|\?.){1,500}/gs)
        ?.map((part) => `ZZZ:${part}`)
        .join('*') ?? ''
    const header = `USH+1+323+1+1+7+2+1+1::8456789000007:2*2::8456789000014:2++5:20260607:161947'USA+1:::16:1'USC+${signer.certificate.serial}++3'USA+6:::17:1+${parameters}'`
    const key = { key: signer.issued.privateKey, dsaEncoding: 'ieee-p1363' } as const
    const value = signOctets('sha1', Buffer.from(header + body), key)
      .toString('base64')
      .replace(/[+]/g, '?+')
    const count = rawSegments(Buffer.from(body)).length + 2 + 6
    const foreign = `UNB+UNOC:4+A+B+20260607:1619+1'UNH+1+ORDERS:D:04B:UN'${header}${body}UST+323+6'USR+1:${value}'UNT+${count}+1'UNZ+1+1'`
    const [report] = verify(foreign).signatures
    expect(report).toMatchObject({ valid: true, problems: [], signingTime: '2026-06-07T16:19:47.000Z' })
    expect(report?.warnings).toEqual(['it uses SHA-1, which is no longer considered safe'])
    expect(report?.notCovered).toEqual(['UNB+1', 'UNH+1', 'UNH+1/UNT', 'UNZ'])
  })

  /** EANCOM 2002, AUTACK, example 2: a signature of the message stands in USY, and nothing signs the AUTACK. */
  test('an AUTACK that holds the signature of what it refers to', async () => {
    const inside = (await sign(orderInterchange({ version: 4 }), 'inside')).toString()
    const message = /UNH\+1234.*?UNT\+11\+1234'/s.exec(inside)?.[0] ?? ''
    const key = { key: signer.issued.privateKey, dsaEncoding: 'ieee-p1363' } as const
    const value = signOctets('sha256', Buffer.from(message), key).toString('hex').toUpperCase()
    const [algorithm = ''] = /USC\+[^']*'USA\+6[^']*'/.exec(inside) ?? []
    const others = `UNH+2+AUTACK:4:1:UN'USH+7+1+3+1+2'USA+1:::256:ZZZ'${algorithm}USB+1++VCCI+MOIT'USX+VCCI081216+VCCI+MOIT++++1234'USY+1+1:${value}'UST+1+5'UNT+10+2'`
    const foreign = inside.replace(/UNH\+1\+AUTACK.*UNT\+\d+\+1'/s, others)
    expect(verify(foreign).signatures).toMatchObject([
      { kind: 'autack', valid: true, problems: [], covers: [{ path: 'UNB+VCCI081216/UNH+1234', valid: true }] },
    ])
    expect(verify(foreign.replace('QTY+142:972', 'QTY+142:9')).valid).toBe(false)
    expect(verify(foreign.replace('USY+1+1:', 'USY+2+1:')).signatures[0]?.problems).toEqual(['it refers to nothing'])
    const checksum = foreign.replace('USH+7+1+3', 'USH+9+1+3')
    expect(problemsOf(checksum)).toContain('its security service is no signature')
  })

  test('a digest whose code is not known is found by what fits', async () => {
    const signed = await sign(orderInterchange(), 'body')
    const raw = signed.toString().replace('256:ZZZ', '42:1')
    const { octets } = extractSecurity(Buffer.from(raw))
    expect(createHash('sha256').update(octets).digest()).toHaveLength(32)
    const key = { key: signer.issued.privateKey, dsaEncoding: 'ieee-p1363' } as const
    const value = signOctets('sha512', octets, key).toString('hex').toUpperCase()
    const resigned = raw.replace(/USR\+[^']*'/, `USR+2:${value.slice(0, 64)}+3:${value.slice(64)}'`)
    expect(verify(resigned).signatures[0]).toMatchObject({
      ...{ valid: true, signatureMethod: 'ecdsa-sha512' },
      warnings: ['it names its digest algorithm by a code that is not known'],
    })
  })
})

describe('what is built to exhaust its reader', () => {
  test('whatever the bytes are, there is a report or a refusal', async () => {
    const document = orderInterchange({ version: 4, messages: 2, gap: '\n' })
    const files = await Promise.all(
      ['edifact-secured', 'body', 'inside', 'edifact-autack'].map((each) => sign(document, each)),
    )
    for (let seed = 0; seed < 400; seed++) {
      const original = files[seed % files.length] ?? Buffer.of()
      const file = mutate(original, `edifact ${seed}`)
      const passed = isPassed(file, tellsMore([]))
      // The others leave out header and trailer of the interchange, and say so.
      if (original === files[0]) expect(passed, String(seed)).toBe(file.equals(original))
      isDetachedPassed(document, file)
      isDetachedPassed(mutate(document, `document ${seed}`), files[3] ?? Buffer.of())
    }
  })

  test('a hundred headers are refused', async () => {
    const signed = (await sign(orderInterchange(), 'body')).toString()
    const many = signed.replace('USH+', `${"USH+1+X+1+1+2'".repeat(100)}USH+`)
    expect(() => verify(many)).toThrow('ERR_DOCUMENT_TOO_COMPLEX')
  })

  test('ten thousand references to one message cost one digest of it', () => {
    const long = orderInterchange({ version: 4 }).replace('AO LEN', 'AO LEN '.repeat(20_000))
    const inside = signHere(long, autackFormat, profiles.inside).toString()
    expect(verify(inside).valid).toBe(true)
    const [pair = ''] = /USX\+[^']*'USY\+[^']*'/.exec(inside) ?? []
    expect(verify(inside.replace(pair, pair.repeat(9_999))).valid).toBe(false)
  })

  test('one signature more than are looked at is refused before the token is asked', () => {
    const count = 20
    const headers = Array.from({ length: count }, (_, at) => `USH+1+X${at}+1+1+2'`).join('')
    const trailers = Array.from({ length: count }, (_, at) => `UST+X${at}+2'`).join('')
    const full = Buffer.from(orderInterchange().replace('UNH+', `${headers}UNH+`).replace('UNZ+', `${trailers}UNZ+`))
    const request = { profile: 'full', options: profiles.body, certificate: signer.certificate, signedAt: now }
    expect(() => edifactFormat.plan(full, request)).toThrow('ERR_DOCUMENT_TOO_COMPLEX')
  })

  test('a group of endless segments is refused', async () => {
    const signed = (await sign(orderInterchange(), 'body')).toString()
    const endless = signed.replace('USC+', `${"USA+1'".repeat(150_000)}USC+`).replace(/(USH\+1\+1\+)1/, '$19')
    expect(() => verify(endless)).toThrow('ERR_DOCUMENT_TOO_COMPLEX')
  })

  test('each result of a reference counts as the signature that it is', () => {
    const reference = `USX+VCCI081216++++++1234'${"USY+1+1:AA'".repeat(20_000)}`
    const body = `USH+7+1+3+1+2'USB+1'${reference}UST+1+2'`
    const target = orderInterchange({ version: 4, messages: 600 })
    const many = target.replace('UNZ+600', `UNH+A+AUTACK:4:1:UN'${body}UNT+20006+A'UNZ+601`)
    expect(() => verify(many)).toThrow('ERR_DOCUMENT_TOO_COMPLEX')
  })

  test('an AUTACK inside that could not name a message is refused before the token is asked', () => {
    const document = orderInterchange({ identifier: 'UNOC', version: 4 }).replaceAll('1234', '12\u00c9')
    const request = { profile: 'far', options: profiles.inside, certificate: signer.certificate, signedAt: now }
    expect(() => autackFormat.plan(Buffer.from(document, 'latin1'), request)).toThrow('ERR_PROFILE_MISMATCH')
  })

  test('interchanges of many messages are signed and verified in linear time', () => {
    const long = orderInterchange({ messages: 5_000 })
    const signed = signHere(long, edifactFormat, secured)
    expect(verify(signed)).toMatchObject({ valid: true, signatures: [{ notCovered: [] }] })
    const all = signHere(orderInterchange({ messages: 5_000, version: 4 }), autackFormat, profiles.inside)
    expect(verify(all)).toMatchObject({ valid: true })
  })
})

/** What the engine does with a large document in a thread. */
function signHere<O extends ProfileOptions, D, R>(
  document: string,
  format: SignatureFormat<O, D, R>,
  options: O,
): Buffer {
  const bytes = Buffer.from(document)
  const { certificate, issued } = signer
  const plan = format.plan(format.open(bytes), { profile: 'large', options, certificate, signedAt: now })
  const value = signOctets(plan.digestAlgorithm, plan.toBeSigned, { key: issued.privateKey, dsaEncoding: 'ieee-p1363' })
  const completed = format.complete(bytes, plan, { value, timestamp: null })
  if ('document' in completed) return Buffer.from(completed.document)
  throw new Error('no timestamp is wanted')
}
