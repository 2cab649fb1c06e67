/** Every signature that an interchange of UN/EDIFACT carries. */
import type { FoundSignature } from '../found-signature.ts'
import { tooComplex } from '../xml/document-errors.ts'
import { type OpenedInterchange, openInterchange } from './open-interchange.ts'
import { reportSecurityGroups } from './report-security-groups.ts'
import { structuresOf } from './secured-structure.ts'

/** Each may cost a digest of the whole interchange with each algorithm. The standard has 99. */
const SIGNATURES_MAX = 99

/** @throws {CongkyError} ERR_DOCUMENT_NOT_EDIFACT, ERR_DOCUMENT_TOO_COMPLEX. */
export function readInterchangeSignatures(document: Uint8Array, { now }: { readonly now: Date }): FoundSignature[] {
  return reportInterchange(openInterchange(document), now)
}

/** @throws {CongkyError} ERR_DOCUMENT_TOO_COMPLEX */
export function reportInterchange(opened: OpenedInterchange, now: Date): FoundSignature[] {
  const structures = structuresOf(opened)
  const groups = structures.reduce((sum, { headers, trailers }) => sum + Math.max(headers.length, trailers.length), 0)
  if (groups > SIGNATURES_MAX) {
    const max = SIGNATURES_MAX
    throw tooComplex(`more than ${max} security headers`, `có hơn ${max} đoạn USH`)
  }
  return structures.flatMap((structure) => reportSecurityGroups(opened, structure, now))
}
