/** Every signature that an interchange of UN/EDIFACT carries. */
import type { FoundSignature } from '../found-signature.ts'
import { isAutack } from './autack-references.ts'
import { type OpenedInterchange, openInterchange } from './open-interchange.ts'
import { assertBounded } from './reading-limits.ts'
import { reportAutack } from './report-autack.ts'
import { reportSecurityGroups } from './report-security-groups.ts'
import { emptyReport } from './report-signer.ts'
import { pathOf, structuresOf } from './secured-structure.ts'

/** @throws {CongkyError} ERR_DOCUMENT_NOT_EDIFACT, ERR_DOCUMENT_TOO_COMPLEX. */
export function readInterchangeSignatures(document: Uint8Array, { now }: { readonly now: Date }): FoundSignature[] {
  return reportInterchange(openInterchange(document), now)
}

/** @throws {CongkyError} ERR_DOCUMENT_TOO_COMPLEX */
export function reportInterchange(opened: OpenedInterchange, now: Date): FoundSignature[] {
  const structures = structuresOf(opened)
  assertBounded(structures)
  return structures.flatMap((structure) =>
    isAutack(structure)
      ? reportAutack(structure, { opened, target: opened, now })
      : reportSecurityGroups(opened, structure, now),
  )
}

/**
 * The signatures of a message AUTACK that stands beside its document.
 *
 * @throws {CongkyError} ERR_DOCUMENT_NOT_EDIFACT: one of both is none.
 */
export function readDetachedAutack(signature: Uint8Array, document: Uint8Array, now: Date): FoundSignature[] {
  const opened = openInterchange(signature)
  const target = openInterchange(document)
  const found = structuresOf(opened).filter(isAutack)
  assertBounded(found)
  assertBounded(structuresOf(target))
  if (found.length > 0) return found.flatMap((structure) => reportAutack(structure, { opened, target, now }))
  const problems = ['it holds no message AUTACK']
  return [{ ...emptyReport('autack', pathOf(opened.interchange.header)), problems }]
}
