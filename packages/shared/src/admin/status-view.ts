/** The whole gateway in one picture: for `congky status`, the console, health and metrics. */
import type { Bilingual } from '../error-catalogue.ts'
import type { ErrorView, JobState } from '../wire.ts'
import type { ExchangeView } from './exchange-view.ts'

export interface GatewayStatus {
  readonly version: string
  readonly state: 'running' | 'paused'
  readonly startedAt: string
  readonly listen: { readonly url: string; readonly fingerprint: string | null }
  readonly tokens: readonly TokenView[]
  readonly moduleProblems: readonly { readonly module: string; readonly message: string }[]
  readonly sources: readonly SourceView[]
  readonly jobs: Record<JobState, number> & { readonly undelivered: number }
  readonly held: readonly (ErrorView & { readonly errorCode: string; readonly count: number })[]
  readonly approvals: ApprovalsView
  /** Why nothing can be written to the state disk, and so nothing is accepted or signed; null when all is well. */
  readonly storeErrorCode: string | null
  readonly history: {
    /** SHA-256 of the public key that signs the head of the history, in lower-case hex. */
    readonly keyFingerprint: string
    /** What was wrong with its end when the gateway started, as `congky history verify` names it; else null. */
    readonly damage: string | null
  }
  /** Set while a gateway that was restored from a backup waits for its admin's confirmation. */
  readonly restored: { readonly backupAt: string | null; readonly restoredAt: string | null } | null
  /** ISO 8601; null: never, as far as is known. */
  readonly lastBackupAt: string | null
  /** The exchange with customs; null where it is not set up. */
  readonly exchange: ExchangeView | null
  /** What a person should know: an edited configuration file that is not valid, a torn record. */
  readonly notices: readonly StatusNotice[]
}

/** What waits for approvers; whose it is, each learns from the own inbox. */
export interface ApprovalsView {
  readonly waiting: number
  /** Since when the oldest waits, ISO 8601; null: nothing does. */
  readonly oldestAt: string | null
  /** Grows whenever anything becomes of such a document: then an inbox that is shown is looked at again. */
  readonly changes: number
}

/** What a notice is about: who shows it can say where it is mended. */
export type NoticeTopic =
  | 'restored'
  | 'store'
  | 'history'
  | 'files'
  | 'config'
  | 'restart'
  | 'access-key'
  | 'notifications'

export type StatusNotice = Bilingual & { readonly topic: NoticeTopic }

export interface TokenView {
  readonly name: string
  readonly module: string
  readonly serial: string
  readonly label: string
  readonly model: string
  readonly manufacturer: string
  readonly state: string
  readonly errorCode: string | null
  /** What the token says of its PIN counter: `ok`, `count-low`, `final-try`, `locked`. Many never say anything. */
  readonly pinFlag: string
  readonly queueLength: number
  readonly signed: { readonly count: number; readonly ms: number }
  readonly certificates: readonly TokenCertificateView[]
}

export interface TokenCertificateView {
  readonly subject: string
  readonly commonName: string
  readonly issuer: string
  /** Upper-case hex. */
  readonly serial: string
  /** SHA-256, lower-case hex. */
  readonly thumbprint: string
  readonly taxCode: string | null
  /** ISO 8601, as `notAfter`. */
  readonly notBefore: string
  readonly notAfter: string
  readonly keyType: 'rsa' | 'ec'
  readonly keyBits: number
}

/** How new rows of a source are noticed. */
export interface NoticingView {
  /**
   * `off`: the database announces nothing, or the setting is off. `deaf`: it listens, and an announcement that was
   * made to try it did not arrive; a connection pooler may stand in between.
   */
  readonly listening: 'off' | 'connecting' | 'on' | 'deaf'
  /** How often rows are looked for, in milliseconds, listening or not; less often while none come. */
  readonly pollMs: number
  /** Since when none came, ISO 8601 to the minute; null while they come. */
  readonly idleSince: string | null
}

export interface SourceView {
  readonly name: string
  readonly dialect: string
  readonly active: boolean
  readonly state: string
  readonly errorCode: string | null
  readonly error: { readonly en: string; readonly vi: string } | null
  /** What a person can do about it. */
  readonly next: { readonly en: string; readonly vi: string } | null
  /** Null while no rows are pulled. */
  readonly noticing: NoticingView | null
}
