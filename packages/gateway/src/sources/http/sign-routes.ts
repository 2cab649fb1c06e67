/**
 * The HTTP side of signing. `/sign-requests` speaks JSON and shows the whole state of a request; `/sign`
 * takes a raw document and answers with signed bytes, so that curl is a client.
 */
import { randomUUID } from 'node:crypto'
import {
  CongkyError,
  EDIFACT_MEDIA_TYPE,
  errorCatalogue,
  requestKeySchema,
  signRequestBodySchema,
  signRequestViewSchema,
} from '@congky/shared'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import { z } from 'zod'
import type { Job } from '../../domain/job.ts'
import type { Log } from '../../domain/log.ts'
import { type Caller, toIncomingRequest } from '../caller.ts'
import { assertNoForbiddenWish } from '../forbidden-wishes.ts'
import type { RequestDesk } from '../request-desk.ts'
import { toSignRequestView } from '../request-view.ts'
import { parseWholeJson } from './whole-json.ts'

export interface SignRoutesParts {
  readonly desk: RequestDesk
  /** The authenticated caller of a request. */
  readonly caller: (request: FastifyRequest) => Caller
  /** Largest document, in bytes. */
  readonly documentBytesMax: number
  readonly log: Log
}

const WAIT_SECONDS_MAX = 60
/** How long `POST /sign` waits unless told otherwise: a person is watching curl. */
const SIGN_WAIT_SECONDS = 30
/** JSON escapes and base64 make a document larger on the way. */
const JSON_OVERHEAD = 2
const JSON_FRAME_BYTES = 65_536

const waitSchema = z.coerce.number().min(0).max(WAIT_SECONDS_MAX)
const headersSchema = z.object({ 'idempotency-key': requestKeySchema.optional() })
const idSchema = z.object({ id: z.string().max(100) })

export async function signRoutes(app: FastifyInstance, parts: SignRoutesParts): Promise<void> {
  app.addHook('onError', async (request, _reply, error) => recordTooLarge(parts, request, error))
  await app.register((scope) => jsonRoutes(scope, parts))
  await app.register((scope) => rawRoute(scope, parts))
}

async function jsonRoutes(instance: FastifyInstance, parts: SignRoutesParts): Promise<void> {
  parseWholeJson(instance)
  instance.addHook('preValidation', async ({ body, query }) => {
    assertNoForbiddenWish(body)
    assertNoForbiddenWish(query)
  })
  const app = instance.withTypeProvider<ZodTypeProvider>()
  const { desk } = parts

  app.post(
    '/sign-requests',
    {
      bodyLimit: parts.documentBytesMax * JSON_OVERHEAD + JSON_FRAME_BYTES,
      schema: {
        summary: 'Hand in a document to be signed',
        body: signRequestBodySchema,
        headers: headersSchema,
        querystring: z.object({ wait: waitSchema.default(0) }),
        response: { 200: signRequestViewSchema, 202: signRequestViewSchema },
      },
    },
    async (request, reply) => {
      const { document, documentBase64, ...wishes } = request.body
      const bytes = document ?? Buffer.from(documentBase64 ?? '', 'base64')
      const key = request.headers['idempotency-key'] ?? randomUUID()
      const sent = { ...wishes, document: bytes }
      const incoming = toIncomingRequest('http', parts.caller(request), key, sent, arrivalOf(reply))
      const job = await desk.submit(incoming)
      throwIfRefused(job)
      return sendView(parts, reply, await waitFor(desk, job, request.query.wait, reply))
    },
  )

  app.get(
    '/sign-requests/:id',
    {
      schema: {
        summary: 'How a request stands',
        params: idSchema,
        querystring: z.object({ wait: waitSchema.default(0) }),
        response: { 200: signRequestViewSchema, 202: signRequestViewSchema },
      },
    },
    async (request, reply) => {
      const job = findOwn(parts, request, request.params.id)
      return sendView(parts, reply, await waitFor(desk, job, request.query.wait, reply))
    },
  )

  app.delete(
    '/sign-requests/:id',
    {
      schema: {
        summary: 'Withdraw a request that is not signed yet; one that is finished stays as it is',
        params: idSchema,
        response: { 200: signRequestViewSchema, 202: signRequestViewSchema },
      },
    },
    async (request, reply) => {
      const job = findOwn(parts, request, request.params.id)
      return sendView(parts, reply, (await desk.cancel(job.id)) ?? job)
    },
  )

  app.get(
    '/sign-requests/:id/document',
    { schema: { summary: 'The signed document, byte for byte', params: idSchema } },
    async (request, reply) => {
      const job = findOwn(parts, request, request.params.id)
      return sendSigned(parts, reply, job)
    },
  )

  app.get(
    '/sign-requests/:id/acknowledgement',
    {
      schema: { summary: 'The APERAK that answers an EDIFACT interchange: accepted, or its errors', params: idSchema },
    },
    async (request, reply) => {
      const bytes = await desk.acknowledgement(findOwn(parts, request, request.params.id))
      return reply.header('Content-Type', EDIFACT_MEDIA_TYPE).send(bytes)
    },
  )
}

async function rawRoute(instance: FastifyInstance, parts: SignRoutesParts): Promise<void> {
  // Whatever Content-Type a tool happens to send, the body is the document.
  instance.removeAllContentTypeParsers()
  instance.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body))
  instance.addHook('preValidation', async ({ query }) => assertNoForbiddenWish(query))
  const app = instance.withTypeProvider<ZodTypeProvider>()
  app.post(
    '/sign',
    {
      bodyLimit: parts.documentBytesMax,
      schema: {
        summary: 'Sign a raw document and get the signed bytes',
        headers: headersSchema,
        querystring: z.object({
          taxCode: z.string().max(40).optional(),
          profile: z.string().max(100).optional(),
          reference: z.string().max(200).optional(),
          note: z.string().max(1000).optional(),
          replaces: z.string().max(100).optional(),
          wait: waitSchema.default(SIGN_WAIT_SECONDS),
        }),
      },
    },
    async (request, reply) => {
      const { wait, ...wishes } = request.query
      const key = request.headers['idempotency-key'] ?? randomUUID()
      const document = request.body ?? Buffer.alloc(0)
      const accepted = await parts.desk.submit(
        toIncomingRequest('http', parts.caller(request), key, { ...wishes, document }, arrivalOf(reply)),
      )
      reply.header('Congky-Request-Id', accepted.id)
      return sendSigned(parts, reply, await waitFor(parts.desk, accepted, wait, reply))
    },
  )
}

/** Waits for the outcome; a caller who hangs up ends the wait, not the job. */
export async function waitFor(desk: RequestDesk, job: Job, waitSeconds: number, reply: FastifyReply): Promise<Job> {
  const gone = new AbortController()
  const hangUp = () => gone.abort()
  reply.raw.once('close', hangUp)
  try {
    return await desk.waitUntilFinished(job, waitSeconds * 1000, gone.signal)
  } finally {
    reply.raw.off('close', hangUp)
  }
}

function sendView(parts: SignRoutesParts, reply: FastifyReply, job: Job) {
  const isFinished = job.state === 'signed' || job.state === 'rejected'
  if (isFinished) markDelivered(parts, reply, job)
  const { desk } = parts
  const document = job.state === 'signed' ? desk.signedDocument(job.id) : null
  const signed = document && { document, format: desk.resultFormat(job) }
  const standing = { queuePosition: desk.queuePosition(job), approval: desk.approvalOf(job) }
  const view = toSignRequestView(job, { signed, ...standing })
  return reply.status(isFinished ? 200 : 202).send(view)
}

/** @throws {CongkyError} The reason of a rejected job; ERR_NOT_SIGNED_YET, or what it is held for. */
function sendSigned(parts: SignRoutesParts, reply: FastifyReply, job: Job) {
  if (job.state === 'signed') {
    const bytes = parts.desk.signedDocument(job.id)
    if (bytes === null) throw new CongkyError('ERR_DOCUMENT_GONE')
    markDelivered(parts, reply, job)
    return reply.header('Content-Type', parts.desk.resultFormat(job).mediaType).send(bytes)
  }
  if (job.reason) throw new CongkyError(job.reason.code, job.reason.details)
  throw new CongkyError('ERR_NOT_SIGNED_YET', { state: job.state })
}

/** When the head of the request was in hand, by `performance.now()`. */
function arrivalOf({ elapsedTime }: FastifyReply): number {
  return performance.now() - elapsedTime
}

/** Written down once the answer is on its way: what failed to leave is not called delivered. */
export function markDelivered(parts: Pick<SignRoutesParts, 'desk' | 'log'>, reply: FastifyReply, job: Job): void {
  const startedMs = performance.now()
  reply.raw.once('finish', () => {
    parts.desk
      .markDelivered(job, performance.now() - startedMs)
      .catch((error: unknown) => parts.log.warn({ err: error, job: job.id }, 'delivery not recorded'))
  })
}

/** A body that was not read to its end makes no job, but the history knows that somebody tried. */
async function recordTooLarge(parts: SignRoutesParts, request: FastifyRequest, error: Error): Promise<void> {
  if (!('code' in error) || error.code !== 'FST_ERR_CTP_BODY_TOO_LARGE') return
  const { workstationId, origin } = parts.caller(request)
  const key = requestKeySchema.safeParse(request.headers['idempotency-key'])
  const refused = { source: 'http', externalId: key.data ?? '', workstationId, origin }
  await parts.desk
    .refuse(refused, new CongkyError('ERR_DOCUMENT_TOO_LARGE', { limit: parts.documentBytesMax }))
    .catch((failure: unknown) => parts.log.warn({ err: failure }, 'refusal not recorded'))
}

/** A workstation sees its own requests; those of others do not exist for it. @throws {CongkyError} ERR_NOT_FOUND */
function findOwn(parts: SignRoutesParts, request: FastifyRequest, id: string): Job {
  const job = parts.desk.find(id)
  if (!job || job.request.workstationId !== parts.caller(request).workstationId) throw new CongkyError('ERR_NOT_FOUND')
  return job
}

/** Some refusals are answers about the caller or the call rather than states of a request. */
function throwIfRefused(job: Job): void {
  const { reason } = job
  if (job.state !== 'rejected' || reason === null) return
  const { status } = errorCatalogue[reason.code]
  if (status === 403 || status === 413) throw new CongkyError(reason.code, reason.details)
}
