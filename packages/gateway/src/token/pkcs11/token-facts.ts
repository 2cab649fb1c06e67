/** What is known about one token: what its driver says of it, its certificates, and whose keys are really there. */
import { X509Certificate } from 'node:crypto'
import { CongkyError } from '@congky/shared'
import { type Certificate, parseCertificate } from '../../domain/certificate.ts'
import type { TokenStatus } from '../token.ts'
import type { FoundToken, KeyReport } from './messages.ts'

type Facts = Pick<TokenStatus, 'module' | 'serial' | 'label' | 'model' | 'manufacturer' | 'pinFlag' | 'certificates'>

export class TokenFacts {
  readonly #module: string
  #found: FoundToken
  #certificates: readonly Certificate[]
  /** What the last login said about the key of each certificate; empty before the first. */
  #keys: ReadonlyMap<string, KeyReport> = new Map()

  constructor(module: string, found: FoundToken) {
    this.#module = module
    this.#found = found
    this.#certificates = readCertificates(found)
  }

  /** For the status. Certificates that turned out to have no key are left out. */
  get shown(): Facts {
    const { serial, label, model, manufacturer, pinFlag } = this.#found
    const certificates = this.#certificates.filter(({ thumbprint }) => this.#keys.get(thumbprint)?.key !== 'missing')
    return { module: this.#module, serial, label, model, manufacturer, pinFlag, certificates }
  }

  /** What makes it this token and no other; the serial number alone repeats between identical tokens. */
  get identity(): { readonly serial: string; readonly thumbprints: readonly string[] } {
    return { serial: this.#found.serial, thumbprints: this.#certificates.map(({ thumbprint }) => thumbprint) }
  }

  /** What the durable counter of PIN attempts knows it by. */
  get pinKey(): string {
    return [this.#module, this.#found.serial, this.#certificates[0]?.thumbprint ?? '-'].join('/')
  }

  /** What users know the token's certificate by; the serial number of a token that never showed one. */
  get certificateName(): string {
    return this.#certificates[0]?.commonName || this.#found.serial
  }

  /** Certificates whose key the last login did not find, or found to be another's. */
  get unusable(): readonly Certificate[] {
    return this.#certificates.filter(({ thumbprint }) => !this.#isUsable(thumbprint))
  }

  /** Whether there are certificates, and none of them can sign. */
  get isUseless(): boolean {
    return this.#certificates.length > 0 && this.unusable.length === this.#certificates.length
  }

  /** @throws {CongkyError} ERR_KEY_MISMATCH: the last login found no key for the certificate. */
  assertUsable(token: string, thumbprint: string): void {
    if (this.#isUsable(thumbprint)) return
    const certificate = this.certificate(thumbprint)?.commonName ?? thumbprint
    throw new CongkyError('ERR_KEY_MISMATCH', { token, certificate })
  }

  #isUsable(thumbprint: string): boolean {
    return this.#keys.get(thumbprint)?.key === 'ok'
  }

  certificate(thumbprint: string): Certificate | undefined {
    return this.#certificates.find((certificate) => certificate.thumbprint === thumbprint)
  }

  /** Whether it shows this certificate. */
  holds(thumbprint: string): boolean {
    return this.#keys.get(thumbprint)?.key !== 'missing' && this.certificate(thumbprint) !== undefined
  }

  /** Whether a scan saw this token: same serial number, and a certificate in common once we know any. */
  isSame(found: FoundToken): boolean {
    if (found.serial !== this.#found.serial) return false
    return this.#certificates.length === 0 || readCertificates(found).some((seen) => this.certificate(seen.thumbprint))
  }

  /** Whether the token carries a certificate that we have not seen on it, as after a renewal. */
  hasNewCertificate(found: FoundToken): boolean {
    return readCertificates(found).some((seen) => !this.certificate(seen.thumbprint))
  }

  /** Takes over what the token says of itself now. */
  describe(found: FoundToken): void {
    this.#found = found
    this.#certificates = readCertificates(found)
  }

  /** Whether its key wants the PIN at every signature. */
  asksPin(thumbprint: string): boolean {
    return this.#keys.get(thumbprint)?.asksPin ?? false
  }

  learnKeys(reports: readonly KeyReport[]): void {
    this.#keys = new Map(reports.map((report) => [report.thumbprint, report]))
  }
}

/**
 * The certificates that someone could sign with, sorted by thumbprint. Before a login the private keys are
 * invisible, so the issuers' certificates that many tokens carry along are left out by what they are; a
 * token that holds nothing else keeps them, since home-made certificates often say that they are CAs.
 */
function readCertificates(found: FoundToken): readonly Certificate[] {
  const certificates = found.certificates.flatMap((der) => {
    try {
      return [{ certificate: parseCertificate(der), isAuthority: new X509Certificate(der).ca }]
    } catch {
      return [] // a kind of key that nobody signs documents with here
    }
  })
  const own = certificates.filter(({ isAuthority }) => !isAuthority)
  return (own.length > 0 ? own : certificates)
    .map(({ certificate }) => certificate)
    .sort((a, b) => (a.thumbprint < b.thumbprint ? -1 : 1))
}

/** A token that the configuration names, before anyone plugged it in. */
export function toConfiguredToken({ serial }: { readonly serial: string }): FoundToken {
  return { serial, label: '', model: '', manufacturer: '', pinFlag: 'ok', certificates: [] }
}
