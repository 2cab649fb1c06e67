/**
 * Which certificate signs a request, and whether it may. Pure: the same request, rules and certificate
 * give the same answer.
 */
import { CongkyError, parentTaxCode, type TaxCode } from '@congky/shared'
import type { Certificate } from './certificate.ts'
import type { GatewayConfig, TaxCodePolicy } from './gateway-config.ts'

export interface CertificateRules {
  /** Certificates of enterprises' own; see `ownKey`. */
  readonly own: ReadonlyMap<string, string>
  /** Default certificate by source name. */
  readonly sourceDefaults: ReadonlyMap<string, string>
  readonly gatewayDefault: string | null
  readonly policy: TaxCodePolicy
}

/** What the choice depends on. */
export interface Chooser {
  readonly taxCode: TaxCode | null
  readonly source: string
}

export interface CertificateChoice {
  /** Thumbprint or serial number, as configured. */
  readonly reference: string
  /** The rule that matched; the order of this list is the order of precedence. */
  readonly via: 'enterprise-in-source' | 'enterprise' | 'source-default' | 'gateway-default'
}

const ownKey = (taxCode: TaxCode, source: string | null) => `${taxCode} ${source ?? ''}`

/** The rules are asked for each request and over whole lists: they are made once of a configuration. */
const rulesOf = new WeakMap<object, CertificateRules>()

export function certificateRules(
  config: Pick<GatewayConfig, 'enterprises' | 'sources' | 'defaultCertificate' | 'taxCodePolicy'>,
): CertificateRules {
  const made = rulesOf.get(config)
  if (made) return made
  const rules = {
    own: new Map(
      config.enterprises.flatMap(({ taxCode, source, certificate }) =>
        certificate === null ? [] : [[ownKey(taxCode, source), certificate] as const],
      ),
    ),
    sourceDefaults: new Map(
      config.sources.flatMap(({ name, defaultCertificate }) =>
        defaultCertificate === null ? [] : [[name, defaultCertificate] as const],
      ),
    ),
    gatewayDefault: config.defaultCertificate,
    policy: config.taxCodePolicy,
  }
  rulesOf.set(config, rules)
  return rules
}

/**
 * First match wins: the enterprise's own certificate in this source, its own for all sources, the source's
 * default, the gateway's default. A branch without a certificate of its own uses its head enterprise's only
 * where the policy says so. Whether the certificate is at hand does not matter here: an own certificate
 * that is absent holds the job, it never falls back to a default.
 *
 * @throws {CongkyError} ERR_NO_CERTIFICATE
 */
export function chooseCertificate(request: Chooser, rules: CertificateRules): CertificateChoice {
  const choice = findCertificateChoice(request, rules)
  if (choice) return choice
  throw new CongkyError('ERR_NO_CERTIFICATE', { taxCode: request.taxCode ?? '–' })
}

/** The same, with null where nothing matches. */
export function findCertificateChoice({ taxCode, source }: Chooser, rules: CertificateRules): CertificateChoice | null {
  const own = taxCode === null ? null : ownCertificate(taxCode, source, rules)
  if (own) return own
  const sourceDefault = rules.sourceDefaults.get(source)
  if (sourceDefault !== undefined) return { reference: sourceDefault, via: 'source-default' }
  return rules.gatewayDefault === null ? null : { reference: rules.gatewayDefault, via: 'gateway-default' }
}

function ownCertificate(taxCode: TaxCode, source: string, rules: CertificateRules): CertificateChoice | null {
  const inSource = rules.own.get(ownKey(taxCode, source))
  if (inSource !== undefined) return { reference: inSource, via: 'enterprise-in-source' }
  const everywhere = rules.own.get(ownKey(taxCode, null))
  if (everywhere !== undefined) return { reference: everywhere, via: 'enterprise' }
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
  choice: { readonly via: CertificateChoice['via'] | 'approver' },
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
  if (taxCode === null || certificate.taxCode === null || isSameEnterprise(certificate.taxCode, taxCode, policy))
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

/** Whether a certificate of one tax code counts as the own one of another. */
export function isSameEnterprise(certificateTaxCode: TaxCode, taxCode: TaxCode, policy: TaxCodePolicy): boolean {
  return certificateTaxCode === taxCode || (policy.branchUsesParent && certificateTaxCode === parentTaxCode(taxCode))
}

function isoDay(date: Date): string {
  return date.toISOString().slice(0, 10)
}
