import { type AutackProfileOptions, CongkyError, type VerifyReport } from '@congky/shared'
import { beforeAll, describe, expect, test } from 'vitest'
import {
  judgeEdifactSecurity,
  rawDigest,
  rawDigests,
  rawSegments,
} from '../../../../../test/judges/edifact-security.ts'
import { orderInterchange } from '../../../../../test/support/interchanges.ts'
import { createAuthority, issueCertificate } from '../../../../../test/support/pki.ts'
import { signWith, type TestSigner, testSigner } from '../../../../../test/support/xml-signing.ts'
import { builtInProfiles } from '../built-in-profiles.ts'
import { ThreadedSignatureEngine } from '../signature-engine.ts'
import { verifyDocument } from '../verify-document.ts'

const autack = builtInProfiles['edifact-autack'] as AutackProfileOptions
const profiles = {
  inside: { ...autack, placed: 'inside' },
  reference: { ...autack, certificate: 'reference' },
} as const
const engine = new ThreadedSignatureEngine({ profiles })
const now = new Date('2026-11-23T00:00:00Z')
let rsa: TestSigner
let ec: TestSigner

beforeAll(async () => {
  const authority = await createAuthority('Thử nghiệm CA')
  const subject = [['CN', 'CÔNG TY TNHH HẢI ÂU']] as const
  const notBefore = new Date('2026-01-01T00:00:00Z')
  const issue = async (keyType: 'rsa-2048' | 'p-256') =>
    testSigner(await issueCertificate(authority, { keyType, subject, notBefore }))
  ;[rsa, ec] = await Promise.all([issue('rsa-2048'), issue('p-256')])
})

const sign = (document: string | Uint8Array, profile = 'edifact-autack', by = rsa) =>
  signWith(engine, profile, document, by)
const verify = (document: Uint8Array | string, signature?: Uint8Array | string): VerifyReport =>
  verifyDocument(Buffer.from(document), {
    ...{ profiles: builtInProfiles, now },
    signature: signature === undefined ? undefined : Buffer.from(signature),
  })
const only = ({ signatures }: VerifyReport) => {
  expect(signatures).toHaveLength(1)
  return signatures[0] as VerifyReport['signatures'][number]
}
const codeOf = (attempt: Promise<unknown>) =>
  attempt.then(
    () => null,
    (error: unknown) => (error instanceof CongkyError ? error.code : Promise.reject(error)),
  )
const ACCEPTED = { accepted: true, detail: 'Verified OK' }
const octetsOf = (text: string, tag: string, end: string) => {
  const from = text.indexOf(`${tag}+`)
  return Buffer.from(text.slice(from, text.indexOf("'", text.indexOf(`${end}+`, from)) + 1))
}

describe('beside the document', () => {
  test.each([{}, { version: 4, gap: '\r\n' }, { messages: 3, service: "UNA:+.? '" }] as const)(
    '%j',
    async (options) => {
      const document = orderInterchange(options)
      for (const by of [rsa, ec]) {
        const signature = await sign(document, 'edifact-autack', by)
        expect(rawDigests(signature)).toEqual([rawDigest(Buffer.from(document))])
        expect(await judgeEdifactSecurity(signature)).toEqual(ACCEPTED)
        expect(only(verify(document, signature))).toMatchObject({
          ...{ kind: 'autack', valid: true, problems: [], warnings: [] },
          covers: [{ path: 'UNB+VCCI081216', wholeDocument: true, valid: true, bytes: document.length }],
          notCovered: ['AUTACK/UNA', expect.stringMatching(/^AUTACK\/UNB\+AUT[0-9A-F]{11}$/), 'AUTACK/UNZ'],
        })
      }
    },
  )

  test('is an interchange of version 4, from and to the same', async () => {
    const tags = rawSegments(await sign(orderInterchange())).map(({ text }) => text.slice(0, 40))
    expect(tags).toMatchObject([
      expect.stringMatching(/^UNB\+UNOA:4\+VCCI\+MOIT\+20261122:0304\+AUT/),
      "UNH+1+AUTACK:4:1:UN'",
      expect.stringMatching(/^USH\+1\+1\+3\+1\+2/),
      "USA+1:::256:ZZZ'",
      expect.stringMatching(/^USC\+/),
      expect.stringMatching(/^USA\+6:16:1:10:1:11:1\+ZZZ:/),
      "USH+9+2+3+1+2'",
      "USA+1:::256:ZZZ'",
      "USB+1+1:20261122:030405Z+VCCI+MOIT'",
      "USX+VCCI081216+VCCI+MOIT'",
      expect.stringMatching(/^USY\+2\+1:/),
      "UST+2+3'",
      "UST+1+6'",
      expect.stringMatching(/^USR\+1:/),
      "UNT+14+1'",
      expect.stringMatching(/^UNZ\+1\+AUT/),
    ])
  })

  test('a change of the document is found, byte by byte', async () => {
    const document = orderInterchange({ gap: '\n' })
    const signature = await sign(document)
    const missed: string[] = []
    const bytes = Buffer.from(document)
    for (let at = 0; at < bytes.length; at++) {
      const flipped = Buffer.from(bytes)
      flipped[at] = (flipped[at] ?? 0) ^ 1
      const cut = Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + 1)])
      if (isPassed(flipped, signature)) missed.push(`flip ${at}`)
      if (isPassed(cut, signature)) missed.push(`cut ${at}`)
    }
    expect(missed).toEqual([])
  })

  test('a change of the AUTACK is found, or stands where it says that it covers nothing', async () => {
    const document = orderInterchange()
    const signature = await sign(document, 'reference', ec)
    const enclosed = await sign(document, 'edifact-autack', ec)
    expect(verify(document, signature).valid).toBe(false)
    const segments = rawSegments(enclosed)
    const from = segments[1]?.start ?? 0
    const to = segments.at(-1)?.start ?? 0
    const missed: number[] = []
    for (let at = from; at < to; at++) {
      const flipped = Buffer.from(enclosed)
      flipped[at] = (flipped[at] ?? 0) ^ 0x20
      if (isPassed(document, flipped)) missed.push(at)
    }
    expect(missed).toEqual([])
  })

  test('what follows the document is told', async () => {
    const document = orderInterchange()
    const signature = await sign(document)
    expect(only(verify(`${document}\r\n`, signature)).notCovered).toContain('UNZ…EOF')
    expect(verify(`${document}UNB+UNOA:1+A+B+081216:1503+X'UNZ+0+X'`, signature).valid).toBe(false)
  })

  test('another document, or none, is told', async () => {
    const signature = await sign(orderInterchange())
    const other = orderInterchange().replaceAll('VCCI081216', 'VCCI081217')
    expect(only(verify(other, signature)).problems).toEqual(['it is detached, and what it speaks for is not here'])
    expect(only(verify(signature)).problems).toEqual(['it is detached, and what it speaks for is not here'])
    expect(only(verify(orderInterchange(), orderInterchange())).problems).toEqual(['it holds no message AUTACK'])
  })
})

describe('inside the document', () => {
  const document = orderInterchange({ version: 4, messages: 2, gap: '\n' })

  test('refers to each message, and UNZ counts it', async () => {
    const signed = await sign(document, 'inside')
    const text = signed.toString()
    expect(text.replace(/UNH\+1\+AUTACK.*UNT\+\d+\+1'\n/s, '')).toBe(document.replace('UNZ+2+', 'UNZ+3+'))
    expect(rawDigests(signed)).toEqual(['1234', '1235'].map((id) => rawDigest(octetsOf(text, `UNH+${id}`, 'UNT'))))
    expect(await judgeEdifactSecurity(signed)).toEqual(ACCEPTED)
    expect(only(verify(signed))).toMatchObject({
      ...{ kind: 'autack', valid: true, path: 'UNB+VCCI081216/UNH+1/USH+1' },
      covers: [{ path: 'UNB+VCCI081216/UNH+1234' }, { path: 'UNB+VCCI081216/UNH+1235' }],
      notCovered: ['UNB+VCCI081216', 'UNZ'],
    })
  })

  test('a message that is changed, added or doubled is told', async () => {
    const signed = (await sign(document, 'inside')).toString()
    const report = only(verify(signed.replace('QTY+142:972', 'QTY+142:973')))
    expect(report.problems).toEqual(['what it covers was changed after signing'])
    expect(report.covers.map((each) => each.valid)).toEqual([false, true])
    const message = octetsOf(signed, 'UNH+1235', 'UNT').toString()
    const added = message.replaceAll('1235', '1299')
    const more = only(verify(signed.replace('UNH+1+AUTACK', `${added}\nUNH+1+AUTACK`).replace('UNZ+3', 'UNZ+4')))
    expect(more.notCovered).toContain('UNH+1299')
    const doubled = only(verify(signed.replace('UNH+1+AUTACK', `${message}\nUNH+1+AUTACK`).replace('UNZ+3', 'UNZ+4')))
    expect(doubled.problems).toContain('it refers to one of several messages of the same reference number')
  })

  test('is refused where it cannot be', async () => {
    expect(await codeOf(sign(orderInterchange(), 'inside'))).toBe('ERR_PROFILE_MISMATCH')
    const twice = orderInterchange({ version: 4, messages: 2 }).replaceAll('1235', '1234')
    expect(await codeOf(sign(twice, 'inside'))).toBe('ERR_PROFILE_MISMATCH')
    expect(await codeOf(sign(await sign(document, 'inside'), 'inside'))).toBe('ERR_ALREADY_SIGNED')
  })
})

/** Whether the report says that the document is signed as it stands. */
function isPassed(document: Uint8Array | string, signature: Uint8Array): boolean {
  try {
    return verify(document, signature).valid
  } catch (error) {
    if (error instanceof CongkyError) return false
    throw error
  }
}
