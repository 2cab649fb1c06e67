/**
 * Which certificate signs a request, and whether it may. Pure: the same request, rules and certificate
 * give the same answer.
 */
import { CongkyError, parentTaxCode, type TaxCode } from '@congky/shared'
import type { Certificate } from './certificate.ts'
import type { EnterpriseConfig, TaxCodePolicy } from './gateway-config.ts'

export interface CertificateRules {
  readonly enterprises: readonly EnterpriseConfig[]
  /** Default certificate by source name. */
  readonly sourceDefaults: ReadonlyMap<string, string>
  readonly gatewayDefault: string | null
  readonly policy: TaxCodePolicy
}

export interface CertificateChoice {
  /** Thumbprint or serial number, as configured. */
  readonly reference: string
  /** The rule that matched; the order of this list is the order of precedence. */
  readonly via: 'enterprise-in-source' | 'enterprise' | 'source-default' | 'gateway-default'
}

/**
 * First match wins: the enterprise's own certificate in this source, its own for all sources, the source's
 * default, the gateway's default. A branch without a certificate of its own uses its head enterprise's only
 * where the policy says so. Whether the certificate is at hand does not matter here: an own certificate
 * that is absent holds the job, it never falls back to a default.
 *
 * @throws {CongkyError} ERR_NO_CERTIFICATE
 */
export function chooseCertificate(
  request: { readonly taxCode: TaxCode | null; readonly source: string },
  rules: CertificateRules,
): CertificateChoice {
  const { taxCode, source } = request
  const own = taxCode === null ? null : ownCertificate(taxCode, source, rules)
  if (own) return own
  const sourceDefault = rules.sourceDefaults.get(source)
  if (sourceDefault !== undefined) return { reference: sourceDefault, via: 'source-default' }
  if (rules.gatewayDefault !== null) return { reference: rules.gatewayDefault, via: 'gateway-default' }
  throw new CongkyError('ERR_NO_CERTIFICATE', { taxCode: taxCode ?? '–' })
}

function ownCertificate(taxCode: TaxCode, source: string, rules: CertificateRules): CertificateChoice | null {
  const find = (wantedSource: string | null) =>
    rules.enterprises.find((entry) => entry.taxCode === taxCode && entry.source === wantedSource)?.certificate ?? null
  const inSource = find(source)
  if (inSource !== null) return { reference: inSource, via: 'enterprise-in-source' }
  const everywhere = find(null)
  if (everywhere !== null) return { reference: everywhere, via: 'enterprise' }
  const parent = rules.policy.branchUsesParent ? parentTaxCode(taxCode) : null
  return parent === null ? null : ownCertificate(parent, source, rules)
}

/**
 * Judges the chosen certificate at the moment of signing.
 *
 * @returns Warnings for the history, in English; empty when all is well.
 * @throws {CongkyError} ERR_CERTIFICATE_EXPIRED, ERR_CERTIFICATE_NOT_YET_VALID (hold);
 * ERR_CERTIFICATE_MISMATCH (reject) where the policy denies another tax code.
 */
export function judgeCertificate(
  certificate: Certificate,
  choice: CertificateChoice,
  taxCode: TaxCode | null,
  policy: TaxCodePolicy,
  now: Date,
): readonly string[] {
  const named = { certificate: certificate.serial }
  if (now > certificate.notAfter) {
    throw new CongkyError('ERR_CERTIFICATE_EXPIRED', { ...named, date: isoDay(certificate.notAfter) })
  }
  if (now < certificate.notBefore) {
    throw new CongkyError('ERR_CERTIFICATE_NOT_YET_VALID', { ...named, date: isoDay(certificate.notBefore) })
  }
  if (taxCode === null || certificate.taxCode === null || sameEnterprise(certificate.taxCode, taxCode, policy))
    return []
  const isOwn = choice.via === 'enterprise-in-source' || choice.via === 'enterprise'
  switch (isOwn ? policy.ownCertificate : policy.defaultCertificate) {
    case 'allow':
      return []
    case 'warn':
      return [`certificate of tax code ${certificate.taxCode} signs for ${taxCode}`]
    case 'deny':
      throw new CongkyError('ERR_CERTIFICATE_MISMATCH', { ...named, certificateTaxCode: certificate.taxCode, taxCode })
  }
}

function sameEnterprise(certificateTaxCode: TaxCode, taxCode: TaxCode, policy: TaxCodePolicy): boolean {
  return certificateTaxCode === taxCode || (policy.branchUsesParent && certificateTaxCode === parentTaxCode(taxCode))
}

function isoDay(date: Date): string {
  return date.toISOString().slice(0, 10)
}
