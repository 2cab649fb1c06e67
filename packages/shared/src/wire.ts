/**
 * What gateway and clients say to each other over HTTP and WebSocket, version 1. Both sides parse what
 * arrives with these schemas; unknown fields are dropped, so that either side may be the newer one.
 */
import { z } from 'zod'
import { approvalStates } from './admin/approval-view.ts'
import { resultShape } from './result-shape.ts'
import { isoTime, sha256Hex } from './wire-fields.ts'

/** The WebSocket subprotocol, and with it the version of everything below. */
export const SUBPROTOCOL = 'congky.v1'
/**
 * A browser can set no headers on a WebSocket, so it offers its access key as a second subprotocol behind
 * this prefix. The gateway selects `congky.v1` and never repeats the key in its answer.
 */
export const ACCESS_KEY_SUBPROTOCOL_PREFIX = 'congky.key.'
export const API_BASE = '/api/v1'

/**
 * Close codes of the WebSocket that carry a meaning for the client; any other end is a lost connection, which
 * it opens again. 4000–4999 are for private use (RFC 6455, 7.4.2).
 */
export const closeCodes = {
  /** Nothing more to say. Jobs already accepted go on. */
  normal: 1000,
  /** The gateway stops; it may be back soon. */
  goingAway: 1001,
  /** A frame was larger than the gateway takes. */
  tooLarge: 1009,
  /** The access key was revoked or never was one: connecting again is pointless. */
  unauthenticated: 4401,
} as const

export const jobStates = ['received', 'awaiting-approval', 'held', 'signed', 'rejected'] as const
export const jobStateSchema = z.enum(jobStates)
export type JobState = z.infer<typeof jobStateSchema>

/** A client's own name for one request: its idempotency key. */
export const requestKeySchema = z
  .string()
  .min(1)
  .max(200)
  .regex(/^[\x21-\x7e]+$/)

export const certificateViewSchema = z.object({
  subject: z.string(),
  /** Upper-case hex without leading zeros. */
  serial: z.string(),
  thumbprint: sha256Hex,
})
export type CertificateView = z.infer<typeof certificateViewSchema>

const wishesShape = {
  taxCode: z.string().max(40).optional(),
  profile: z.string().max(100).optional(),
  /** The caller's own number for the document, shown in the history. */
  reference: z.string().max(200).optional(),
  /** What whoever approves it should know; shown with the document. */
  note: z.string().max(1000).optional(),
  /** Id of an earlier request of the same caller, not signed yet, that this one takes the place of. */
  replaces: z.string().max(100).optional(),
}

/** Body of `POST /sign-requests`. */
export const signRequestBodySchema = z
  .object({
    ...wishesShape,
    document: z.string().optional(),
    documentBase64: z.base64().optional(),
    notBefore: isoTime.optional(),
    deadline: isoTime.optional(),
  })
  .refine((body) => (body.document === undefined) !== (body.documentBase64 === undefined), {
    message: 'give either document or documentBase64',
  })
export type SignRequestBody = z.infer<typeof signRequestBodySchema>

const errorViewSchema = z.object({
  code: z.string(),
  message: z.string(),
  messageVi: z.string().optional(),
  next: z.string().optional(),
  nextVi: z.string().optional(),
  /** Whether trying again can help; lets an older client judge a code that it does not know. */
  retryable: z.boolean().optional(),
})
export type ErrorView = z.infer<typeof errorViewSchema>

/** How far a document has come that somebody has to approve. */
export const approvalStandingSchema = z.object({
  state: z.enum(approvalStates),
  /** The step that waits, from 1; the last one once all are done. */
  step: z.int().positive(),
  steps: z.int().positive(),
  /** What the step is called: `Giám đốc`. */
  stepName: z.string(),
  expiresAt: isoTime,
})
export type ApprovalStanding = z.infer<typeof approvalStandingSchema>

/** How one sign request stands; the answer of every `/sign-requests` call. */
export const signRequestViewSchema = z.object({
  id: z.string(),
  state: jobStateSchema,
  taxCode: z.string().nullable(),
  profile: z.string(),
  reference: z.string().nullable(),
  certificate: certificateViewSchema.nullable(),
  documentSha256: sha256Hex,
  signedDocumentSha256: sha256Hex.nullable(),
  /** The signed document as text; absent until it is signed, and when it is not UTF-8 text. */
  signedDocument: z.string().optional(),
  /** The signed document when it is not UTF-8 text. */
  signedDocumentBase64: z.base64().optional(),
  ...resultShape,
  error: errorViewSchema.optional(),
  receivedAt: isoTime,
  signedAt: isoTime.nullable(),
  queuePosition: z.int().nonnegative().optional(),
  approval: approvalStandingSchema.optional(),
})
export type SignRequestView = z.infer<typeof signRequestViewSchema>

/** An error answer over HTTP: `application/problem+json` (RFC 9457) with our code. */
export const problemSchema = z.object({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  detail: z.string(),
  code: z.string(),
  messageVi: z.string(),
  next: z.string(),
  nextVi: z.string(),
  retryable: z.boolean(),
  /** Of an edit of the configuration: what is wrong, by the name of its key, such as `sources[0].connection.port`. */
  fields: z.array(z.object({ field: z.string(), en: z.string(), vi: z.string() })).optional(),
})
export type Problem = z.infer<typeof problemSchema>

/** Answer of `GET /access-key`: how long the access key of the call works. */
export const accessKeyTermSchema = z.object({
  /** null for never. */
  expiresAt: isoTime.nullable(),
  /** From then on its owner may ask for the next one; null where there will be none. */
  renewAfter: isoTime.nullable(),
})
export type AccessKeyTerm = z.infer<typeof accessKeyTermSchema>

/**
 * Answer of `POST /access-key/renewal`: the key that follows the one of the call. The old one works on until
 * some days after the first use of the new one, so it may be stored at leisure and before it is used.
 */
export const accessKeyAnswerSchema = accessKeyTermSchema.extend({ accessKey: z.string() })
export type AccessKeyAnswer = z.infer<typeof accessKeyAnswerSchema>

/** Body and answer of `POST /pair`. */
export const pairBodySchema = z.object({ code: z.string().max(200), hostname: z.string().max(200).optional() })
export const pairAnswerSchema = accessKeyTermSchema.partial().extend({ workstation: z.string(), accessKey: z.string() })
export type PairAnswer = z.infer<typeof pairAnswerSchema>

const partViewSchema = z.object({ name: z.string(), state: z.string() })

/** Answer of `GET /health/ready`: with 200 when it can sign, else with 503. */
export const readinessSchema = z.object({
  status: z.enum(['ok', 'unavailable']),
  /** What the gateway does as a whole, such as `running` or `paused`. */
  state: z.string(),
  /** What is missing, a short English sentence each. */
  problems: z.array(z.string()),
  tokens: z.array(partViewSchema),
  sources: z.array(partViewSchema),
  /** How many requests stand in each state. */
  jobs: z.record(z.string(), z.int().nonnegative()),
  /** The exchange with customs, with counts since the start; null where it is not set up. */
  exchange: z.looseObject({ receive: z.looseObject({ received: z.int(), answered: z.int() }).nullable() }).nullish(),
})
export type Readiness = z.infer<typeof readinessSchema>

/*
 * The conversation over a WebSocket. Frames about one request carry its `requestId`, the client's idempotency
 * key, and requests do not wait for each other.
 *
 *   sign ──> accepted ──> state* ──> signed | rejected     stored with the first answer, so it can be resumed
 *        └─> error                                         refused without being stored: nothing to resume
 *   sign again with a known key and the same document: as resume. Another document: error ERR_IDEMPOTENCY_CONFLICT.
 *   resume ──> for each id: accepted, then its state, signed or rejected; error ERR_NOT_FOUND for an unknown one
 *   cancel ──> rejected ERR_CANCELLED, unless it was finished before; nothing for an unknown one
 *   ping ──> pong      for clients that cannot send the ping of RFC 6455 (browsers)
 */

/** Most requests that one `resume` may ask for; a client with more sends several. */
export const RESUME_IDS_MAX = 1000

/**
 * Frames from a client. In a binary frame the document is left out and follows the line of JSON; in a frame of
 * JSON alone `documentBase64` carries what is not text.
 */
export const clientFrameSchema = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('sign'),
    requestId: requestKeySchema,
    document: z.string().optional(),
    documentBase64: z.base64().optional(),
    ...wishesShape,
    deadline: isoTime.optional(),
  }),
  z.object({ type: z.literal('resume'), requestIds: z.array(requestKeySchema).max(RESUME_IDS_MAX) }),
  z.object({ type: z.literal('cancel'), requestId: requestKeySchema }),
  z.object({ type: z.literal('ping') }),
])
export type ClientFrame = z.infer<typeof clientFrameSchema>

/**
 * Frames from the gateway. In a binary frame the signed document is left out and follows the line of JSON; in a
 * frame of JSON alone it is `signedDocument`, or `signedDocumentBase64` when it is not UTF-8 text.
 */
export const gatewayFrameSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('accepted'), requestId: requestKeySchema, id: z.string() }),
  z.object({
    type: z.literal('state'),
    requestId: requestKeySchema,
    state: jobStateSchema,
    queuePosition: z.int().nonnegative().optional(),
    reason: errorViewSchema.optional(),
    approval: approvalStandingSchema.optional(),
  }),
  z.object({
    type: z.literal('signed'),
    requestId: requestKeySchema,
    id: z.string(),
    signedDocument: z.string().optional(),
    signedDocumentBase64: z.base64().optional(),
    ...resultShape,
    certificate: certificateViewSchema,
    profile: z.string(),
    taxCode: z.string().nullable(),
    signedAt: isoTime,
  }),
  z.object({
    ...{ type: z.literal('rejected'), requestId: requestKeySchema },
    /** Absent from gateways that are too old to say. */
    id: z.string().optional(),
    ...errorViewSchema.shape,
  }),
  z.object({
    type: z.literal('error'),
    requestId: requestKeySchema.optional(),
    /** When trying again may help, where the gateway can tell. */
    retryAfterMs: z.number().nonnegative().optional(),
    ...errorViewSchema.shape,
  }),
  z.object({ type: z.literal('pong') }),
])
export type GatewayFrame = z.infer<typeof gatewayFrameSchema>
