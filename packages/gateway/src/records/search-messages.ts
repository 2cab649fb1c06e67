/** What the gateway asks its search thread, and what comes back. Plain data. */
import type { ErrorCode, ErrorDetails } from '@congky/shared'
import type { HistoryKind } from '../domain/history-record.ts'
import type { StoredRecord } from '../domain/verify-chain.ts'
import type { PlacedJob } from '../store/search-rows.ts'
import type { IndexQuery } from './column-index.ts'
import type { EventName } from './event-search.ts'
import type { GatheredEvidence } from './gather-evidence.ts'
import type { FoundChecks } from './proof.ts'
import type { RequestName, SearchedCertificate } from './request-search.ts'

export interface Found<T> {
  readonly found: readonly T[]
  readonly total: number
  readonly isMore: boolean
}

/** A question and its answer, by name. */
export interface Questions {
  readonly warm: { readonly ask: null; readonly answer: number }
  readonly requests: { readonly ask: IndexQuery<RequestName>; readonly answer: Found<PlacedJob> }
  /** Everything that fits, as numbers alone, which cross between threads in no time. */
  readonly requestSeqs: { readonly ask: IndexQuery<RequestName>; readonly answer: Float64Array }
  readonly requestById: { readonly ask: string; readonly answer: Found<PlacedJob> }
  readonly choices: {
    readonly ask: null
    readonly answer: {
      readonly sources: readonly string[]
      readonly workstations: readonly string[]
      readonly taxCodes: readonly string[]
      readonly certificates: readonly SearchedCertificate[]
    }
  }
  readonly events: { readonly ask: IndexQuery<EventName>; readonly answer: Found<StoredRecord> }
  readonly people: { readonly ask: null; readonly answer: readonly string[] }
  /** Steps of requests, by their kind alone. */
  readonly steps: {
    readonly ask: {
      readonly kind: HistoryKind
      readonly before: number
      readonly limit: number
      readonly countMax: number
    }
    readonly answer: Found<StoredRecord>
  }
  readonly story: { readonly ask: string; readonly answer: readonly StoredRecord[] }
  readonly proof: { readonly ask: string; readonly answer: FoundChecks | null }
  readonly evidence: { readonly ask: string; readonly answer: GatheredEvidence | null }
}

export type QuestionName = keyof Questions

export interface SearchQuestion<K extends QuestionName = QuestionName> {
  readonly id: number
  readonly name: K
  readonly ask: Questions[K]['ask']
  /** Jobs that changed since the last question. */
  readonly changed: readonly string[]
}

/** Errors of ours as data, since a thread boundary strips their class. */
export type SearchAnswer =
  | { readonly id: number; readonly answer: unknown }
  | { readonly id: number; readonly refusal: { readonly code: ErrorCode; readonly details: ErrorDetails } }
  | { readonly id: number; readonly failure: string }
