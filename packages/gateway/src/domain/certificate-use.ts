/** Which rules of the configuration name a certificate: what people ask before they take its token away. */
import { type Certificate, isCertificate } from './certificate.ts'
import type { GatewayConfig } from './gateway-config.ts'

export interface CertificateUses {
  readonly isDefault: boolean
  readonly sources: readonly string[]
  readonly enterprises: number
}

/** By thumbprint; certificates that no rule names are left out. Looks once at each rule, of which there may be thousands. */
export function usesOf(
  certificates: readonly Pick<Certificate, 'thumbprint' | 'serial'>[],
  config: Pick<GatewayConfig, 'enterprises' | 'sources' | 'defaultCertificate'>,
): Record<string, CertificateUses> {
  const linesByReference = new Map<string, number>()
  for (const { certificate } of config.enterprises) {
    if (certificate !== null) linesByReference.set(certificate, (linesByReference.get(certificate) ?? 0) + 1)
  }
  const uses = certificates.map((certificate) => {
    const isMeant = (reference: string | null) => reference !== null && isCertificate(certificate, reference)
    const { thumbprint, serial } = certificate
    const use: CertificateUses = {
      isDefault: isMeant(config.defaultCertificate),
      sources: config.sources.filter((source) => isMeant(source.defaultCertificate)).map(({ name }) => name),
      // The configuration holds both forms already as `isCertificate` compares them.
      enterprises: (linesByReference.get(thumbprint) ?? 0) + (linesByReference.get(serial) ?? 0),
    }
    return [thumbprint, use] as const
  })
  return Object.fromEntries(uses.filter(([, use]) => use.isDefault || use.sources.length > 0 || use.enterprises > 0))
}
