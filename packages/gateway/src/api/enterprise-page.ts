/** Enterprises as the console lists them. */
import type { DefaultCertificatesView, EnterprisePage, EnterpriseView } from '@congky/shared'
import type { WrittenState } from '../config/config-desk.ts'
import { isSameEnterprise } from '../domain/choose-certificate.ts'
import type { BoundEnterprise, EnterpriseDirectory, EnterpriseWishes } from '../domain/enterprise-directory.ts'
import type { TaxCodePolicy } from '../domain/gateway-config.ts'
import type { BoundCertificates } from './bound-certificates.ts'

export interface PageWishes extends EnterpriseWishes {
  readonly after: number
  readonly limit: number
}

export function toEnterprisePage(
  { revision, config }: WrittenState,
  directory: EnterpriseDirectory,
  certificates: BoundCertificates,
  wishes: PageWishes,
): EnterprisePage {
  const { found, counts } = directory.find(wishes)
  const shown = found.slice(wishes.after, wishes.after + wishes.limit)
  return {
    revision,
    enterprises: shown.map((each) => toEnterpriseView(each, certificates, config.taxCodePolicy)),
    total: found.length,
    counts,
    all: config.enterprises.length,
  }
}

function toEnterpriseView(
  { entry, binding, choice, variesBySource }: BoundEnterprise,
  certificates: BoundCertificates,
  policy: TaxCodePolicy,
): EnterpriseView {
  const { taxCode, name, source, certificate } = entry
  const signer = choice && { via: choice.via, certificate: certificates.find(choice.reference) }
  const owner = choice && certificates.taxCodes.get(choice.reference)
  const isOwn = signer?.via === 'enterprise' || signer?.via === 'enterprise-in-source'
  const isOther = owner !== null && owner !== undefined && !isSameEnterprise(owner, taxCode, policy)
  return {
    ...{ taxCode, name, source, certificate, binding, variesBySource },
    signer: signer && {
      ...signer,
      otherTaxCode: isOther ? (isOwn ? policy.ownCertificate : policy.defaultCertificate) : null,
    },
  }
}

export function toDefaultCertificates(
  { revision, config }: WrittenState,
  certificates: BoundCertificates,
): DefaultCertificatesView {
  const find = (reference: string | null) => (reference === null ? null : certificates.find(reference))
  const own = config.enterprises.filter(({ certificate }) => certificate !== null)
  return {
    revision,
    gateway: find(config.defaultCertificate),
    sources: config.sources.map(({ name, defaultCertificate }) => ({
      source: name,
      certificate: find(defaultCertificate),
      own: own.filter(({ source }) => source === name).length,
    })),
    certificates: certificates.all(),
    own: own.length,
    all: config.enterprises.length,
  }
}
