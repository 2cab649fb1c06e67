import { expect, test } from 'vitest'
import { createAuthority, issueCertificate } from '../../../../test/support/pki.ts'
import { parseCertificate } from './certificate.ts'

/** DER: tag and length of a UTCTime `YYMMDDHHMMSSZ`. */
const UTC_TIME = Buffer.from([0x17, 13])

test('a certificate whose validity is no time is none', async () => {
  const { certificateDer } = await issueCertificate(await createAuthority('CA'), {
    ...{ subject: [['CN', 'A']], keyType: 'rsa-2048' },
  })
  expect(parseCertificate(certificateDer).commonName).toBe('A')
  const damaged = Buffer.from(certificateDer)
  const month = damaged.indexOf(UTC_TIME) + UTC_TIME.length + 2
  damaged.write('13', month, 'latin1')
  expect(() => parseCertificate(damaged)).toThrow('no time')
})
