import { CongkyError, describeError, isAnswered } from '@congky/shared'
import type { Job } from '../domain/job.ts'
import type { AcknowledgementWishes, SignatureEngine } from '../signature/profile.ts'
import type { JobStore } from '../store/jobs.ts'

export interface AcknowledgeParts {
  readonly engine: Pick<SignatureEngine, 'acknowledge'>
  readonly jobs: Pick<JobStore, 'document'>
}

/**
 * The acknowledgement (APERAK) of a finished request, made of the document that is stored anyway. Asked for again, it
 * is the same to the byte: its number and its time are those of the request.
 *
 * @throws {CongkyError} ERR_NOT_SIGNED_YET, ERR_ACKNOWLEDGEMENT_NONE: the document is none that is acknowledged so, or
 * is not kept.
 */
export async function acknowledgeJob({ engine, jobs }: AcknowledgeParts, job: Job): Promise<Uint8Array> {
  const { id, state, signedAt, receivedAt } = job
  if (state !== 'signed' && state !== 'rejected') throw new CongkyError('ERR_NOT_SIGNED_YET', { state })
  const document = jobs.document(id)
  if (document === null) throw new CongkyError('ERR_ACKNOWLEDGEMENT_NONE')
  const reference = id.replaceAll('-', '').slice(0, REFERENCE_LENGTH).toUpperCase()
  return engine.acknowledge(document, {
    reference,
    at: signedAt ?? receivedAt,
    language: 'vi',
    refusal: refusalOf(job),
  })
}

/** Of the characters that ISO 9735 allows for a control reference. */
const REFERENCE_LENGTH = 14

/** What is wrong with the content is found in the document once more, place by place. */
function refusalOf({ state, reason }: Job): AcknowledgementWishes['refusal'] {
  if (state !== 'rejected' || reason === null) return null
  const { code, details } = reason
  const isOfContent = isAnswered(code)
  return { isOfContent, vi: describeError(code, details, 'vi').message, en: describeError(code, details, 'en').message }
}
