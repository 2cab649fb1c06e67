import { parseTaxCode } from '@congky/shared'
import { describe, expect, test } from 'vitest'
import type { Certificate } from './certificate.ts'
import { type CertificateRules, certificateRules, chooseCertificate, judgeCertificate } from './choose-certificate.ts'
import type { TaxCodePolicy } from './gateway-config.ts'

const HEAD = '0101300842'
const BRANCH = '0101300842-001'
const OTHER = '0301519977'
const policy: TaxCodePolicy = { ownCertificate: 'deny', defaultCertificate: 'allow', branchUsesParent: false }

function enterprise(taxCode: string, certificate: string | null, source: string | null = null) {
  return { taxCode: parseTaxCode(taxCode), name: taxCode, certificate, source }
}

function rules(change: Partial<CertificateRules> = {}): CertificateRules {
  const enterprises = [enterprise(HEAD, 'AA01'), enterprise(HEAD, 'AA02', 'ecus'), enterprise(OTHER, null)]
  const configured = { enterprises, sources: [], defaultCertificate: 'DD02', taxCodePolicy: policy }
  return { ...certificateRules(configured), sourceDefaults: new Map([['ecus', 'DD01']]), ...change }
}

describe('the first rule that matches chooses the certificate', () => {
  test.each([
    ['own in this source', HEAD, 'ecus', {}, 'AA02', 'enterprise-in-source'],
    ['own for all sources', HEAD, 'kho', {}, 'AA01', 'enterprise'],
    ['listed without a certificate, so the default of the source', OTHER, 'ecus', {}, 'DD01', 'source-default'],
    ['unknown enterprise, default of the source', '0100109106', 'ecus', {}, 'DD01', 'source-default'],
    ['unknown enterprise, default of the gateway', '0100109106', 'kho', {}, 'DD02', 'gateway-default'],
    ['no tax code at all', null, 'kho', {}, 'DD02', 'gateway-default'],
    ['a branch does not borrow by itself', BRANCH, 'kho', {}, 'DD02', 'gateway-default'],
    [
      'a branch borrows where allowed',
      BRANCH,
      'ecus',
      { policy: { ...policy, branchUsesParent: true } },
      'AA02',
      'enterprise-in-source',
    ],
  ] as const)('%s', (_, taxCode, source, change, reference, via) => {
    const request = { taxCode: taxCode === null ? null : parseTaxCode(taxCode), source }
    expect(chooseCertificate(request, rules(change))).toEqual({ reference, via })
  })

  test('nothing matches: the request is rejected, never signed by just any certificate', () => {
    const none = rules({ gatewayDefault: null, sourceDefaults: new Map() })
    expect(() => chooseCertificate({ taxCode: parseTaxCode(OTHER), source: 'kho' }, none)).toThrow(
      expect.objectContaining({ code: 'ERR_NO_CERTIFICATE' }),
    )
  })
})

describe('the chosen certificate is judged when it signs', () => {
  const now = new Date('2026-06-01T00:00:00Z')
  const certificate = (change: Partial<Certificate> = {}): Certificate => ({
    thumbprint: 'a'.repeat(64),
    serial: '5402',
    subject: 'CN=x',
    issuer: 'CN=y',
    commonName: 'x',
    notBefore: new Date('2026-01-01T00:00:00Z'),
    notAfter: new Date('2027-01-01T00:00:00Z'),
    taxCode: parseTaxCode(HEAD),
    keyType: 'rsa',
    keyBits: 2048,
    issuedWith: 'sha256',
    der: new Uint8Array(),
    ...change,
  })
  const own = { reference: '5402', via: 'enterprise' } as const
  const byDefault = { reference: '5402', via: 'gateway-default' } as const
  const judge = (c: Certificate, choice: typeof own | typeof byDefault, taxCode: string | null, p = policy) =>
    judgeCertificate(c, choice, taxCode === null ? null : parseTaxCode(taxCode), p, now)

  test('expired or not yet valid: held for a person', () => {
    expect(() => judge(certificate({ notAfter: new Date('2026-05-31') }), own, HEAD)).toThrow(
      expect.objectContaining({ code: 'ERR_CERTIFICATE_EXPIRED', disposition: 'hold' }),
    )
    expect(() => judge(certificate({ notBefore: new Date('2026-06-02') }), own, HEAD)).toThrow(
      expect.objectContaining({ code: 'ERR_CERTIFICATE_NOT_YET_VALID', disposition: 'hold' }),
    )
  })

  test("an own certificate of another tax code is denied, an agent's default is allowed", () => {
    expect(() => judge(certificate(), own, OTHER)).toThrow(
      expect.objectContaining({ code: 'ERR_CERTIFICATE_MISMATCH' }),
    )
    expect(judge(certificate(), byDefault, OTHER)).toEqual([])
    expect(judge(certificate(), byDefault, OTHER, { ...policy, defaultCertificate: 'warn' })).toHaveLength(1)
  })

  test('a certificate without a tax code, or a request without one, is no mismatch', () => {
    expect(judge(certificate({ taxCode: null }), own, OTHER)).toEqual([])
    expect(judge(certificate(), own, null)).toEqual([])
  })

  test('a branch under its head’s certificate is a mismatch unless branches may borrow', () => {
    expect(() => judge(certificate(), own, BRANCH)).toThrow(
      expect.objectContaining({ code: 'ERR_CERTIFICATE_MISMATCH' }),
    )
    expect(judge(certificate(), own, BRANCH, { ...policy, branchUsesParent: true })).toEqual([])
  })
})
