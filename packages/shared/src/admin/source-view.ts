/** Databases with documents to sign, as the console shows and edits them. */
import type { Bilingual } from '../error-catalogue.ts'

export type SourceDialect = 'mssql' | 'postgres' | 'mysql' | 'sqlite' | 'oracle'

/** `GET /admin/sources`. */
export interface SourcesView {
  /** Goes along as `If-Match` with every edit. */
  readonly revision: string
  readonly needsRestart: readonly string[]
  readonly sources: readonly SourceConfigView[]
  /** Sources that are no longer configured and whose requests still wait. */
  readonly gone: readonly { readonly name: string; readonly waiting: SourceWaiting }[]
}

/** Requests of a source in the gateway. Rows that still wait in the database are not among them. */
export interface SourceWaiting {
  /** To be signed. */
  readonly received: number
  /** Waiting for a person. */
  readonly held: number
  /** Signed or rejected, and the database does not have the outcome yet. */
  readonly undelivered: number
}

export interface SourceConnection {
  /** Absolute path of an SQLite file. */
  readonly file: string | null
  readonly host: string
  readonly port: number | null
  readonly instance: string | null
  readonly database: string
  readonly user: string
  readonly tls: 'off' | 'on' | 'verify'
  readonly legacyTls: boolean
  readonly connectTimeoutMs: number
}

/** Column names of a request table; null where the table has no such column. */
export interface SourceColumns {
  readonly id: string
  readonly taxCode: string | null
  readonly profile: string | null
  readonly document: string
  readonly reference: string | null
  readonly requester: string | null
  /** What whoever approves the document should know. */
  readonly note: string | null
  readonly state: string
  readonly signedDocument: string
  readonly errorCode: string | null
  readonly errorMessage: string | null
  readonly claimedBy: string | null
  readonly claimToken: string | null
  /** Milliseconds since 1970 by the database's own clock. */
  readonly claimedUntil: string | null
  readonly createdAt: string | null
  readonly updatedAt: string | null
}

/** A number is compared as a number, a text as text. */
export type StateCode = string | number

export interface SourceStates {
  readonly pending: StateCode
  readonly claimed: StateCode
  /** Claimed, and somebody has to approve the document; null where rows do not tell it apart. */
  readonly awaitingApproval: StateCode | null
  readonly signed: StateCode
  readonly rejected: StateCode
}

export type SourceState = keyof SourceStates

/**
 * How documents stand in a column. `auto`: as the column's type has it, text as UTF-8. `bytes`: in a column of bytes
 * and nowhere else. `base64`: as base64 text, for what is no text in a table that has text only.
 */
export const COLUMN_ENCODINGS = ['auto', 'bytes', 'base64'] as const
export type ColumnEncoding = (typeof COLUMN_ENCODINGS)[number]

/** What can be edited of a source. */
export interface SourceContent {
  /** The software whose database it is, as people call it. */
  readonly application: string | null
  readonly active: boolean
  readonly dialect: SourceDialect
  readonly connection: SourceConnection
  readonly table: readonly string[]
  readonly columns: SourceColumns
  readonly documentEncoding: ColumnEncoding
  readonly signedDocumentEncoding: ColumnEncoding
  readonly states: SourceStates
  readonly pageSize: number
  readonly pollMs: number
  readonly idlePollMs: number
  readonly listen: boolean
  readonly leaseMs: number
  /** Thumbprint or serial number. */
  readonly defaultCertificate: string | null
  readonly defaultProfile: string | null
}

export interface SourceConfigView extends SourceContent {
  /** Stands in the history; it never changes. */
  readonly name: string
  /** Whether there is a password, and where; null when the source uses none. */
  readonly password: { readonly from: 'file' | 'credential' | null } | null
  /** How it is right now; null while the gateway runs none of its sources. */
  readonly live: {
    readonly state: string
    readonly errorCode: string | null
    readonly error: Bilingual | null
    readonly next: Bilingual | null
  } | null
  readonly waiting: SourceWaiting
  /** Enterprises with a setting of their own for this source. */
  readonly enterprises: number
}

/** A value of a form; it is judged where the configuration is. */
export type DraftValue = string | number | boolean | null

/**
 * A source as a form has it: `POST /admin/sources` adds it, `PATCH /admin/sources/:name` changes what is named, and
 * the checks below try it without saving. What is left out is as it was, or as usual in a new one; null is nothing.
 */
export interface SourceDraft {
  readonly application?: string | null
  readonly active?: boolean
  readonly dialect?: string
  readonly connection?: Readonly<Record<string, DraftValue>>
  readonly table?: string | readonly string[]
  readonly columns?: Readonly<Record<string, string | null>>
  readonly documentEncoding?: string
  readonly signedDocumentEncoding?: string
  readonly states?: Readonly<Record<string, string | number | null>>
  readonly pageSize?: DraftValue
  readonly pollMs?: DraftValue
  readonly idlePollMs?: DraftValue
  readonly listen?: DraftValue
  readonly leaseMs?: DraftValue
  readonly defaultCertificate?: string | null
  readonly defaultProfile?: string | null
}

/** Body of `POST /admin/sources` and `PATCH /admin/sources/:name`. */
export interface SourceEdit {
  readonly source: SourceDraft
  /** Typed anew; left out: the stored one stays. It is never shown again. */
  readonly password?: string
  /** Although requests of it are in hand; without it the answer is ERR_SOURCE_IN_USE. */
  readonly evenInUse?: boolean
}

/** Body of the checks, `POST /admin/sources/{test,tables,columns,preview,init-table}`: nothing of it is saved. */
export interface SourceCheck {
  /** The source that is being edited, whose stored password may be used for the server it was typed for. */
  readonly name?: string
  readonly source: SourceDraft
  readonly password?: string
}

/** Answer of `…/test`. */
export interface SourceTestView {
  readonly ok: boolean
  /** In the order they were tried; the first failure of `connect` or `table` ends the test. */
  readonly steps: readonly {
    readonly step: 'connect' | 'table' | 'encoding' | 'columns' | 'claim-columns' | 'rights' | 'new-rows'
    readonly ok: boolean
    readonly detail: Bilingual
  }[]
  /** Rows of the table by state. */
  readonly counts: Readonly<Record<SourceState, number>> | null
  /** How far the database's clock is ahead of the gateway's. */
  readonly clockOffsetMs: number | null
}

/** Answer of `…/tables`: names with their schema, where there is one. At most 1000. */
export interface TableListView {
  readonly tables: readonly (readonly string[])[]
}

/** One of the answer of `…/columns`. */
export interface TableColumnView {
  readonly name: string
  /** The database's own word. */
  readonly type: string
  readonly kind: 'integer' | 'number' | 'text' | 'binary' | 'time' | 'other'
}

export type PreviewCell = string | null

/** Answer of `…/preview`: at most 20 rows, texts cut short. */
export interface TablePreviewView {
  readonly rows: readonly PreviewRow[]
  /** Configured columns that the table does not have. */
  readonly missing: readonly string[]
}

export interface PreviewRow {
  readonly id: PreviewCell
  readonly taxCode: PreviewCell
  readonly reference: PreviewCell
  readonly requester: PreviewCell
  readonly profile: PreviewCell
  readonly state: PreviewCell
  /** Which of the configured states it is; null for none of them. */
  readonly stateMeaning: SourceState | null
  /** Its beginning. */
  readonly document: PreviewCell
  readonly documentBytes: number | null
}

/** Answer of `…/init-table`: false when the table was there already. */
export interface TableMadeView {
  readonly created: boolean
}
