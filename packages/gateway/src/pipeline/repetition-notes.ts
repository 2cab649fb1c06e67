import type { Certificate } from '../domain/certificate.ts'
import type { Job } from '../domain/job.ts'
import type { SignatureEngine } from '../signature/profile.ts'

/** What the history says of an attempt at a job that is not the first. */
export function repetitionNotes(
  { intentAt, request }: Job,
  certificate: Certificate,
  engine: Pick<SignatureEngine, 'isSigned'>,
): readonly string[] {
  if (intentAt === null) return []
  return engine.isSigned(request.profile, request.documentSha256, certificate)
    ? ['the signature of an earlier attempt waits for its timestamp: nothing is signed again']
    : ['an earlier attempt did not complete: the same document is signed again']
}
