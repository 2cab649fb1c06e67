/** Approvals under `/admin/approvals`: what waits, what it says, and decisions on it. */
import {
  type ApprovalDetails,
  type ApprovalOutcome,
  type ApprovalPage,
  CongkyError,
  type ReviewView,
} from '@congky/shared'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { approvalEntry } from '../domain/approval/approval-record.ts'
import {
  type ApprovalDecisionParts,
  approvalItems,
  approveBody,
  askedDecision,
  decideAll,
  returnBody,
  type Wanted,
} from './approval-decisions.ts'
import { ApprovalInbox, type ApprovalInboxParts } from './approval-inbox.ts'
import { reviewDocument } from './approval-review.ts'
import { requirePasskeys, type ShownProof } from './approver-proof.ts'
import { Looks } from './looks.ts'
import { actorOf } from './operator.ts'
import { idParams } from './request-routes.ts'

export interface ApprovalRoutesParts extends ApprovalInboxParts, ApprovalDecisionParts {
  /** Why nothing may be decided now, or null. */
  readonly refusal: () => CongkyError | null
}

interface Outcomes {
  readonly outcomes: readonly ApprovalOutcome[]
}

const may = { config: { right: 'approve' } } as const
/** Through whose eyes the host's admin looks. */
const eyesQuery = z.object({ as: z.string().max(200).optional() })
const pageQuery = eyesQuery.extend({
  view: z.enum(['mine', 'open', 'decided']).default('mine'),
  limit: z.coerce.number().int().min(1).max(200).default(50),
})
const challengeBody = z.object({ decision: z.enum(['approve', 'return']), items: approvalItems })

export function approvalRoutes(instance: FastifyInstance, parts: ApprovalRoutesParts): void {
  const app = instance.withTypeProvider<ZodTypeProvider>()
  const inbox = new ApprovalInbox(parts)
  const looks = new Looks(parts.history)
  const decide = async (request: FastifyRequest, wanted: Wanted, proof: ShownProof): Promise<Outcomes> => {
    const refusal = parts.refusal()
    if (refusal) throw refusal
    return { outcomes: await decideAll(parts, request, wanted, proof) }
  }

  app.get('/approvals', { ...may, schema: { querystring: pageQuery } }, (request): Promise<ApprovalPage> => {
    const { view, limit, as } = request.query
    return inbox.page(view, limit, viewerOf(parts, request, as))
  })
  const oneSchema = { params: idParams, querystring: eyesQuery }
  app.get('/approvals/:id', { ...may, schema: oneSchema }, (request): Promise<ApprovalDetails> => {
    return inbox.details(request.params.id, viewerOf(parts, request, request.query.as))
  })
  app.get('/approvals/:id/review', { ...may, schema: { params: idParams } }, async (request): Promise<ReviewView> => {
    const found = inbox.find(request.params.id)
    const { documentDays } = parts.config().retention
    const review = await reviewDocument(parts, found, inbox.previous(found.job), documentDays)
    const { name: requester, origin } = actorOf(request)
    await looks.record({ ...approvalEntry(found.job, found.approval, 'viewed'), requester, origin })
    return review
  })
  app.post('/approvals/approve', { ...may, schema: { body: approveBody } }, (request) => {
    const { items, proof } = request.body
    return decide(request, { decision: 'approve', items }, proof)
  })
  app.post('/approvals/return', { ...may, schema: { body: returnBody } }, (request) => {
    const { items, reason, proof } = request.body
    return decide(request, { decision: 'return', items, reason }, proof)
  })
  app.post('/approvals/challenge', { ...may, schema: { body: challengeBody } }, async (request) => {
    return requirePasskeys(parts.proofs.passkey).challenge(askedDecision(parts, request, request.body))
  })
}

/**
 * Whose eyes look; the host's admin is nobody's approver, but may look through anybody's.
 *
 * @throws {CongkyError} ERR_ACCOUNT_UNKNOWN: of a misspelled name all lists would be empty.
 */
function viewerOf({ accounts }: ApprovalRoutesParts, request: FastifyRequest, as?: string): string | null {
  const actor = actorOf(request)
  if (!actor.isHost) return actor.name
  if (as === undefined) return null
  const name = as.trim().toLowerCase()
  if (accounts.find(name) === null) throw new CongkyError('ERR_ACCOUNT_UNKNOWN', { name })
  return name
}
