/** Rights to approve that approvers lend each other for a time, under `/admin/delegations`. */
import { CongkyError, type DelegationList, type DelegationView } from '@congky/shared'
import type { FastifyInstance } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { type Account, type Actor, mayDo } from '../domain/account.ts'
import type { Delegation } from '../domain/approval/decide.ts'
import type { AccountStore } from '../store/accounts.ts'
import type { DelegationStore } from '../store/delegations.ts'
import { type ApprovalDecisionParts, askedDecision } from './approval-decisions.ts'
import { checkProof, shownProof } from './approver-proof.ts'
import { actorOf } from './operator.ts'
import { idParams } from './request-routes.ts'

export interface DelegationRoutesParts extends Pick<ApprovalDecisionParts, 'proofs'> {
  readonly delegations: DelegationStore
  readonly accounts: AccountStore
  /** Why nothing may be changed now, or null. */
  readonly refusal: () => CongkyError | null
}

const DAY_MS = 86_400_000
const DAYS_MAX = 366
const SHOWN_MAX = 200
/** That an account gave and that are not over yet. */
const LENT_MAX = 50

const may = { config: { right: 'approve' } } as const
const time = z.iso.datetime({ offset: true }).transform((text) => new Date(text))
const passwordProof = shownProof.refine(({ kind }) => kind === 'password', 'lending a right takes the password')
const newDelegation = z.object({ to: z.string().max(200), startsAt: time, endsAt: time, proof: passwordProof })

export function delegationRoutes(instance: FastifyInstance, parts: DelegationRoutesParts): void {
  const app = instance.withTypeProvider<ZodTypeProvider>()
  const { accounts, delegations, proofs } = parts

  app.get('/delegations', may, async (request): Promise<DelegationList> => {
    const known = accounts.list()
    const seen = delegations
      .list()
      .filter(isOf(actorOf(request)))
      .slice(0, SHOWN_MAX)
    return {
      delegations: seen.map((one) => toDelegationView(one, known, new Date())),
      approvers: known.filter(mayApprove).map(({ name, displayName }) => ({ name, displayName })),
    }
  })

  app.post('/delegations', { ...may, schema: { body: newDelegation } }, async (request): Promise<DelegationView> => {
    const refusal = parts.refusal()
    if (refusal) throw refusal
    const { to, proof, ...period } = request.body
    const asked = askedDecision(parts, request, { decision: 'approve', items: [] }, proof)
    const { account: from, place } = asked
    const lent = delegations.list().filter(({ from: giver, ...one }) => giver === from.name && !isOver(one, new Date()))
    const wanted = { from: from.name, to: borrowerOf(accounts, from, to), ...checkPeriod(period) }
    if (lent.length >= LENT_MAX) throw invalid('you lend this right too often already', 'bạn đã ủy quyền quá nhiều lần')
    // Whoever finds a browser open must not be able to borrow the right of who left it.
    await checkProof(proofs, proof, asked)
    const by = { name: from.name, origin: place.origin, isHost: false }
    return toDelegationView(await delegations.add(wanted, by), accounts.list(), new Date())
  })

  app.delete('/delegations/:id', { ...may, schema: { params: idParams } }, async (request): Promise<DelegationView> => {
    const by = actorOf(request)
    const found = delegations.list().find(({ id }) => id === request.params.id)
    if (!found || !isGivenBy(by, found)) throw new CongkyError('ERR_NOT_FOUND')
    return toDelegationView(await delegations.revoke(found.id, by), accounts.list(), new Date())
  })
}

/** @throws {CongkyError} ERR_REQUEST_INVALID */
function borrowerOf(accounts: DelegationRoutesParts['accounts'], from: Account, to: string): string {
  const account = accounts.find(to.trim().toLowerCase())
  if (!mayApprove(from)) throw new CongkyError('ERR_APPROVER_FORBIDDEN')
  if (!account || !mayApprove(account)) {
    throw invalid(
      'whoever takes the right needs an approver’s account',
      'người nhận ủy quyền cần có tài khoản người duyệt',
    )
  }
  if (account.name === from.name) throw invalid('you have this right yourself', 'bạn đã có sẵn quyền này')
  return account.name
}

/** @throws {CongkyError} ERR_REQUEST_INVALID */
function checkPeriod({ startsAt, endsAt }: Pick<Delegation, 'startsAt' | 'endsAt'>) {
  if (endsAt <= startsAt) throw invalid('it ends before it starts', 'thời điểm kết thúc phải sau thời điểm bắt đầu')
  if (endsAt.getTime() <= Date.now()) throw invalid('it is over already', 'thời gian ủy quyền đã qua')
  if (endsAt.getTime() - startsAt.getTime() > DAYS_MAX * DAY_MS) {
    throw invalid(`it lasts longer than ${DAYS_MAX} days`, `thời gian ủy quyền dài hơn ${DAYS_MAX} ngày`)
  }
  return { startsAt, endsAt }
}

function toDelegationView(delegation: Delegation, accounts: readonly Account[], now: Date): DelegationView {
  const { id, from, to, startsAt, endsAt, createdAt, revokedAt } = delegation
  const nameOf = (account: string) => accounts.find(({ name }) => name === account)?.displayName ?? account
  return {
    ...{ id, from, fromName: nameOf(from), to, toName: nameOf(to) },
    ...{ startsAt: startsAt.toISOString(), endsAt: endsAt.toISOString(), createdAt: createdAt.toISOString() },
    revokedAt: revokedAt?.toISOString() ?? null,
    isActive: startsAt <= now && !isOver(delegation, now),
  }
}

const mayApprove = ({ role, disabledAt }: Account) => disabledAt === null && mayDo(role, 'approve')
const isOver = ({ endsAt, revokedAt }: Pick<Delegation, 'endsAt' | 'revokedAt'>, now: Date) =>
  revokedAt !== null || endsAt <= now
/** The host's admin sees all of them, and may take each back. */
const isOf = (who: Actor) => (one: Delegation) => isGivenBy(who, one) || one.to === who.name
const isGivenBy = ({ isHost, name }: Actor, { from }: Delegation) => isHost || from === name

function invalid(en: string, vi: string): CongkyError {
  return new CongkyError('ERR_REQUEST_INVALID', { detail: { en, vi } })
}
