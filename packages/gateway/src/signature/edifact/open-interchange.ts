/** An interchange that is to be signed or verified: read once, with what is wrong with it. */
import { type EdifactFinding, type ReadInterchange, readInterchange } from '@congky/documents'
import { CongkyError, reportSentence } from '@congky/shared'

export interface OpenedInterchange {
  readonly bytes: Buffer
  readonly interchange: ReadInterchange
  /** Behind its last segment. */
  readonly end: number
  readonly findings: readonly EdifactFinding[]
  /** What keeps every signature in it from being relied on: parts that one reader passes over, and another reads. */
  readonly problems: readonly string[]
  readonly warnings: readonly string[]
}

/** Each step reads the interchange twice or so: some milliseconds, which the main thread has. */
export const LIGHT_INTERCHANGE_BYTES_MAX = 16_384
/** Rules of findings that are about parts which are passed over. */
const PASSED_OVER: readonly string[] = [
  'byte-order-mark',
  'text-before',
  'text-after',
  'further-interchange',
  'outside',
]
/** As many are told of each kind. */
const TOLD_MAX = 10

/** @throws {CongkyError} ERR_DOCUMENT_NOT_EDIFACT */
export function openInterchange(document: Uint8Array): OpenedInterchange {
  const bytes = Buffer.from(document.buffer, document.byteOffset, document.byteLength)
  const { interchange, findings } = readInterchange(bytes)
  if (interchange === null) throw new CongkyError('ERR_DOCUMENT_NOT_EDIFACT', { detail: wordsOf(findings[0]) })
  const isProblem = ({ severity, rule }: EdifactFinding) => severity === 'error' || PASSED_OVER.includes(rule)
  const told = findings.filter(({ severity }) => severity !== 'notice')
  return {
    ...{ bytes, interchange, findings, end: interchange.trailer?.end ?? bytes.length },
    problems: told.filter(isProblem).slice(0, TOLD_MAX).map(sentenceOf),
    warnings: told
      .filter((finding) => !isProblem(finding))
      .slice(0, TOLD_MAX)
      .map(sentenceOf),
  }
}

/**
 * An interchange that may be signed. Nothing is signed that a reader has to guess about: who signs would speak for one
 * guess, and who reads could make another.
 *
 * @throws {CongkyError} ERR_DOCUMENT_NOT_EDIFACT; ERR_EDIFACT_NOT_STRICT: with the first thing that is wrong.
 */
export function openStrictInterchange(document: Uint8Array): OpenedInterchange {
  const opened = openInterchange(document)
  const wrong = opened.findings.find(({ severity }) => severity !== 'notice')
  if (wrong) throw new CongkyError('ERR_EDIFACT_NOT_STRICT', { detail: wordsOf(wrong), place: placeOf(wrong) })
  return opened
}

function wordsOf(finding: EdifactFinding | undefined) {
  const { vi, en } = finding ?? { vi: 'không có đoạn UNB', en: 'there is no UNB' }
  const bare = (text: string) => text.replace(/\.$/, '')
  return { vi: bare(vi), en: bare(en) }
}

function placeOf({ place }: EdifactFinding): string {
  return place && place.segment > 0 ? `${place.segment} (${place.tag})` : '0'
}

function sentenceOf(finding: EdifactFinding): string {
  return reportSentence('edifact-finding', { rule: finding.rule, place: placeOf(finding) })
}
