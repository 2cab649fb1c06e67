/**
 * Checks an exported proof without the gateway. The signature alone would find every edit; the rest says what was
 * edited, and finds what somebody else's key was used to sign.
 */
import { keyFingerprint, openHead } from '../history-head.ts'
import { isWhole, parseRecord, type SealedRecord } from '../history-record.ts'
import { sha256Hex } from '../request.ts'
import { type Evidence, type EvidenceContent, isSealed, readEvidence } from './evidence.ts'
import type { EvidenceFault } from './evidence-fault.ts'
import { type EvidenceSummary, summarize } from './summarize.ts'

export interface EvidenceExpectations {
  /** Fingerprint of the key that must have signed it. */
  readonly key?: string
  /** The document that was to be signed, and the signed one. */
  readonly document?: Uint8Array
  readonly signed?: Uint8Array
}

export interface EvidenceVerdict {
  readonly intact: boolean
  readonly faults: readonly EvidenceFault[]
  /** What it says; null when it cannot be read. Believe it only when nothing is wrong. */
  readonly evidence: {
    readonly requestId: string
    readonly gateway: string
    readonly madeAt: string
    /** Fingerprint of the key that signed it. */
    readonly key: string
    readonly records: number
    readonly summary: EvidenceSummary
  } | null
}

export function verifyEvidence(file: Uint8Array, expectations: EvidenceExpectations = {}): EvidenceVerdict {
  const evidence = readEvidence(file)
  if (evidence === null) return { intact: false, faults: [{ kind: 'unreadable' }], evidence: null }
  const { content } = evidence
  const summary = summarize(content.records)
  const faults = [
    ...sealFaults(evidence, expectations),
    ...recordFaults(content),
    ...headFaults(evidence),
    ...(JSON.stringify(summary) === JSON.stringify(content.summary) ? [] : [{ kind: 'summary' } as const]),
    ...documentFaults(summary, expectations),
  ]
  const { requestId, gateway, madeAt, records } = content
  const key = keyFingerprint(evidence.publicKey)
  return {
    intact: faults.length === 0,
    faults,
    evidence: { requestId, gateway, madeAt, key, records: records.length, summary },
  }
}

function sealFaults(evidence: Evidence, { key }: EvidenceExpectations): EvidenceFault[] {
  const isOther = key !== undefined && key !== keyFingerprint(evidence.publicKey)
  return [
    ...(isSealed(evidence) ? [] : [{ kind: 'signature' } as const]),
    ...(isOther ? [{ kind: 'key' } as const] : []),
  ]
}

function recordFaults({ records, requestId }: EvidenceContent): EvidenceFault[] {
  if (records.length === 0) return [{ kind: 'no-records' }]
  return records.flatMap((record, index) => recordFault(record, records[index - 1], requestId) ?? [])
}

/** Between two records of a request others may stand; where none does, the later one names the earlier. */
function recordFault(record: SealedRecord, before: SealedRecord | undefined, requestId: string): EvidenceFault | null {
  const parsed = parseRecord(record.text)
  if (parsed === null || !isWhole(record)) return { kind: 'edited', seq: parsed?.seq ?? 0 }
  const { seq } = parsed
  if (parsed.jobId !== requestId) return { kind: 'foreign', seq }
  const earlier = before === undefined ? null : parseRecord(before.text)
  if (before === undefined || earlier === null) return null
  const isNext = earlier.seq + 1 === seq
  return earlier.seq >= seq || (isNext && parsed.prev !== before.hash) ? { kind: 'order', seq } : null
}

function headFaults({ content: { head, gateway, records }, publicKey }: Evidence): EvidenceFault[] {
  const opened = openHead(head)
  const last = records.at(-1)
  const seq = (last && parseRecord(last.text)?.seq) ?? 0
  const covers = opened !== null && (opened.seq > seq || (opened.seq === seq && opened.hash === last?.hash))
  const isOwn = head.publicKey === publicKey && opened?.gateway === gateway
  return covers && isOwn ? [] : [{ kind: 'head' }]
}

function documentFaults(summary: EvidenceSummary, { document, signed }: EvidenceExpectations): EvidenceFault[] {
  const found: EvidenceFault[] = []
  if (document && sha256Hex(document) !== summary.documentSha256) found.push({ kind: 'document' })
  if (!signed) return found
  if (summary.signed === null) return [...found, { kind: 'not-signed' }]
  return sha256Hex(signed) === summary.signed.signedSha256 ? found : [...found, { kind: 'signed-document' }]
}
