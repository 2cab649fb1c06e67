/**
 * A gateway small enough to be led through everything that can happen. It keeps jobs and approvals the way the pipeline
 * and the store do, each change at once or not at all, and leaves every decision to the rules it is given.
 */
import { CongkyError, parseTaxCode, type TaxCode } from '@congky/shared'
import type { Approval, ApprovalSubject } from '../../packages/gateway/src/domain/approval/approval.ts'
import type { ApprovalWorld, Approver, Delegation } from '../../packages/gateway/src/domain/approval/decide.ts'
import type { ModelEvent } from './model-event.ts'
import type { Rules } from './rules.ts'
import { documentOf, firstOf, hashOf, loanOf, named, type SmallCase } from './small-case.ts'

const HOUR_MS = 3_600_000
const START_MS = Date.UTC(2026, 0, 5)
const DECLARATION = { name: 'xml:Declaration', isCovered: true }

export interface SmallJob {
  readonly id: string
  readonly state: 'awaiting-approval' | 'received' | 'held' | 'rejected' | 'signed'
  readonly approvalId: string | null
}

/** An attempt to sign, between two of its steps. */
export interface Attempt {
  readonly job: string
  readonly step: 'taken-up' | 'intended' | 'signed'
  /** The approval that the job had when it was taken up; null: it needed none. */
  readonly approvalId: string | null
}

export interface GatewayState {
  readonly hour: number
  readonly policy: string
  readonly people: string
  readonly able: readonly string[]
  readonly loans: readonly Delegation[]
  readonly jobs: readonly SmallJob[]
  readonly approvals: readonly Approval[]
  readonly attempt: Attempt | null
}

export function newGateway({ accounts, policies, people }: SmallCase): GatewayState {
  const nothing = { loans: [], jobs: [], approvals: [], attempt: null } as const
  return { hour: 0, policy: firstOf(policies), people: firstOf(people), able: accounts, ...nothing }
}

export function jobOf({ jobs }: GatewayState, id: string): SmallJob | null {
  return jobs.find((job) => job.id === id) ?? null
}

export class SmallGateway {
  readonly #case: SmallCase
  readonly #rules: Rules

  constructor(smallCase: SmallCase, rules: Rules) {
    this.#case = smallCase
    this.#rules = rules
  }

  /** @returns The state afterwards; null: it was refused, or came too late. */
  after(state: GatewayState, event: ModelEvent): GatewayState | null {
    try {
      return this.#after(state, event)
    } catch (error) {
      if (error instanceof CongkyError) return null
      throw error
    }
  }

  #after(state: GatewayState, event: ModelEvent): GatewayState | null {
    switch (event.kind) {
      case 'submit':
        return this.#submit(state, event.document)
      case 'approve': {
        const approval = this.#approvalFor(state, event.job)
        const approver = { account: event.account, proof: 'password', origin: 'host' } as const
        const next = this.#rules.approve(
          approval,
          hashOf(documentOf(this.#case, event.shown)),
          approver,
          this.#world(state),
        )
        return put(state, next, { id: event.job, ...(next.state === 'approved' ? { state: 'received' } : {}) })
      }
      case 'return': {
        const approver: Approver = { account: event.account, proof: 'password', origin: 'host' }
        const approval = this.#approvalFor(state, event.job)
        const next = this.#rules.giveBack(approval, 'sai số', approver, this.#world(state))
        return put(state, next, { id: event.job, state: 'rejected' })
      }
      case 'withdraw':
        return this.#reject(state, event.job, 'withdrawn')
      case 'sweep':
        return this.#sweep(state)
      case 'retry':
        return this.#retry(state, event.job)
      case 'sign':
        return this.#sign(state, event.job)
      case 'take-up':
        return this.#takeUp(state, event.job)
      case 'careless':
        return this.#careless(state, event)
      case 'intent':
      case 'token':
      case 'store':
      case 'fail':
      case 'crash':
        return this.#step(state, event.kind)
      default:
        return this.#change(state, event)
    }
  }

  #change(state: GatewayState, event: ModelEvent): GatewayState | null {
    const { able, loans, hour } = state
    switch (event.kind) {
      case 'hour':
        return { ...state, hour: hour + 1 }
      case 'revoke':
        return { ...state, able: able.filter((account) => account !== event.account) }
      case 'restore':
        return { ...state, able: this.#case.accounts.filter((name) => name === event.account || able.includes(name)) }
      case 'policy':
        return { ...state, policy: event.to }
      case 'people':
        return { ...state, people: event.to }
      case 'lend': {
        const { from, to, inHours, hours } = loanOf(this.#case, event.loan)
        const starts = hour + inHours
        const period = { startsAt: at(starts), endsAt: at(starts + hours), createdAt: at(hour), revokedAt: null }
        return { ...state, loans: [...loans, { id: String(event.loan), from, to, ...period }] }
      }
      case 'take-back': {
        const revokedAt = at(hour)
        return {
          ...state,
          loans: loans.map((loan) => (loan.id === String(event.loan) ? { ...loan, revokedAt } : loan)),
        }
      }
      default:
        return null
    }
  }

  /** Intake of a row: a new request, the same one again, or one that is taken up anew. */
  #submit(state: GatewayState, name: string): GatewayState | null {
    const job = jobOf(state, name)
    if (job !== null && job.state !== 'rejected') return null
    const { row } = documentOf(this.#case, name)
    const earlier = state.jobs.filter(({ id }) => id !== name && documentOf(this.#case, id).row === row)
    const replaced = earlier.reduce((before, { id }) => this.#reject(before, id, 'withdrawn') ?? before, state)
    return this.#plan(replaced, name)
  }

  /** Plans what a document needs by the policy of now. */
  #plan(state: GatewayState, name: string): GatewayState {
    const rest = { ...state, jobs: state.jobs.filter(({ id }) => id !== name) }
    const { requester, kind = DECLARATION, values = {}, isAnswer = false } = documentOf(this.#case, name)
    const { rules } = named(this.#case.policies, state.policy)
    const { config } = named(this.#case.people, state.people)
    const subject = this.#subject(name)
    const about = { ...subject, source: 'kho', requester, kinds: kind === null ? [] : [kind], values, isAnswer }
    try {
      const plan = this.#rules.planApproval({ rules, people: config }, about, this.#persons(state))
      if (plan === null) return { ...rest, jobs: [...rest.jobs, { id: name, state: 'received', approvalId: null }] }
      return this.#ask(rest, name, subject, plan)
    } catch (error) {
      if (!(error instanceof CongkyError)) throw error
      return { ...rest, jobs: [...rest.jobs, { id: name, state: 'rejected', approvalId: null }] }
    }
  }

  #ask(state: GatewayState, jobId: string, subject: ApprovalSubject, plan: Approval['plan']): GatewayState {
    const id = `${jobId}/${state.approvals.filter((approval) => approval.jobId === jobId).length + 1}`
    const approval = this.#rules.askApproval({ id, jobId, subject, plan }, at(state.hour))
    const jobs = state.jobs.filter((job) => job.id !== jobId)
    const job = { id: jobId, state: 'awaiting-approval', approvalId: id } as const
    return { ...state, jobs: [...jobs, job], approvals: [...state.approvals, approval] }
  }

  /** A job that is rejected takes its approval along. */
  #reject(state: GatewayState, id: string, how: 'withdrawn' | 'void'): GatewayState | null {
    const job = jobOf(state, id)
    if (job === null || job.state === 'signed' || job.state === 'rejected') return null
    const approval = state.approvals.find((one) => one.id === job.approvalId)
    const ended = approval && this.#rules.close(approval, how, at(state.hour))
    return put(state, ended ?? null, { id, state: 'rejected' })
  }

  #sweep(state: GatewayState): GatewayState | null {
    const swept = state.jobs.reduce((before, job) => {
      const approval = before.approvals.find(({ id }) => id === job.approvalId)
      const ended = job.state === 'awaiting-approval' && approval && this.#rules.expire(approval, at(before.hour))
      if (!ended) return before
      return put(before, ended, { id: job.id, state: ended.plan.atExpiry === 'hold' ? 'held' : 'rejected' }) ?? before
    }, state)
    return swept === state ? null : swept
  }

  /** A held job goes on, or is asked for again by its plan; a rejected one goes through intake once more. */
  #retry(state: GatewayState, id: string): GatewayState | null {
    const job = jobOf(state, id)
    if (job?.state === 'rejected') return this.#submit(state, id)
    if (job?.state !== 'held') return null
    const approval = state.approvals.find((one) => one.id === job.approvalId)
    if (!approval || approval.state === 'approved' || approval.state === 'used') {
      return put(state, null, { id, state: 'received' })
    }
    return this.#ask(state, id, approval.subject, approval.plan)
  }

  #sign(state: GatewayState, id: string): GatewayState | null {
    const steps = [{ kind: 'take-up', job: id }, { kind: 'intent' }, { kind: 'token' }, { kind: 'store' }] as const
    return steps.reduce<GatewayState | null>((before, step) => before && this.#after(before, step), {
      ...state,
      attempt: null,
    })
  }

  #takeUp(state: GatewayState, id: string): GatewayState | null {
    const job = jobOf(state, id)
    if (job?.state !== 'received' || state.attempt !== null) return null
    return { ...state, attempt: { job: id, step: 'taken-up', approvalId: job.approvalId } }
  }

  #step(state: GatewayState, kind: 'intent' | 'token' | 'store' | 'fail' | 'crash'): GatewayState | null {
    const { attempt } = state
    const over = { ...state, attempt: null }
    if (attempt === null) return null
    const isStill = jobOf(state, attempt.job)?.state === 'received'
    switch (kind) {
      case 'crash':
        return over
      case 'fail':
        return isStill ? put(over, null, { id: attempt.job, state: 'held' }) : over
      case 'intent':
        return attempt.step === 'taken-up' ? this.#intend(state, attempt) : null
      case 'token':
        return attempt.step === 'intended' ? { ...state, attempt: { ...attempt, step: 'signed' } } : null
      case 'store':
        if (attempt.step !== 'signed') return null
        return isStill ? put(over, null, { id: attempt.job, state: 'signed' }) : over
    }
  }

  /** The approval is used in the transaction of the intent. */
  #intend(state: GatewayState, attempt: Attempt): GatewayState | null {
    const { job: id, approvalId } = attempt
    const job = jobOf(state, id)
    // Withdrawn, or decided on, in between: the attempt ends without a word.
    if (job?.state !== 'received' || job.approvalId !== approvalId) return { ...state, attempt: null }
    const approval = state.approvals.find((one) => one.id === approvalId) ?? null
    const used = approvalId === null ? null : this.#rules.useApproval(approval, id, this.#subject(id))
    const stored = put(state, used, { id })
    return stored ? { ...stored, attempt: { ...attempt, step: 'intended' } } : { ...state, attempt: null }
  }

  /** The gate alone: any approval for any bytes. */
  #careless(state: GatewayState, event: Extract<ModelEvent, { kind: 'careless' }>): GatewayState | null {
    const approval = state.approvals.find(({ id }) => id === event.approval) ?? null
    this.#rules.useApproval(approval, event.job, this.#subject(event.document))
    return { ...state }
  }

  #subject(name: string): ApprovalSubject & { readonly taxCode: TaxCode } {
    const document = documentOf(this.#case, name)
    const { taxCode = '0101300842', profile = 'xmldsig' } = document
    return { documentSha256: hashOf(document), taxCode: parseTaxCode(taxCode), profile }
  }

  #approvalFor(state: GatewayState, jobId: string): Approval {
    const approvalId = jobOf(state, jobId)?.approvalId ?? null
    const approval = state.approvals.find(({ id }) => id === approvalId)
    if (!approval) throw new CongkyError('ERR_NOT_FOUND')
    return approval
  }

  #world(state: GatewayState): ApprovalWorld {
    const { able, loans, hour } = state
    const persons = this.#persons(state)
    return { now: at(hour), mayApprove: (account) => able.includes(account), persons, delegations: loans }
  }

  #persons({ people }: GatewayState) {
    const { accounts, displayNames = {} } = this.#case
    const known = accounts.map((name) => ({ name, displayName: displayNames[name] ?? name }))
    return this.#rules.personsOf(named(this.#case.people, people).config, known)
  }
}

const at = (hour: number): Date => new Date(START_MS + hour * HOUR_MS)

/** One transaction of the store: an approval, if it is still at the version before, together with its job. */
function put(
  state: GatewayState,
  approval: Approval | null,
  change: Pick<SmallJob, 'id'> & Partial<SmallJob>,
): GatewayState | null {
  const before = approval && state.approvals.find(({ id }) => id === approval.id)
  if (approval && before?.version !== approval.version - 1) return null
  const approvals = approval ? state.approvals.map((one) => (one.id === approval.id ? approval : one)) : state.approvals
  return { ...state, approvals, jobs: state.jobs.map((job) => (job.id === change.id ? { ...job, ...change } : job)) }
}
