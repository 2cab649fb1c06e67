/** Decisions of approvers: who decides is shown anew each time, then each document is decided by itself. */
import { type ApprovalItem, type ApprovalOutcome, CongkyError, toCongkyError } from '@congky/shared'
import type { FastifyRequest } from 'fastify'
import { z } from 'zod'
import type { Account } from '../domain/account.ts'
import { currentStep } from '../domain/approval/approval.ts'
import type { Approver } from '../domain/approval/decide.ts'
import type { Job } from '../domain/job.ts'
import type { Log } from '../domain/log.ts'
import type { ApprovalDesk } from '../pipeline/approval-desk.ts'
import { toErrorView } from '../sources/request-view.ts'
import type { AccountStore } from '../store/accounts.ts'
import type { HistoryWriter } from '../store/history.ts'
import { type ApproverProofs, type AskedDecision, checkProof, type ShownProof, shownProof } from './approver-proof.ts'
import { arrivalOf } from './arrival.ts'
import { actorOf, sessionOf } from './operator.ts'

export interface ApprovalDecisionParts {
  readonly approvalDesk: ApprovalDesk
  readonly accounts: AccountStore
  readonly proofs: ApproverProofs
  readonly history: HistoryWriter
  readonly log: Log
}

const ITEMS_MAX = 200
/** Written in one group; others have their turn between groups. */
const AT_ONCE = 20
const REASON_LENGTH_MAX = 1_000

const id = z.string().min(1).max(100)
/** Several documents, each once. */
export const approvalItems = z
  .array(z.strictObject({ id, approvalId: id, documentSha256: z.string().regex(/^[0-9a-f]{64}$/) }))
  .min(1)
  .max(ITEMS_MAX)
  .refine((items) => new Set(items.map((item) => item.id)).size === items.length, 'a request stands there twice')

/** One line: it goes into tables of declarants and into messages. */
const reason = z
  .string()
  .max(REASON_LENGTH_MAX)
  .transform((text) => text.replace(/[\s\p{Cc}]+/gu, ' ').trim())
  .pipe(z.string().min(1))

export const approveBody = z.object({ items: approvalItems, proof: shownProof })
export const returnBody = z.object({ items: approvalItems, reason, proof: shownProof })

/** What somebody wants to decide. */
export type Wanted =
  | { readonly decision: 'approve'; readonly items: readonly ApprovalItem[] }
  | { readonly decision: 'return'; readonly items: readonly ApprovalItem[]; readonly reason: string }

/**
 * @returns How each document came out, in the order they were named.
 * @throws {CongkyError} The proof is none: then nothing was decided.
 */
export async function decideAll(
  parts: ApprovalDecisionParts,
  request: FastifyRequest,
  wanted: Wanted,
  shown: ShownProof,
): Promise<readonly ApprovalOutcome[]> {
  const asked = askedDecision(parts, request, wanted, shown)
  const proof = await checkProof(parts.proofs, shown, asked)
  const { account, place } = asked
  const approver = { account: account.name, proof, origin: place.origin }
  const outcomes: ApprovalOutcome[] = []
  while (outcomes.length < wanted.items.length) {
    const some = wanted.items.slice(outcomes.length, outcomes.length + AT_ONCE)
    outcomes.push(...(await Promise.all(some.map((item) => decideOne(parts, item, wanted, approver, account)))))
  }
  return outcomes
}

/** On the network a person decides in the own name; at the local socket the proof says whose it is. */
export function askedDecision(
  { accounts }: Pick<ApprovalDecisionParts, 'accounts'>,
  request: FastifyRequest,
  { decision, items }: Pick<Wanted, 'decision' | 'items'>,
  shown?: ShownProof,
): AskedDecision {
  const { isHost, origin } = actorOf(request)
  const place = { origin, overProxy: arrivalOf(request).overProxy, userAgent: request.headers['user-agent'] ?? '' }
  if (!isHost) {
    const { account, session } = sessionOf(request)
    const pageOrigin = request.headers.origin ?? null
    return { decision, items, account, place, sessionId: session.id, pageOrigin }
  }
  const named = shown?.kind === 'password' ? shown.account : undefined
  if (named === undefined) throw new CongkyError('ERR_REQUEST_INVALID', { detail: WHO })
  const name = named.trim().toLowerCase()
  const account = accounts.find(name)
  if (!account) throw new CongkyError('ERR_ACCOUNT_UNKNOWN', { name })
  return { decision, items, account, place, sessionId: null, pageOrigin: null }
}

const WHO = { en: 'the proof names no account', vi: 'chưa ghi tài khoản của người duyệt' }

async function decideOne(
  { approvalDesk, history, log }: ApprovalDecisionParts,
  item: ApprovalItem,
  wanted: Wanted,
  approver: Approver,
  { displayName }: Account,
): Promise<ApprovalOutcome> {
  try {
    const job =
      wanted.decision === 'approve'
        ? await approvalDesk.approve(item, approver)
        : await approvalDesk.giveBack(item, wanted.reason, approver, displayName)
    return { id: item.id, error: null, state: job.state, stepsLeft: stepsLeft(approvalDesk, job) }
  } catch (thrown) {
    const error = toCongkyError(thrown)
    if (error.code === 'ERR_INTERNAL') log.error({ err: thrown, job: item.id }, 'a decision failed')
    if (error.disposition === 'reject' && error.code !== 'ERR_NOT_FOUND') {
      // Whoever tries what is not theirs to decide is on record, beside the request.
      const entry = refusedEntry(item, wanted, approver, error)
      await history.append(entry).catch((cause: unknown) => log.warn({ err: cause }, 'a refusal is not on record'))
    }
    return { id: item.id, error: toErrorView(error), state: null, stepsLeft: null }
  }
}

/** Without the hash that the caller names: a record beside the request that says another one would spoil its proof. */
function refusedEntry({ id }: ApprovalItem, { decision }: Wanted, by: Approver, { code }: CongkyError) {
  const note = decision === 'approve' ? 'approval refused' : 'return refused'
  return { kind: 'account', requester: by.account, origin: by.origin, jobId: id, code, note } as const
}

function stepsLeft(desk: ApprovalDesk, job: Job): number | null {
  const approval = desk.of(job)
  return approval && approval.plan.steps.length - currentStep(approval)
}
