/** Long work on the history, each in a thread of its own that ends with it: plain data. */
import type { ErrorCode, ErrorDetails, ExportFormat, Language } from '@congky/shared'
import type { ChainVerdict } from '../domain/verify-chain.ts'

export type RecordsTask =
  | { readonly kind: 'verify'; readonly stateDir: string }
  | {
      readonly kind: 'export'
      readonly stateDir: string
      readonly file: string
      readonly format: ExportFormat
      readonly language: Language
      /** The requests, by their place; newest first. Empty for the whole history. */
      readonly seqs: Float64Array
      readonly enterprises: ReadonlyMap<string, string>
      readonly workstations: ReadonlyMap<string, string>
    }

export type TaskMessage =
  | { readonly kind: 'progress'; readonly done: number; readonly total: number; readonly bytes: number }
  | { readonly kind: 'verdict'; readonly verdict: ChainVerdict }
  | { readonly kind: 'written'; readonly done: number; readonly bytes: number }
  | { readonly kind: 'refusal'; readonly code: ErrorCode; readonly details: ErrorDetails }
  | { readonly kind: 'failure'; readonly message: string }
