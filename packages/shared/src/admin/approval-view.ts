/** Approvals as people see them: what waits for whom, what it is, and who decided what. */
import type { Bilingual } from '../error-catalogue.ts'
import type { CertificateView, ErrorView, JobState } from '../wire.ts'
import type { DocumentRendering } from './history-view.ts'
import type { TokenView } from './status-view.ts'

export const approvalStates = ['open', 'approved', 'used', 'returned', 'withdrawn', 'expired', 'void'] as const
export type ApprovalState = (typeof approvalStates)[number]

/** What has become of an approval, as people say it. */
export const approvalStateWords: Readonly<Record<ApprovalState, Bilingual>> = {
  open: { en: 'waiting', vi: 'chờ duyệt' },
  approved: { en: 'approved', vi: 'đã duyệt' },
  used: { en: 'approved, being signed', vi: 'đã duyệt và đưa vào ký' },
  returned: { en: 'returned', vi: 'đã trả lại' },
  withdrawn: { en: 'withdrawn', vi: 'đã rút lại' },
  expired: { en: 'out of time', vi: 'quá hạn duyệt' },
  void: { en: 'void', vi: 'hết hiệu lực' },
}

/** What a decision is about: one document, as who decides was shown it. */
export interface ApprovalItem {
  /** Of the request. */
  readonly id: string
  /** The request may wait anew, for another enterprise or by another rule: then what was shown is out of date. */
  readonly approvalId: string
  /** Lower-case hex. */
  readonly documentSha256: string
}

/** One document in an approver's inbox. Times are ISO 8601. */
export interface ApprovalRow extends ApprovalItem {
  readonly state: ApprovalState
  readonly jobState: JobState
  readonly kind: Bilingual
  readonly taxCode: string | null
  readonly enterprise: string | null
  readonly reference: string | null
  readonly profile: string
  readonly source: string
  readonly requester: string | null
  readonly rule: string
  /** The step that waits, from 1; how many there are; what it is called. */
  readonly step: number
  readonly steps: number
  readonly stepName: string | null
  readonly note: string | null
  readonly submittedAt: string
  readonly expiresAt: string
  /** Whether who looks may decide now. */
  readonly isMine: boolean
  /** Whose right who looks would use; null for one's own. */
  readonly onBehalfOf: string | null
  /** As people know that account. */
  readonly onBehalfOfName: string | null
  /** Whether who looks may give it back: also what is approved and not signed yet. */
  readonly mayReturn: boolean
}

export interface ApprovalPage {
  readonly approvals: readonly ApprovalRow[]
  /** How many wait for who looks. */
  readonly mine: number
  readonly isMore: boolean
}

export interface ApprovalDecisionView {
  readonly kind: 'approve' | 'return'
  /** From 1. */
  readonly step: number
  readonly stepName: string
  readonly account: string
  readonly displayName: string
  readonly onBehalfOf: string | null
  readonly proof: 'password' | 'passkey'
  readonly reason: string | null
  readonly origin: string
  readonly at: string
}

export interface ApprovalStepView {
  readonly name: string
  readonly need: number | 'all'
  /** Displayed names; empty: everyone whose role may approve. */
  readonly approvers: readonly string[]
  readonly isDone: boolean
}

/** Everything about one document to approve, but what it says. */
export interface ApprovalDetails extends ApprovalRow {
  readonly workstation: string | null
  readonly externalId: string
  readonly origin: string
  readonly documentBytes: number
  readonly plan: readonly ApprovalStepView[]
  readonly decisions: readonly ApprovalDecisionView[]
  /** Why who looks may not decide. */
  readonly obstacle: ErrorView | null
  /** Whose certificate will sign, as it stands now; null where nobody can say yet. */
  readonly certificate: CertificateView | null
  readonly signWith: 'enterprise' | 'approver'
  /** The version before this one, if any: its request, how it ended, and why. */
  readonly previous: {
    readonly id: string
    readonly state: JobState
    readonly documentSha256: string
    readonly reason: ErrorView | null
  } | null
  /** The request's own error, where it has one. */
  readonly reason: ErrorView | null
}

/** One line of what changed since the version before. */
export interface DocumentDifference {
  /** Names of the groups it stands in, outermost first, and its own. */
  readonly path: readonly { readonly name: string; readonly label: Bilingual | null }[]
  /** null: it was not there. */
  readonly before: string | null
  /** null: it is gone. */
  readonly after: string | null
}

/** What is to be signed, in words, taken from the bytes that the signature will cover. */
export interface ReviewView {
  readonly documentSha256: string
  readonly bytes: number
  readonly rendering: DocumentRendering
  /** What a person should see before deciding: parts that no signature will cover, another tax code. */
  readonly warnings: readonly Bilingual[]
  /** Against the version before; null where there is none, or it is no longer kept. */
  readonly differences: readonly DocumentDifference[] | null
  readonly areDifferencesCut: boolean
}

export interface DelegationList {
  /** Given by and to who looks; the newest first. */
  readonly delegations: readonly DelegationView[]
  /** To whom a right can be given. */
  readonly approvers: readonly { readonly name: string; readonly displayName: string }[]
}

export interface DelegationView {
  readonly id: string
  readonly from: string
  readonly fromName: string
  readonly to: string
  readonly toName: string
  readonly startsAt: string
  readonly endsAt: string
  readonly createdAt: string
  readonly revokedAt: string | null
  readonly isActive: boolean
}

/** How one document of several that were decided at once came out. */
export interface ApprovalOutcome {
  readonly id: string
  /** null where it went through. */
  readonly error: ErrorView | null
  readonly state: JobState | null
  /** How many more steps it needs. */
  readonly stepsLeft: number | null
}

/** Whose token waits for a PIN because its owner approved; null: none is known, or the enterprise's own signs. */
export interface OwnTokenView {
  readonly token: TokenView | null
}

/** What became of approved documents while their approver's token was open. */
export interface SignedWithOwnToken {
  readonly requests: readonly { readonly id: string; readonly state: JobState; readonly reason: ErrorView | null }[]
}
