/** One picture of the whole gateway, for `congky status`, health and metrics. */
import { describeError, type ErrorCode, type ErrorView, type JobState } from '@congky/shared'
import type { ChainFault } from '../domain/chain-fault.ts'
import type { Job } from '../domain/job.ts'
import type { SourceStatus } from '../pipeline/source-runner.ts'
import type { Store } from '../store/store.ts'
import type { SignedSoFar, Tokens } from '../token/token.ts'

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
  /** Why nothing can be written to the state disk, and so nothing is accepted or signed; null when all is well. */
  readonly storeErrorCode: string | null
  readonly history: {
    /** SHA-256 of the public key that signs the head of the history, in lower-case hex. */
    readonly keyFingerprint: string
    /** What was wrong with its end when the gateway started, as `congky history verify` names it; else null. */
    readonly damage: ChainFault['kind'] | null
  }
  /** Set while a gateway that was restored from a backup waits for its admin's confirmation. */
  readonly restored: { readonly backupAt: string | null; readonly restoredAt: string | null } | null
  /** ISO 8601; null: never, as far as is known. */
  readonly lastBackupAt: string | null
  /** What a person should know: an edited configuration file that is not valid, a torn record. */
  readonly notices: readonly { readonly en: string; readonly vi: string }[]
}

export interface TokenView {
  readonly name: string
  readonly module: string
  readonly serial: string
  readonly label: string
  readonly state: string
  readonly errorCode: string | null
  readonly pinFlag: string
  readonly queueLength: number
  readonly signed: SignedSoFar
  readonly certificates: readonly {
    readonly subject: string
    readonly serial: string
    readonly thumbprint: string
    readonly taxCode: string | null
    readonly notAfter: string
  }[]
}

export interface SourceView {
  readonly name: string
  readonly dialect: string
  readonly active: boolean
  readonly state: string
  readonly errorCode: string | null
  readonly error: { readonly en: string; readonly vi: string } | null
}

export function toTokenView(token: ReturnType<Tokens['list']>[number]): TokenView {
  const { certificates, name, module, serial, label, state, errorCode, pinFlag, queueLength, signed } = token
  return {
    ...{ name, module, serial, label, state, errorCode, pinFlag, queueLength, signed },
    certificates: certificates.map(({ subject, serial, thumbprint, taxCode, notAfter }) => ({
      ...{ subject, serial, thumbprint, taxCode },
      notAfter: notAfter.toISOString(),
    })),
  }
}

export function toSourceView(source: SourceStatus): SourceView {
  const { name, dialect, state, error } = source
  const texts = error && {
    en: describeError(error.code, error.details, 'en').message,
    vi: describeError(error.code, error.details, 'vi').message,
  }
  return { name, dialect, active: state !== 'paused', state, errorCode: error?.code ?? null, error: texts }
}

export function toHistoryView({ key, fault }: Store['historyAtStart']): GatewayStatus['history'] {
  return { keyFingerprint: key, damage: fault?.kind ?? null }
}

/** Held jobs by their reason, the most frequent first, each with what to do about it. */
export function groupHeld(jobs: Iterable<Job>): GatewayStatus['held'] {
  const groups = new Map<string, { code: ErrorCode; job: Job; count: number }>()
  for (const job of jobs) {
    if (job.state !== 'held' || job.reason === null) continue
    const key = JSON.stringify([job.reason.code, job.reason.details])
    const group = groups.get(key) ?? { code: job.reason.code, job, count: 0 }
    group.count++
    groups.set(key, group)
  }
  return [...groups.values()]
    .sort((a, b) => b.count - a.count)
    .map(({ code, job, count }) => {
      const details = job.reason?.details ?? {}
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
