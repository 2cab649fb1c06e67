/** Forgeries of signatures that are no W3C XML Signature: customs messages (KDT), CMS and S/MIME. */
import { execFileSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, vi } from 'vitest'
import { judgeCmsWithOpenssl } from '../judges/index.ts'
import { kdtContent, kdtEnvelope } from '../support/kdt-envelopes.ts'
import { OWN_A, OWN_B } from '../support/office.ts'
import { promise } from '../support/promise.ts'
import { problemsIn, Siege } from '../support/siege.ts'

// Seconds on an idle machine; minutes beside everything else.
vi.setConfig({ testTimeout: 300_000 })

let siege: Siege
beforeAll(async () => {
  siege = await Siege.start('containers')
})
afterAll(() => siege?.stop())

type Attack = readonly [name: string, forged: string, problem: string]

async function expectRefused(original: string, attacks: readonly Attack[]): Promise<void> {
  expect((await siege.verify(original)).valid).toBe(true)
  for (const [name, forged, problem] of attacks) {
    expect(forged, name).not.toBe(original)
    const report = await siege.verify(forged)
    expect([name, report.valid]).toEqual([name, false])
    expect(problemsIn(report), name).toContain(problem)
  }
}

promise('S7', 'forged customs messages (KDT) are never called valid', async (count) => {
  const fake = Buffer.from('<Declaration>Giả</Declaration>').toString('base64')
  const original = (await siege.sign('customs-kdt', kdtEnvelope())).toString()
  const other = (await siege.sign('customs-kdt', kdtEnvelope({ content: fake }), OWN_B.taxCode)).toString()
  const part = (xml: string, tag: string) => new RegExp(`<${tag}>[^<]*</${tag}>`).exec(xml)?.[0] ?? expect.fail(tag)
  const [pair = ''] = /<Content>.*<\/Signature>/s.exec(original) ?? []
  const swap = (tag: string) => original.replace(part(original, tag), part(other, tag))
  const attacks: readonly Attack[] = [
    ['changed content', original.replace(kdtContent, fake), 'in no known reading'],
    ['the value of another message', swap('data'), 'in no known reading'],
    ['the certificate of another', swap('fileCert'), 'in no known reading'],
    [
      'the signed pair in the header, fake content in its place',
      original.replace(pair, `<Content>${fake}</Content>`).replace('<Header>', `<Header>${pair}`),
      'no valid signature covers all content',
    ],
    ['fake content before', original.replace('<Content>', `<Content>${fake}</Content><Content>`), 'several elements'],
    ['fake content behind', original.replace('</Content>', `</Content><Content>${fake}</Content>`), 'several elements'],
    ['a comment in the content', original.replace('<Content>', '<Content><!-- -->'), 'in no known reading'],
    ['two values', original.replace('<data>', '<data>QQ==</data><data>'), 'something else than one data'],
  ]
  await expectRefused(original, attacks)
  count(`${attacks.length} forgeries, 0 called valid; ${await siege.expectCalm()}`)
})

promise('S7', 'forged S/MIME messages are never called valid', async (count) => {
  const edi = (text: string) => siege.sign('vnaccs-smime-sha256', `UNH+1+${text}'\nUNT+2+1'\n`, OWN_A.taxCode)
  const original = (await edi('CUSDEC:1')).toString('latin1')
  const other = (await edi('CUSDEC:2')).toString('latin1')
  const signature = (message: string) => /\r\n\r\n(MII[A-Za-z0-9+/=\r\n]+)\r\n--/.exec(message)?.[1] ?? expect.fail()
  const boundary = /boundary="([^"]+)"/.exec(original)?.[1] ?? expect.fail()
  const attacks: readonly Attack[] = [
    ['changed text', original.replace('CUSDEC:1', 'CUSDEC:9'), 'was changed after signing'],
    ['a changed header of the text', original.replace('charset=UTF-8', 'charset=UTF-7'), 'was changed after signing'],
    ['the signature of another message', original.replace(signature(original), signature(other)), 'was changed after'],
    [
      'another text before the signed one',
      original.replace(`\r\n--${boundary}\r\n`, `\r\n--${boundary}\r\n\r\nUNH+1+GIA'\r\n--${boundary}\r\n`),
      'it has 3 parts where two belong',
    ],
    [
      'the signed message inside another one',
      `MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary="x"\r\n\r\n--x\r\n\r\nUNH+1+GIA'\r\n--x\r\n${original}\r\n--x--\r\n`,
      'not multipart/signed',
    ],
    [
      'a second boundary',
      original.replace('; boundary=', '; boundary="x"; boundary='),
      'its Content-Type is malformed',
    ],
    [
      'a second type',
      original.replace('MIME-Version', 'Content-Type: text/plain\r\nMIME-Version'),
      'it has two headers content-type',
    ],
  ]
  await expectRefused(original, attacks)
  count(`${attacks.length} forgeries, 0 called valid; ${await siege.expectCalm()}`)
})

promise('S7', 'a detached signature speaks for its own document alone', async (count) => {
  const document = Buffer.from('%PDF-1.7\n\0\xff', 'latin1')
  const trustedPem = siege.office.authority.certificatePem
  const signature = await siege.sign('cms-detached', document, OWN_A.taxCode)
  expect((await siege.verify(document, signature)).valid).toBe(true)
  expect(await judgeCmsWithOpenssl(signature, { trustedPem, content: document })).toMatchObject({ accepted: true })

  // With a content of its own, made by who has a key: one reader would show it, another the document.
  const { certificatePem, privateKeyPkcs8Pem } = siege.office.certificates.agent
  const [key, own] = [join(siege.folder, 'agent.pem'), join(siege.folder, 'own.p7m')]
  writeFileSync(key, certificatePem + privateKeyPkcs8Pem)
  const args = ['-sign', '-binary', '-nodetach', '-signer', key, '-outform', 'DER', '-out', own]
  execFileSync('openssl', ['cms', ...args], { input: 'something else', stdio: 'pipe' })

  const changed = Buffer.from(signature)
  changed.writeUInt8((changed.at(-1) ?? 0) ^ 1, changed.length - 1)
  const attacks: readonly (readonly [string, Buffer, Buffer, string])[] = [
    ['another document', Buffer.from('%PDF-1.7 giả'), signature, 'was changed after signing'],
    ['a changed value', document, changed, 'not made with the key'],
    ['bytes behind', document, Buffer.concat([signature, Buffer.from([0])]), 'bytes follow its end'],
    ['cut off', document, signature.subarray(0, -1), 'cut off'],
    ['a content of its own', document, readFileSync(own), 'it holds a content of its own'],
    ['the document as its signature', document, document, ''],
  ]
  for (const [name, content, forged, problem] of attacks) {
    const report = await siege.verify(content, forged)
    expect([name, report.valid]).toEqual([name, false])
    expect(problemsIn(report), name).toContain(problem)
  }
  count(`${attacks.length} forgeries, 0 called valid; ${await siege.expectCalm()}`)
})
