/** Tokens, their certificates and libraries, as the page "Chữ ký số" shows them. */
import type { TokenCertificateView, TokenView } from './status-view.ts'

/** Who signs with a certificate, as the configuration says. */
export interface CertificateUse {
  /** Whether it is the gateway's default. */
  readonly isDefault: boolean
  /** Sources whose default it is. */
  readonly sources: readonly string[]
  /** How many lines of enterprises name it. */
  readonly enterprises: number
}

/** A PKCS#11 library in use. */
export interface ModuleView {
  readonly name: string
  readonly path: string
  /** Why it could not be used, or null. */
  readonly problem: string | null
}

export interface TokensView {
  /** Of the configuration, for what changes it. */
  readonly revision: string
  readonly tokens: readonly TokenView[]
  readonly modules: readonly ModuleView[]
  /** By thumbprint; a certificate that nobody uses is not there. */
  readonly uses: Readonly<Record<string, CertificateUse>>
  /** Whether PINs may be typed in a browser. */
  readonly pinEntry: boolean
}

export interface TestSignatureView {
  /** Time of the token alone, in milliseconds. */
  readonly ms: number
  /** As XML-DSig names it: `rsa-sha256`. */
  readonly algorithm: string
  readonly certificate: Pick<TokenCertificateView, 'subject' | 'serial' | 'thumbprint'>
  /** What was signed: a small document that says that it is a test, with its signature. */
  readonly document: string
}

/** A search for PKCS#11 libraries on the gateway host. */
export interface ModuleScanView {
  readonly state: 'never' | 'running' | 'done'
  /** Libraries looked at so far, and altogether. */
  readonly done: number
  readonly total: number
  /** Path of the library that is being looked at, or null. */
  readonly current: string | null
  readonly libraries: readonly FoundLibraryView[]
  /** Whether the search itself failed; the gateway's log says why. */
  readonly failed: boolean
}

export interface FoundLibraryView {
  readonly path: string
  /** What the library says of itself, or null when it did not load. */
  readonly description: string | null
  /** Why it did not load or list its tokens, else null. */
  readonly problem: string | null
  readonly tokens: readonly FoundTokenView[]
}

export interface FoundTokenView extends Pick<TokenView, 'serial' | 'label' | 'model' | 'manufacturer' | 'pinFlag'> {
  /** What it would be called if nobody chose a name. */
  readonly name: string
  readonly certificates: readonly Pick<
    TokenCertificateView,
    'subject' | 'commonName' | 'issuer' | 'serial' | 'taxCode' | 'notAfter'
  >[]
}
