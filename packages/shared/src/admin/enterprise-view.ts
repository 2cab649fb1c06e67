/** Enterprises and the certificates that sign for them, as the console and the API show them. */
import type { Bilingual } from '../error-catalogue.ts'

/** How a certificate is right now; the first of these that holds. */
export type BoundCertificateState =
  | 'unknown' //       on no token that this gateway has seen
  | 'expired'
  | 'not-yet-valid'
  | 'absent' //        its token is not plugged in
  | 'faulty' //        its token was put aside
  | 'locked' //        its token waits for a person's PIN
  | 'expiring' //      ready, for less than 30 days
  | 'ready'

export interface BoundCertificate {
  /** What the configuration calls it by: a thumbprint, or a serial number. */
  readonly reference: string
  readonly state: BoundCertificateState
  /** null while the state is `unknown`. */
  readonly subject: string | null
  readonly serial: string | null
  readonly thumbprint: string | null
  readonly taxCode: string | null
  /** ISO 8601. */
  readonly notAfter: string | null
  /** Name of the token that holds it. */
  readonly token: string | null
}

/** The rule that chose a certificate, in the order of precedence. */
export type CertificateVia = 'enterprise-in-source' | 'enterprise' | 'source-default' | 'gateway-default'

/** Whether an enterprise signs with its own certificate, with a default one, or cannot sign. */
export type EnterpriseBinding = 'own' | 'default' | 'missing'

export interface EnterpriseView {
  readonly taxCode: string
  readonly name: string
  /** The one source this line applies to; null for all. */
  readonly source: string | null
  /** Its own certificate as configured; null uses a default. */
  readonly certificate: string | null
  readonly binding: EnterpriseBinding
  /** What signs for it; null where nothing does. */
  readonly signer: {
    readonly via: CertificateVia
    readonly certificate: BoundCertificate
    /** What the policy says of a certificate that carries another tax code; null where it carries none or this one. */
    readonly otherTaxCode: 'allow' | 'warn' | 'deny' | null
  } | null
  /** Requests of different sources are signed by different certificates. */
  readonly variesBySource: boolean
}

export interface EnterprisePage {
  /** Which content of the configuration this is; goes along with a change. */
  readonly revision: string
  readonly enterprises: readonly EnterpriseView[]
  /** How many the filters let through. */
  readonly total: number
  /** How many there are of each binding, whatever the filter of bindings. */
  readonly counts: Readonly<Record<EnterpriseBinding, number>>
  /** All there are, without any filter. */
  readonly all: number
}

/** The certificates used where an enterprise has none of its own. */
export interface DefaultCertificatesView {
  readonly revision: string
  readonly gateway: BoundCertificate | null
  readonly sources: readonly {
    readonly source: string
    readonly certificate: BoundCertificate | null
    /** Lines for this source alone with a certificate of their own. */
    readonly own: number
  }[]
  /** Every certificate on a token that this gateway has seen, to choose from. */
  readonly certificates: readonly BoundCertificate[]
  /** How many lines of enterprises have a certificate of their own. */
  readonly own: number
  /** How many lines there are. */
  readonly all: number
}

export type EnterpriseField = 'file' | 'taxCode' | 'name' | 'certificate' | 'source'

/** Something about a line of a list that a person should know. */
export interface ListRemark {
  /** Line of the file, counted from 1. */
  readonly line: number
  readonly field: EnterpriseField
  /** What stands there, cut short. */
  readonly value: string
  readonly text: Bilingual
}

export interface ListedEnterprise {
  readonly line: number
  readonly taxCode: string
  readonly name: string
  readonly source: string | null
  readonly certificate: string | null
}

/** What reading a list of enterprises would change, before it does. */
export interface EnterpriseListReport {
  readonly revision: string
  readonly counts: {
    /** Lines that hold something, without the one of the titles. */
    readonly lines: number
    readonly added: number
    readonly changed: number
    readonly unchanged: number
    /** Lines that cannot be taken. */
    readonly bad: number
    /** Lines that are taken, and should be looked at. */
    readonly warnings: number
  }
  /** The first of each kind. */
  readonly added: readonly ListedEnterprise[]
  readonly changed: readonly (ListedEnterprise & {
    readonly before: { readonly name: string; readonly certificate: string | null }
  })[]
  readonly bad: readonly ListRemark[]
  readonly warnings: readonly ListRemark[]
}

/** Answer to what changed enterprises. */
export interface EnterprisesEditedView {
  readonly revision: string
  readonly needsRestart: readonly string[]
  /** Lines that are different now. */
  readonly changed: number
}

/** Answer to a list that was taken over. */
export interface EnterpriseListTakenView {
  readonly revision: string
  readonly needsRestart: readonly string[]
  readonly counts: EnterpriseListReport['counts']
}
