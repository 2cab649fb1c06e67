import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { createAuthority } from '../../../../../test/support/pki.ts'
import { CustomsCertificateFiles } from './customs-certificates.ts'

const folder = mkdtempSync(join(tmpdir(), 'customs-certificates-'))
const [pem, der] = [join(folder, 'a.pem'), join(folder, 'b.der')]
afterAll(() => rmSync(folder, { recursive: true }))

test('PEM with several, DER, and a file that is replaced are read; a missing one says so', async () => {
  const [one, two] = [await createAuthority('Một'), await createAuthority('Hai')]
  writeFileSync(pem, `CA\n${one.certificatePem}\n${two.certificatePem}`)
  writeFileSync(der, two.certificateDer)
  let now = 0
  const files = new CustomsCertificateFiles({ certificates: [pem], authorities: [der] }, () => now)
  const bytes = (each: Uint8Array) => Buffer.from(each).toString('hex')
  const [first, second] = [bytes(one.certificateDer), bytes(two.certificateDer)]
  expect((await files.current()).pinned.map(bytes)).toEqual([first, second])
  expect((await files.current()).authorities.map(bytes)).toEqual([second])
  writeFileSync(pem, two.certificatePem)
  now = 11_000
  expect((await files.current()).pinned.map(bytes)).toEqual([second])
  writeFileSync(der, 'no certificate at all')
  now = 22_000
  await expect(files.current()).rejects.toMatchObject({ code: 'ERR_FILE_UNUSABLE' })
  rmSync(der)
  now = 33_000
  await expect(files.current()).rejects.toMatchObject({ code: 'ERR_FILE_UNUSABLE' })
})
