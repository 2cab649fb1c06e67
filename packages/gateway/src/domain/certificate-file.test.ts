import { expect, test } from 'vitest'
import { createAuthority } from '../../../../test/support/pki.ts'
import { readCertificateFile } from './certificate-file.ts'

const bytes = (text: string) => new TextEncoder().encode(text)

test('a file holds one certificate as DER, or any number as PEM among other text', async () => {
  const [one, two] = [await createAuthority('Một'), await createAuthority('Hai')]
  expect(readCertificateFile(one.certificateDer)).toEqual([one.certificateDer])
  const bundle = `# CA\r\n${one.certificatePem}\n\nsubject=CN=Hai\n${two.certificatePem}`
  expect(readCertificateFile(bytes(bundle))).toEqual([one.certificateDer, two.certificateDer])
})

test.each([
  ['nothing', ''],
  ['a key', '-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n'],
  ['half a certificate', '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n'],
  ['text', 'chứng thư số'],
])('%s is no file of certificates', (_name, text) => {
  expect(() => readCertificateFile(bytes(text))).toThrow()
})
