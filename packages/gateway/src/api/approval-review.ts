/** What an approver is shown of a document, and the record that it was shown. */
import { CongkyError, type ReviewView } from '@congky/shared'
import type { Approval } from '../domain/approval/approval.ts'
import { diffRenderings } from '../domain/differences/diff-renderings.ts'
import type { Job } from '../domain/job.ts'
import { sha256Hex } from '../domain/request.ts'
import type { DocumentReview, SignatureEngine } from '../signature/profile.ts'
import type { JobStore } from '../store/jobs.ts'

export interface ApprovalReviewParts {
  readonly engine: Pick<SignatureEngine, 'review'>
  readonly jobs: Pick<JobStore, 'document'>
}

/**
 * Reads the very bytes that are kept for signing.
 *
 * @param previous The version before, if any.
 * @throws {CongkyError} ERR_DOCUMENT_DROPPED, ERR_APPROVAL_OUTDATED, and those of the engine.
 */
export async function reviewDocument(
  { engine, jobs }: ApprovalReviewParts,
  { job, approval }: { readonly job: Job; readonly approval: Approval },
  previous: Job | null,
  documentDays: number,
): Promise<ReviewView> {
  const document = jobs.document(job.id)
  if (document === null) throw new CongkyError('ERR_DOCUMENT_DROPPED', { days: documentDays })
  const documentSha256 = sha256Hex(document)
  if (documentSha256 !== approval.subject.documentSha256) throw new CongkyError('ERR_APPROVAL_OUTDATED')
  const { taxCode, profile } = approval.subject
  const { rendering, warnings } = await engine.review(profile, document, taxCode)
  const before = previous && (await reviewBefore(engine, jobs, previous))
  const differences = before && diffRenderings(before.rendering, rendering)
  return {
    ...{ documentSha256, bytes: document.length, rendering, warnings },
    differences: differences?.differences ?? null,
    areDifferencesCut: differences?.isCut ?? false,
  }
}

/** null: it is no longer kept, or was refused as nothing that could be signed. */
async function reviewBefore(
  engine: ApprovalReviewParts['engine'],
  jobs: ApprovalReviewParts['jobs'],
  { id, request }: Job,
): Promise<DocumentReview | null> {
  const document = jobs.document(id)
  if (document === null) return null
  try {
    return await engine.review(request.profile, document, request.taxCode)
  } catch (error) {
    if (error instanceof CongkyError && error.disposition === 'reject') return null
    throw error
  }
}
