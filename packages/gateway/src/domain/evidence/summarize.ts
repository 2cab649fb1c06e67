/** What the records of one request say in short; the same records always give the same. */
import { type ApprovalRecord, type HistoryRecord, parseRecord, type SealedRecord } from '../history-record.ts'

export interface EvidenceSummary {
  readonly requester: string | null
  readonly source: string | null
  readonly taxCode: string | null
  readonly profile: string | null
  readonly receivedAt: string | null
  readonly documentSha256: string | null
  readonly approvals: readonly EvidenceStep[]
  /** Null when the request was not signed. */
  readonly signed: SignedStep | null
}

/** One step of an approval: who did what to which document when. */
export interface EvidenceStep {
  /** Id of the approval. */
  readonly approval: string | null
  /** One of `ApprovalRecord['event']`. */
  readonly event: string | null
  readonly at: string
  /** An account, or for what nobody decided whoever asked for the signature. */
  readonly by: string | null
  readonly onBehalfOf: string | null
  readonly origin: string | null
  readonly documentSha256: string | null
  readonly rule: string | null
  readonly policySha256: string | null
  /** From 1. */
  readonly step: number | null
  readonly proof: string | null
  readonly reason: string | null
}

interface SignedStep {
  readonly at: string
  readonly signedSha256: string | null
  readonly certificate: {
    readonly subject: string | null
    readonly serial: string | null
    readonly thumbprint: string | null
  }
}

/** Also of records that somebody else made up: whatever is no text where one belongs is nothing. */
export function summarize(sealed: readonly SealedRecord[]): EvidenceSummary {
  const records = sealed.flatMap(({ text }) => parseRecord(text) ?? [])
  const first = records.find(({ documentSha256 }) => documentSha256 !== undefined)
  return {
    requester: textOf(first?.requester),
    source: textOf(first?.source),
    taxCode: textOf(first?.taxCode),
    profile: textOf(first?.profile),
    receivedAt: textOf(first?.at),
    documentSha256: textOf(first?.documentSha256),
    approvals: records.flatMap((record) => (record.approval ? toStep(record, record.approval) : [])),
    signed: toSigned(records.findLast(({ kind }) => kind === 'signed')),
  }
}

function toStep(
  { at, requester, origin, documentSha256 }: HistoryRecord,
  { id, event, rule, policySha256, step, onBehalfOf, proof, reason }: ApprovalRecord,
): EvidenceStep {
  return {
    approval: textOf(id),
    event: textOf(event),
    at,
    by: textOf(requester),
    onBehalfOf: textOf(onBehalfOf),
    origin: textOf(origin),
    documentSha256: textOf(documentSha256),
    rule: textOf(rule),
    policySha256: textOf(policySha256),
    step: typeof step === 'number' ? step : null,
    proof: textOf(proof),
    reason: textOf(reason),
  }
}

function toSigned(record: HistoryRecord | undefined): SignedStep | null {
  if (!record) return null
  const { at, signedSha256, certificate } = record
  const { subject, serial, thumbprint } = certificate ?? {}
  return {
    at,
    signedSha256: textOf(signedSha256),
    certificate: { subject: textOf(subject), serial: textOf(serial), thumbprint: textOf(thumbprint) },
  }
}

const textOf = (value: unknown): string | null => (typeof value === 'string' ? value : null)
