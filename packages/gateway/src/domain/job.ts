/**
 * A job: a request on its way through the gateway.
 *
 *     received ──> signed ───────> (deliveredAt)
 *      ^  │  └───> rejected ─────> (deliveredAt)   the request can never succeed; its source is told
 *      │  └──────> held                            a person is needed; returns to received
 *      └────────────┘
 *
 * `awaiting-approval` stands before `received` where a policy asks for it (domain/approval). Only `pipeline/` changes a
 * state, and each change is one of the functions below, so the rules can be read in one place.
 */
import { type CongkyError, type ErrorCode, type ErrorDetails, isErrorCode, type JobState } from '@congky/shared'
import type { Approval } from './approval/approval.ts'
import type { Claim, SignRequest } from './request.ts'

export type { JobState } from '@congky/shared'

/** Why a job is held or was rejected. */
export interface JobReason {
  readonly code: ErrorCode
  readonly details: ErrorDetails
}

/** The certificate a job is (to be) signed with, as recorded with its intent. */
export interface JobCertificate {
  readonly thumbprint: string
  readonly serial: string
  readonly subject: string
}

/** A job without its documents, which are read when they are needed. */
export interface Job {
  readonly id: string
  readonly request: Omit<SignRequest, 'document' | 'enterprises'>
  readonly documentBytes: number
  readonly state: JobState
  readonly reason: JobReason | null
  readonly attempts: number
  /** When the intent to sign was recorded; set and not `signed` means that a crash came in between. */
  readonly intentAt: Date | null
  readonly certificate: JobCertificate | null
  /** The approval it needs, of this stay on its way to a signature; null: it needs none. */
  readonly approvalId: string | null
  readonly signedSha256: string | null
  readonly receivedAt: Date
  readonly signedAt: Date | null
  readonly deliveredAt: Date | null
}

/**
 * The name under which a request exists once. For a workstation it is the idempotency key: another
 * document under the same key is a conflict. For a row it is the key with the document's hash: a corrected
 * row is a new request, the same row again is the same one (promise K1).
 */
export function requestKey(
  request: Pick<SignRequest, 'source' | 'externalId' | 'workstationId' | 'documentSha256'>,
): string {
  return request.workstationId === null
    ? JSON.stringify([request.source, request.externalId, request.documentSha256])
    : JSON.stringify(['workstation', request.workstationId, request.externalId])
}

/**
 * The name of a further request of a row whose document is signed already: its owner wants it signed once more,
 * for another enterprise or by another profile.
 *
 * @param profile As the row names it; null for the default, whatever that is by then.
 */
export function wishKey(
  { source, externalId, documentSha256 }: Pick<SignRequest, 'source' | 'externalId' | 'documentSha256'>,
  taxCode: string | null,
  profile: string | null,
): string {
  return JSON.stringify([source, externalId, documentSha256, taxCode, profile])
}

/** What a change of state writes; absent fields stay as they are. */
export interface JobChange {
  readonly state?: JobState
  readonly reason?: JobReason | null
  readonly attempts?: number
  readonly intentAt?: Date | null
  readonly certificate?: JobCertificate
  readonly signedDocument?: Uint8Array
  /** Of which the signed document was made, as it is stored: kept is only what that adds to it. */
  readonly receivedDocument?: Uint8Array
  readonly signedSha256?: string
  readonly signedAt?: Date
  readonly deliveredAt?: Date | null
  readonly claim?: Claim | null
  /**
   * The approval as it is after the change: a new one, or the next version of the one that the job has, and then only
   * if it is still at the version before. null: the job needs none any more.
   */
  readonly approval?: Approval | null
  /** Where a corrected row is taken up anew: what it asks for now, and its document. */
  readonly wishes?: Pick<
    SignRequest,
    'taxCode' | 'profile' | 'reference' | 'requester' | 'notBefore' | 'deadline' | 'note' | 'replaces'
  >
  readonly document?: Uint8Array
}

/** The end of a job whose row another gateway took over: nothing goes back to the row from here. */
export function lostLease(now: Date): JobChange {
  return { state: 'rejected', reason: { code: 'ERR_LEASE_LOST', details: {} }, deliveredAt: now }
}

export type FailureDecision =
  | { readonly next: 'reject' | 'hold'; readonly change: JobChange }
  | { readonly next: 'retry'; readonly change: JobChange; readonly delayMs: number }

/** What comes back by itself and stands in nobody's way meanwhile: waited for without a limit. */
const PATIENT_CODES: ReadonlySet<ErrorCode> = new Set([
  'ERR_SOURCE_UNAVAILABLE',
  'ERR_STORE_FULL',
  'ERR_STORE_FAILED',
  'ERR_TOKEN_BUSY',
  'ERR_STOPPING',
])
const PATIENT_RETRY_MS = 1_000
const RETRY_MS_MAX = 5_000

/**
 * What a failed attempt means for its job. A retry spends an attempt and waits a little longer each time;
 * spent retries become a hold, since by then a person should look.
 */
export function afterFailure(job: Pick<Job, 'attempts'>, error: CongkyError, attemptsMax: number): FailureDecision {
  const reason: JobReason = { code: error.code, details: error.details }
  if (error.code === 'ERR_LEASE_LOST') return { next: 'reject', change: lostLease(new Date()) }
  if (PATIENT_CODES.has(error.code)) return { next: 'retry', change: {}, delayMs: PATIENT_RETRY_MS }
  switch (error.disposition) {
    case 'reject':
      return { next: 'reject', change: { state: 'rejected', reason } }
    case 'hold':
      return { next: 'hold', change: { state: 'held', reason } }
    case 'retry': {
      const attempts = job.attempts + 1
      if (attempts >= attemptsMax) return { next: 'hold', change: { state: 'held', reason, attempts } }
      return { next: 'retry', change: { attempts }, delayMs: Math.min(100 * 2 ** (attempts - 1), RETRY_MS_MAX) }
    }
  }
}

/** Codes that go away when a token is plugged in or unlocked; such jobs are taken up again by themselves. */
const TOKEN_CODES: ReadonlySet<ErrorCode> = new Set([
  'ERR_TOKEN_ABSENT',
  'ERR_TOKEN_LOCKED',
  'ERR_TOKEN_GONE',
  'ERR_TOKEN_TIMEOUT',
  'ERR_TOKEN_BUSY',
  'ERR_TOKEN_FAULTY',
  'ERR_PIN_REFUSED',
  'ERR_PIN_TRIES_LOW',
  'ERR_PIN_BLOCKED',
  'ERR_KEY_MISMATCH',
  'ERR_SIGNATURE_INVALID',
])

export function waitsForToken(job: Pick<Job, 'state' | 'reason'>): boolean {
  return job.state === 'held' && job.reason !== null && TOKEN_CODES.has(job.reason.code)
}

/** Waits for nothing but the time: its certificate is not valid yet. */
export function waitsForClock(job: Pick<Job, 'state' | 'reason'>): boolean {
  return job.state === 'held' && job.reason?.code === 'ERR_CERTIFICATE_NOT_YET_VALID'
}

/** Codes of what only a person takes up again, whatever token, configuration or time it is. */
const PERSON_CODES: ReadonlySet<ErrorCode> = new Set([
  'ERR_INTERNAL',
  'ERR_RESTORED_REQUEST',
  'ERR_APPROVAL_MISSING',
  'ERR_APPROVAL_EXPIRED',
])

export function waitsForPerson(job: Pick<Job, 'state' | 'reason'>): boolean {
  return job.state === 'held' && job.reason !== null && PERSON_CODES.has(job.reason.code)
}

/** Reads a reason from storage; a code of a newer version is shown as an internal error. */
export function toReason(code: string | null, details: string | null): JobReason | null {
  if (code === null) return null
  return isErrorCode(code) ? { code, details: JSON.parse(details ?? '{}') } : { code: 'ERR_INTERNAL', details: {} }
}
