/** Certificates of the configuration as they are right now: on which token, and whether they can sign. */
import type { BoundCertificate, BoundCertificateState, TaxCode } from '@congky/shared'
import { type Certificate, isCertificate } from '../domain/certificate.ts'
import type { TokenStatus } from '../token/token.ts'

const EXPIRING_MS = 30 * 86_400_000

interface Holder {
  readonly token: TokenStatus
  readonly certificate: Certificate
}

/** Looks at all tokens once, for many certificates. */
export class BoundCertificates {
  readonly #holders: readonly Holder[]
  readonly #now: number
  readonly #made = new Map<string, BoundCertificate>()
  /** Tax codes by every name that a certificate of a token has. */
  readonly taxCodes: ReadonlyMap<string, TaxCode | null>

  constructor(tokens: readonly TokenStatus[], now = new Date()) {
    this.#holders = tokens.flatMap((token) => token.certificates.map((certificate) => ({ token, certificate })))
    this.#now = now.getTime()
    this.taxCodes = new Map(
      this.#holders.flatMap(({ certificate: { thumbprint, serial, taxCode } }) => [
        [thumbprint, taxCode] as const,
        [serial, taxCode] as const,
      ]),
    )
  }

  /** Each once, also when two tokens hold it. */
  all(): readonly BoundCertificate[] {
    return [...new Set(this.#holders.map(({ certificate }) => certificate.thumbprint))].map((each) => this.find(each))
  }

  find(reference: string): BoundCertificate {
    const made = this.#made.get(reference) ?? this.#describe(reference)
    this.#made.set(reference, made)
    return made
  }

  /** The same certificate may be on two tokens; one that is ready serves, as when it signs. */
  #describe(reference: string): BoundCertificate {
    const holders = this.#holders.filter(({ certificate }) => isCertificate(certificate, reference))
    const holder =
      holders.find(({ token }) => token.state === 'ready') ??
      holders.find(({ token }) => token.state !== 'absent') ??
      holders[0]
    if (!holder) {
      return {
        ...{ reference, state: 'unknown', subject: null, serial: null, thumbprint: null },
        ...{ taxCode: null, notAfter: null, token: null },
      }
    }
    const { subject, serial, thumbprint, taxCode, notAfter } = holder.certificate
    return {
      ...{ reference, state: this.#stateOf(holder), subject, serial, thumbprint, taxCode },
      ...{ notAfter: notAfter.toISOString(), token: holder.token.name },
    }
  }

  #stateOf({ token, certificate }: Holder): BoundCertificateState {
    const left = certificate.notAfter.getTime() - this.#now
    if (left < 0) return 'expired'
    if (certificate.notBefore.getTime() > this.#now) return 'not-yet-valid'
    switch (token.state) {
      case 'absent':
      case 'faulty':
        return token.state
      case 'locked':
      case 'pin-refused':
        return 'locked'
      case 'ready':
      case 'starting': // for a fraction of a second
        return left < EXPIRING_MS ? 'expiring' : 'ready'
    }
  }
}
