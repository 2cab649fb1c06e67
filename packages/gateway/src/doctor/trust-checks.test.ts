import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { makeFolder, removeFolder } from '../../../../test/support/folder.ts'
import { createAuthority, issueCertificate } from '../../../../test/support/pki.ts'
import { readAuthorityFile, untimelyAuthorities } from '../config/authority-files.ts'
import { customsCertificateFiles } from '../domain/exchange-config.ts'
import { checkCertificateFiles } from './trust-checks.ts'

const folder = makeFolder('trust-checks')
afterAll(() => removeFolder(folder))

const inDays = (days: number) => new Date(Date.now() + days * 86_400_000)

test('certificates of customs that are gone, unreadable, expired or about to expire are told', async () => {
  const authority = await createAuthority('CA')
  const file = async (name: string, notAfter: Date) => {
    const subject = [['CN', `Hải quan ${name}`]] as const
    const issued = await issueCertificate(authority, { subject, keyType: 'p-256', notBefore: inDays(-90), notAfter })
    writeFileSync(join(folder, name), issued.certificatePem)
    return join(folder, name)
  }
  const [good, late, soon] = [
    await file('tốt', inDays(90)),
    await file('muộn', inDays(-1)),
    await file('sắp', inDays(9)),
  ]
  const garbage = join(folder, 'rác')
  writeFileSync(garbage, 'no certificate')
  const gone = join(folder, 'mất')
  const certificates = { certificates: [good, late], authorities: [garbage] }
  const exchange = {
    receive: certificates,
    send: { ...certificates, certificates: [soon, good, gone] },
  }

  const find = (names: readonly string[]) => {
    const files = names.map(readAuthorityFile)
    const untimely = files.flatMap((each) => untimelyAuthorities(each, new Date()))
    return checkCertificateFiles('exchange', files, untimely).map(({ check, verdict }) => [check, verdict])
  }
  expect(find(customsCertificateFiles(exchange)).sort()).toEqual(
    [
      [`exchange:${garbage}`, 'fail'],
      [`exchange:${gone}`, 'fail'],
      [`exchange:${late}`, 'warn'],
      [`exchange:${soon}`, 'warn'],
    ].sort(),
  )
  expect(find([good])).toEqual([['exchange', 'ok']])
  expect(find(customsCertificateFiles(null))).toEqual([])
})
