/** The signing history as people see it: requests, their story and documents, records, exports, verification. */
import type { Bilingual } from '../error-catalogue.ts'
import type { CertificateView, ErrorView, JobState } from '../wire.ts'

/** One request in a list. Times are ISO 8601. */
export interface RequestRow {
  /** Its place in the order of arrival; pages go by it. */
  readonly seq: number
  readonly id: string
  readonly receivedAt: string
  readonly state: JobState
  /** Why it waits for a person or was rejected. */
  readonly reason: ErrorView | null
  readonly taxCode: string | null
  readonly enterprise: string | null
  readonly reference: string | null
  readonly profile: string
  readonly source: string
  /** What the source knows it by: the key of a row, or a workstation's own key. */
  readonly externalId: string
  readonly workstation: NamedView | null
  readonly requester: string | null
  readonly certificate: CertificateView | null
  readonly signedAt: string | null
  readonly deliveredAt: string | null
}

export interface NamedView {
  readonly id: string
  readonly name: string
}

/** One page, newest first. */
export interface RequestPage {
  readonly requests: readonly RequestRow[]
  /** How many fit the filter altogether; at least so many where `isMore`. */
  readonly total: number
  readonly isMore: boolean
  /** `before` of the next page; null on the last. */
  readonly next: number | null
}

/** What the filter can be set to: everything that occurs in the history. */
export interface HistoryChoices {
  readonly sources: readonly string[]
  readonly workstations: readonly NamedView[]
  readonly certificates: readonly CertificateView[]
  readonly enterprises: readonly { readonly taxCode: string; readonly name: string | null }[]
}

/** One record of the chained history, in words. */
export interface RecordView {
  readonly seq: number
  readonly at: string
  readonly kind: string
  readonly title: Bilingual
  readonly note: Bilingual | null
  readonly reason: ErrorView | null
  readonly requester: string | null
  readonly origin: string | null
  readonly requestId: string | null
  readonly certificate: CertificateView | null
  readonly documentSha256: string | null
  readonly signedSha256: string | null
  readonly hash: string
}

export interface RecordPage {
  readonly records: readonly RecordView[]
  readonly total: number
  readonly isMore: boolean
  readonly next: number | null
}

/** What the records can be filtered by: kinds with their words, and the people in them. */
export interface RecordChoices {
  /** Steps of requests are found by their kind alone. */
  readonly kinds: readonly { readonly kind: string; readonly title: Bilingual; readonly isStep: boolean }[]
  readonly people: readonly string[]
}

/** Everything about one request. */
export interface RequestDetails extends RequestRow {
  readonly origin: string
  readonly attempts: number
  readonly documentBytes: number
  readonly documentSha256: string
  readonly signedSha256: string | null
  readonly intentAt: string | null
  readonly notBefore: string | null
  readonly deadline: string | null
  /** Whether the documents are still kept; retention drops them, and keeps everything else. */
  readonly documents: {
    readonly original: boolean
    readonly signed: boolean
    /** Whether it can be answered: an interchange of EDIFACT of which it is decided what becomes of it. */
    readonly acknowledgement: boolean
  }
  readonly documentDays: number
  readonly story: readonly RecordView[]
  /** Where the time of its signature went, in the order of the way; empty where nothing was measured. */
  readonly stages: readonly StageView[]
}

/** One stage of a request's way through the gateway. */
export interface StageView {
  readonly stage: string
  readonly title: Bilingual
  readonly ms: number
}

/** One part of a document, as a person reads it. Everything is text. */
export type RenderedPart =
  | {
      readonly kind: 'field'
      readonly name: string
      readonly label: Bilingual | null
      readonly value: string
      /** What the value stands for, where it is a code of a known catalogue. */
      readonly meaning: Bilingual | null
    }
  | {
      readonly kind: 'group'
      readonly name: string
      readonly label: Bilingual | null
      readonly parts: readonly RenderedPart[]
    }
  | {
      readonly kind: 'table'
      readonly name: string
      readonly label: Bilingual | null
      readonly columns: readonly {
        readonly name: string
        readonly label: Bilingual | null
        /** What its values stand for, by value. */
        readonly meanings: Readonly<Record<string, Bilingual>>
      }[]
      readonly rows: readonly (readonly string[])[]
    }

export interface DocumentRendering {
  readonly title: Bilingual
  readonly parts: readonly RenderedPart[]
  /** Something was left out, since the document is too large to be read on a page. */
  readonly isCut: boolean
  /** What its characters are encoded in, where the document says so; absent: UTF-8. */
  readonly charset?: string
}

export interface DocumentView extends DocumentRendering {
  readonly raw: string
  readonly isRawCut: boolean
  readonly bytes: number
  readonly sha256: string
  readonly fileName: string
}

export type ProofResult = 'good' | 'bad' | 'unknown'

export interface ProofCheck {
  readonly result: ProofResult
  readonly title: Bilingual
  readonly words: Bilingual
}

export interface ProofView {
  /** The worst of all checks. */
  readonly result: ProofResult
  readonly checks: readonly ProofCheck[]
  readonly checkedAt: string
}

/** The check of the whole chain, in the background. */
export interface VerificationView {
  readonly state: 'none' | 'running' | 'done' | 'failed'
  readonly done: number
  readonly total: number
  readonly startedAt: string | null
  readonly finishedAt: string | null
  readonly by: string | null
  readonly verdict: {
    readonly intact: boolean
    readonly records: number
    readonly faults: number
    readonly fault: Bilingual | null
    /** What the gateway signed last: `<number>:<hash>`, when, and with which key. */
    readonly head: { readonly position: string; readonly at: string; readonly key: string } | null
  } | null
}

/** `proof` is the whole history as JSON lines that can be verified anywhere. */
export type ExportFormat = 'csv' | 'xlsx' | 'json' | 'proof'

export interface ExportView {
  readonly id: string
  readonly format: ExportFormat
  readonly state: 'running' | 'done' | 'failed'
  readonly done: number
  readonly total: number
  readonly bytes: number
  readonly fileName: string
  readonly startedAt: string
  readonly error: ErrorView | null
}
