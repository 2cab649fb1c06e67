/** One picture of the whole gateway, for `congky status`, health and metrics. */
import {
  describeError,
  type GatewayStatus,
  type SeenStatus,
  type SourceView,
  type TokenCertificateView,
  type TokenView,
  whatNeedsYou,
} from '@congky/shared'
import type { Certificate } from '../domain/certificate.ts'
import type { HeldGroup } from '../pipeline/held-groups.ts'
import type { SourceStatus } from '../pipeline/source-runner.ts'
import type { Store } from '../store/store.ts'
import type { Tokens } from '../token/token.ts'

/** With what it means for a person. */
export function toSeenStatus(status: GatewayStatus): SeenStatus {
  return { ...status, needs: whatNeedsYou(status) }
}

export function toTokenView(token: ReturnType<Tokens['list']>[number]): TokenView {
  const { certificates, name, module, serial, label, model, manufacturer } = token
  const { state, errorCode, pinFlag, queueLength, signed } = token
  return {
    ...{ name, module, serial, label, model, manufacturer, state, errorCode, pinFlag, queueLength, signed },
    certificates: certificates.map(toCertificateView),
  }
}

export function toCertificateView(certificate: Certificate): TokenCertificateView {
  const { subject, commonName, issuer, serial, thumbprint, taxCode, notBefore, notAfter, keyType, keyBits } =
    certificate
  return {
    ...{ subject, commonName, issuer, serial, thumbprint, taxCode, keyType, keyBits },
    notBefore: notBefore.toISOString(),
    notAfter: notAfter.toISOString(),
  }
}

export function toSourceView(source: SourceStatus): SourceView {
  const { name, dialect, state, error, noticing } = source
  const en = error && describeError(error.code, error.details, 'en')
  const vi = error && describeError(error.code, error.details, 'vi')
  return {
    ...{ name, dialect, active: state !== 'paused', state, errorCode: error?.code ?? null },
    error: en && vi && { en: en.message, vi: vi.message },
    next: en && vi && { en: en.next, vi: vi.next },
    noticing,
  }
}

export function toHistoryView({ key, fault }: Store['historyAtStart']): GatewayStatus['history'] {
  return { keyFingerprint: key, damage: fault?.kind ?? null }
}

/** Held jobs by their reason, each with what to do about it. */
export function toHeldView(groups: readonly HeldGroup[]): GatewayStatus['held'] {
  return groups.map(({ reason: { code, details }, count }) => {
    const en = describeError(code, details, 'en')
    const vi = describeError(code, details, 'vi')
    return {
      errorCode: code,
      code,
      count,
      message: en.message,
      messageVi: vi.message,
      next: en.next,
      nextVi: vi.next,
    }
  })
}
