/**
 * The documents of requests, and the evidence for them, under `/admin/requests/:id`. A document may be hostile:
 * it is handed out as bytes to be saved, or as text to be read, and never as something that a browser opens.
 * Who looked is on record.
 */
import {
  CongkyError,
  type DocumentView,
  type ProofCheck,
  type ProofResult,
  type ProofView,
  reportMessage,
  reportSentence,
  type VerifyReport,
} from '@congky/shared'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { documentKindOf } from '../domain/document-kind.ts'
import type { Job } from '../domain/job.ts'
import { shortJobId } from '../domain/new-job-id.ts'
import { rawView } from '../domain/raw-view.ts'
import { sha256Hex } from '../domain/request.ts'
import { acknowledgeJob } from '../pipeline/acknowledge-job.ts'
import { bad, good, unknown } from '../records/proof.ts'
import type { SignatureEngine } from '../signature/profile.ts'
import type { HistoryWriter } from '../store/history.ts'
import { Looks } from './looks.ts'
import { actorOf } from './operator.ts'
import { idParams, type RequestRoutesParts } from './request-routes.ts'

export interface DocumentRoutesParts extends RequestRoutesParts {
  readonly engine: SignatureEngine
  readonly history: HistoryWriter
}

const see = { config: { right: 'see-history' } } as const
type Which = 'original' | 'signed'
const renderingQuery = z.object({ of: z.enum(['original', 'signed']).default('original') })

export function documentRoutes(instance: FastifyInstance, parts: DocumentRoutesParts): void {
  const app = instance.withTypeProvider<ZodTypeProvider>()
  const looks = new Looks(parts.history)
  const note = (request: FastifyRequest, { id: jobId }: Job, text: string) => {
    const { name: requester, origin } = actorOf(request)
    return looks.record({ kind: 'account', requester, origin, jobId, note: text })
  }
  const jobOf = (id: string) => {
    const job = parts.jobs.find(id)
    if (!job) throw new CongkyError('ERR_NOT_FOUND')
    return job
  }
  const bytesOf = (job: Job, which: Which) => {
    const bytes = which === 'signed' ? parts.jobs.keptSignedDocument(job.id) : parts.jobs.document(job.id)
    if (bytes) return bytes
    // A document that was refused at the door, or was never signed, was not dropped: it never was here.
    if (which === 'signed' && job.signedSha256 === null) throw new CongkyError('ERR_NOT_FOUND')
    throw new CongkyError('ERR_DOCUMENT_DROPPED', { days: parts.config().retention.documentDays })
  }
  const download = (which: Which) => async (request: FastifyRequest, reply: FastifyReply) => {
    const job = jobOf((request.params as z.output<typeof idParams>).id)
    const bytes = bytesOf(job, which)
    await note(request, job, which === 'signed' ? 'downloaded the signed document' : 'downloaded the document')
    return sendFile(reply, fileNameOf(parts, job, which, bytes), bytes)
  }
  app.get('/requests/:id/document', { ...see, schema: { params: idParams } }, download('original'))
  app.get('/requests/:id/signed', { ...see, schema: { params: idParams } }, download('signed'))

  app.get('/requests/:id/acknowledgement', { ...see, schema: { params: idParams } }, async (request, reply) => {
    const job = jobOf(request.params.id)
    const bytes = await acknowledgeJob(parts, job)
    await note(request, job, 'downloaded the acknowledgement')
    return sendFile(reply, `APERAK-${shortJobId(job.id)}.edi`, bytes)
  })

  const renderingSchema = { params: idParams, querystring: renderingQuery }
  app.get('/requests/:id/rendering', { ...see, schema: renderingSchema }, async (request): Promise<DocumentView> => {
    const job = jobOf(request.params.id)
    const bytes = bytesOf(job, request.query.of)
    const rendering = await parts.engine.render(bytes)
    await note(request, job, 'read the document')
    const fileName = fileNameOf(parts, job, request.query.of, bytes)
    return {
      ...rendering,
      ...rawView(bytes, rendering.charset),
      bytes: bytes.length,
      sha256: sha256Hex(bytes),
      fileName,
    }
  })

  const oneSigned = { ...see, schema: { params: idParams } }
  app.get('/requests/:id/verification', oneSigned, ({ params }): Promise<VerifyReport> => {
    const bytes = bytesOf(jobOf(params.id), 'signed')
    return parts.engine.verify(bytes, { judgesCertificates: true })
  })

  app.post('/requests/:id/proof', { ...see, schema: { params: idParams } }, async ({ params }): Promise<ProofView> => {
    const found = await parts.records.search.ask('proof', params.id)
    if (!found) throw new CongkyError('ERR_NOT_FOUND')
    const job = jobOf(params.id)
    const signed = job.state === 'signed' ? [await checkSignature(parts, job, found.certificate)] : []
    const checks = [...found.checks, ...signed]
    return { result: worst(checks), checks, checkedAt: new Date().toISOString() }
  })
}

function sendFile(reply: FastifyReply, name: string, bytes: Uint8Array): FastifyReply {
  return reply
    .header('Content-Disposition', `attachment; filename="${name}"`)
    .header('X-Content-Type-Options', 'nosniff')
    .type('application/octet-stream')
    .send(Buffer.from(bytes))
}

async function checkSignature(
  { jobs, engine }: DocumentRoutesParts,
  job: Job,
  certificate: string | null,
): Promise<ProofCheck> {
  const title = { vi: 'Chữ ký trong chứng từ', en: 'The signature in the document' }
  const bytes = jobs.keptSignedDocument(job.id)
  if (!bytes) {
    return unknown(title, {
      vi: 'Không còn chứng từ đã ký để kiểm tra chữ ký.',
      en: 'The signed document is no longer kept, so its signature cannot be checked.',
    })
  }
  const verifying = verifyResult(engine, job, bytes, jobs.document(job.id))
  const report = await verifying.catch((error: unknown) => {
    if (error instanceof CongkyError && error.disposition === 'reject') return null
    throw error
  })
  return judgeSignature(title, report, certificate, job.certificate?.subject ?? '')
}

/** A detached signature is judged over the document that it was made for, as long as that is kept. */
function verifyResult(engine: SignatureEngine, job: Job, signed: Uint8Array, document: Uint8Array | null) {
  const { detached } = engine.resultFormat(job.request.profile)
  return detached && document ? engine.verify(document, { signature: signed }) : engine.verify(signed)
}

function judgeSignature(
  title: ProofCheck['title'],
  report: VerifyReport | null,
  certificate: string | null,
  subject: string,
): ProofCheck {
  if (report?.valid !== true) {
    const problem = report?.signatures.flatMap(({ problems }) => problems)[0] ?? reportSentence('no-signature')
    const { vi, en } = reportMessage(problem)
    return bad(title, { vi: `Chữ ký không đúng: ${vi}.`, en: `The signature is not valid: ${en}.` })
  }
  const isRecorded = report.signatures.some((signature) => signature.certificate?.thumbprint === certificate)
  if (certificate === null || !isRecorded) {
    return bad(title, {
      vi: 'Chữ ký đúng, nhưng bằng chữ ký số khác với chữ ký số đã ghi trong lịch sử.',
      en: 'The signature is good, but was made with another certificate than the history has.',
    })
  }
  return good(title, { vi: `Chữ ký đúng, của ${subject}.`, en: `The signature is good, by ${subject}.` })
}

function worst(checks: readonly ProofCheck[]): ProofResult {
  const results = checks.map(({ result }) => result)
  if (results.includes('bad')) return 'bad'
  return results.includes('unknown') ? 'unknown' : 'good'
}

/** What anybody's file system takes, whatever the sender called it. @param bytes The document in question. */
function fileNameOf(
  { jobs, engine }: DocumentRoutesParts,
  { id, request: { reference, externalId, profile } }: Job,
  which: Which,
  bytes: Uint8Array,
): string {
  const { extension } = documentKindOf(jobs.document(id) ?? bytes)
  const called = reference ?? externalId
  const name = (called.endsWith(extension) ? called.slice(0, -extension.length) : called)
    .replaceAll(/[^A-Za-z0-9._-]+/g, '-')
    .replaceAll(/^[-.]+|[-.]+$/g, '')
    .slice(0, 60)
  const base = `${name === '' ? 'chung-tu' : name}-${shortJobId(id)}`
  if (which === 'original') return base + extension
  const result = engine.resultFormat(profile).extension
  return result === null ? `${base}-da-ky${extension}` : base + extension + result
}
