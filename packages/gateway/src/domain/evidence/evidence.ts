/**
 * The exported proof of one request: its records as the gateway wrote them, the signed head of the history that they
 * belong to, and in short what they say: which document, who approved it, by which policy, what was signed with which
 * certificate. The gateway signs all of it with the key of its history, so that anybody can check it anywhere.
 *
 * It is one JSON file that can be written in one way only: no byte of it can change unnoticed.
 */
import { type HeadKey, isSigned, type SignedHead, signText } from '../history-head.ts'
import type { SealedRecord } from '../history-record.ts'
import { type EvidenceSummary, summarize } from './summarize.ts'

export interface EvidenceContent {
  readonly gateway: string
  /** UTC, ISO 8601 with milliseconds. */
  readonly madeAt: string
  readonly requestId: string
  /** Follows from the records. */
  readonly summary: EvidenceSummary
  /** Every record about the request, oldest first. */
  readonly records: readonly SealedRecord[]
  /** What the history had come to when this was made. */
  readonly head: SignedHead
}

export interface Evidence {
  readonly content: EvidenceContent
  /** Ed25519 over the content's JSON text without blanks, base64. */
  readonly signature: string
  /** SubjectPublicKeyInfo, DER in base64. */
  readonly publicKey: string
}

const FORMAT = 'congky-proof-v1'
const PURPOSE = 'congky proof v1\n'
/** Of a file that is taken for one of ours; the longest story of a request is some hundred KB. */
const FILE_BYTES_MAX = 64 * 1024 * 1024

export function sealEvidence(content: Omit<EvidenceContent, 'summary'>, key: HeadKey): Evidence {
  const whole = inOrder({ ...content, summary: summarize(content.records) })
  const { signature, publicKey } = signText(PURPOSE, JSON.stringify(whole), key)
  return { content: whole, signature, publicKey }
}

export function isSealed({ content, signature, publicKey }: Evidence): boolean {
  return isSigned(PURPOSE, { text: JSON.stringify(inOrder(content)), signature, publicKey })
}

/** The text of the file. */
export function writeEvidence({ content, signature, publicKey }: Evidence): string {
  return `${JSON.stringify({ format: FORMAT, content: inOrder(content), signature, publicKey }, null, 2)}\n`
}

/** @returns Null when the bytes are not, one by one, what we would have written. */
export function readEvidence(bytes: Uint8Array): Evidence | null {
  if (bytes.length > FILE_BYTES_MAX) return null
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
    const { content, signature, publicKey } = JSON.parse(text)
    const evidence: Evidence = { content, signature, publicKey }
    return hasTexts(evidence) && writeEvidence(evidence) === text ? evidence : null
  } catch {
    return null
  }
}

/** Its fields, in the one order in which they are written and signed. */
function inOrder({ gateway, madeAt, requestId, summary, records, head }: EvidenceContent): EvidenceContent {
  return {
    ...{ gateway, madeAt, requestId, summary },
    records: records.map(({ hash, text }) => ({ hash, text })),
    head: { text: head.text, signature: head.signature, publicKey: head.publicKey },
  }
}

/** The summary is not looked at: it is made anew of the records, and compared. */
function hasTexts({ content, signature, publicKey }: Evidence): boolean {
  const { gateway, madeAt, requestId, records, head } = content
  const texts = [signature, publicKey, gateway, madeAt, requestId, head.text, head.signature, head.publicKey]
  return [...texts, ...records.flatMap(({ hash, text }) => [hash, text])].every((text) => typeof text === 'string')
}
