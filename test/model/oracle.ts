/**
 * The judge of promise A1. It knows the case and the sequence of events, each with whether the gateway took it, and
 * nothing of the gateway's own state or rules: from these alone it says for each C_Sign whether somebody else than who
 * asked, who held the right then, had approved these bytes, and whether that approval was used before.
 */
import type { ModelEvent } from './model-event.ts'
import { doneSteps, type OracleState, phase, replaceStay, type Stay, staysOf } from './oracle-state.ts'
import { documentOf, firstOf, hashOf, loanOf, type NeededApproval, named, type SmallCase } from './small-case.ts'

export interface Judged {
  readonly state: OracleState
  /** What is broken by the event; null: nothing. */
  readonly broken: string | null
  readonly isSignature: boolean
}

export class Oracle {
  readonly #case: SmallCase

  constructor(smallCase: SmallCase) {
    this.#case = smallCase
  }

  start(): OracleState {
    const { accounts, policies, people } = this.#case
    const nothing = { hour: 0, loans: [], stays: [], phases: {}, attempt: null } as const
    return { ...nothing, policy: firstOf(policies), people: firstOf(people), able: accounts }
  }

  judge(state: OracleState, event: ModelEvent, isRefused: boolean): Judged {
    if (isRefused) return { state, broken: this.#judgeRefusal(state, event), isSignature: false }
    switch (event.kind) {
      case 'sign': {
        const verdict = this.#verdict(state, event.job)
        return { state: phase(state, event.job, 'signed'), broken: verdict, isSignature: true }
      }
      case 'token': {
        return { state, broken: state.attempt?.verdict ?? null, isSignature: true }
      }
      case 'careless':
        return { state, broken: this.#judgeGate(state, event), isSignature: true }
      case 'return':
        return {
          state: this.#end(state, event.job, 'rejected'),
          broken: this.#judgeReturn(state, event),
          isSignature: false,
        }
      default:
        return { state: this.#after(state, event), broken: null, isSignature: false }
    }
  }

  #after(state: OracleState, event: ModelEvent): OracleState {
    switch (event.kind) {
      case 'submit':
        return this.#submit(state, event.document)
      case 'approve':
        return this.#approve(state, event)
      case 'withdraw':
        return this.#end(state, event.job, 'rejected')
      case 'sweep':
        return this.#sweep(state)
      case 'retry':
        return this.#retry(state, event.job)
      case 'hour':
        return { ...state, hour: state.hour + 1 }
      case 'revoke':
        return { ...state, able: state.able.filter((name) => name !== event.account) }
      case 'restore':
        return { ...state, able: [...state.able, event.account].sort() }
      case 'policy':
        return { ...state, policy: event.to }
      case 'people':
        return { ...state, people: event.to }
      case 'lend': {
        const { inHours, hours } = loanOf(this.#case, event.loan)
        const from = state.hour + inHours
        return { ...state, loans: [...state.loans, { index: event.loan, from, until: from + hours }] }
      }
      case 'take-back':
        return { ...state, loans: state.loans.filter(({ index }) => index !== event.loan) }
      default:
        return this.#attempt(state, event)
    }
  }

  #attempt(state: OracleState, event: ModelEvent): OracleState {
    const { attempt } = state
    const isStill = attempt !== null && state.phases[attempt.job] === 'going'
    switch (event.kind) {
      case 'take-up':
        return { ...state, attempt: { job: event.job, stay: staysOf(state, event.job).length, verdict: null } }
      case 'intent': {
        // What was withdrawn, or decided on, in between ends its attempt without a word.
        const stay = attempt && staysOf(state, attempt.job).at(-1)
        if (!isStill || !stay || staysOf(state, attempt.job).length !== attempt.stay) return { ...state, attempt: null }
        const verdict = this.#verdict(state, attempt.job)
        return { ...replaceStay(state, stay, { ...stay, isUsed: true }), attempt: { ...attempt, verdict } }
      }
      case 'store':
      case 'fail': {
        const over = { ...state, attempt: null }
        return isStill ? phase(over, attempt.job, event.kind === 'store' ? 'signed' : 'held') : over
      }
      case 'crash':
        return { ...state, attempt: null }
      default:
        return state
    }
  }

  #submit(state: OracleState, name: string): OracleState {
    const { row } = documentOf(this.#case, name)
    const others = Object.keys(state.phases).filter((id) => id !== name && documentOf(this.#case, id).row === row)
    const alone = others.reduce((before, id) => this.#end(before, id, 'rejected'), state)
    const means = named(this.#case.policies, state.policy).means(documentOf(this.#case, name))
    if (means === 'refused') return phase(alone, name, 'rejected')
    return this.#stay(alone, name, means)
  }

  #stay(state: OracleState, job: string, needed: NeededApproval | null, people = state.people): OracleState {
    const number = staysOf(state, job).filter(({ approval }) => approval !== null).length + 1
    const until = state.hour + (needed?.hours ?? 0)
    const approval = needed === null ? null : `${job}/${number}`
    const stay = { approval, job, needed, until, people, yes: [], fault: null, isUsed: false, isOver: false }
    return phase({ ...state, stays: [...state.stays, stay] }, job, needed === null ? 'going' : 'waiting')
  }

  #approve(state: OracleState, event: Extract<ModelEvent, { kind: 'approve' }>): OracleState {
    const stay = staysOf(state, event.job).at(-1)
    if (!stay?.needed) return state
    const objection = this.#objection(state, stay, event)
    const step = doneSteps(stay)
    const owner = this.#ownerOf(state, stay, event.account, step) ?? event.account
    const yes = [...stay.yes, { account: event.account, owner, step, people: state.people }]
    const next = replaceStay(state, stay, { ...stay, yes, fault: stay.fault ?? objection })
    return doneSteps({ ...stay, yes }) === stay.needed.steps.length ? phase(next, event.job, 'going') : next
  }

  /** Why an approval is none; null: it is one. */
  #objection(
    state: OracleState,
    stay: Stay,
    { account, shown }: Extract<ModelEvent, { kind: 'approve' }>,
  ): string | null {
    const { documents } = this.#case
    const bytes = (name: string) =>
      documents
        .filter((one) => one.name === name)
        .map(hashOf)
        .join()
    if (stay.isOver || state.phases[stay.job] !== 'waiting') return `${account} approved what did not wait`
    if (state.hour >= stay.until) return `${account} approved after the time was over`
    if (bytes(shown) !== bytes(stay.job)) return `${account} was shown other bytes`
    if (!state.able.includes(account)) return `${account} had no right to approve`
    if (this.#isAsker(state, stay, account)) return `${account} is who asked`
    if (this.#isSpent(state, stay, account)) return `${account} approved twice`
    if (this.#ownerOf(state, stay, account, doneSteps(stay)) === null) return `${account} had no right to this step`
    return null
  }

  /** Whose right the account may use at a step: its own, or one that was lent to it. */
  #ownerOf(state: OracleState, stay: Stay, account: string, step: number): string | null {
    const { by = [] } = stay.needed?.steps[step] ?? {}
    const lenders = state.loans
      .filter(({ from, until }) => from <= state.hour && state.hour < until)
      .filter(({ index }) => loanOf(this.#case, index).to === account)
      .map(({ index }) => loanOf(this.#case, index).from)
    const mayGive = (name: string) =>
      (by === 'any' || by.includes(name)) &&
      state.able.includes(name) &&
      !this.#isAsker(state, stay, name) &&
      !this.#isSpent(state, stay, name)
    return [account, ...lenders].find(mayGive) ?? null
  }

  #isAsker(state: OracleState, stay: Stay, account: string): boolean {
    const { requester } = documentOf(this.#case, stay.job)
    return requester !== null && [stay.people, state.people].some((when) => this.#isOne(when, requester, account))
  }

  #isSpent(state: OracleState, stay: Stay, name: string): boolean {
    return stay.yes.some(({ account, owner, people }) =>
      [people, state.people].some((when) => this.#isOne(when, account, name) || this.#isOne(when, owner, name)),
    )
  }

  #isOne(people: string, one: string, other: string): boolean {
    const { humans } = named(this.#case.people, people)
    return named(humans, one) === named(humans, other)
  }

  /** What stands against signing a request now; null: nothing. */
  #verdict(state: OracleState, job: string): string | null {
    const stay = staysOf(state, job).at(-1)
    if (!stay) return `request ${job} never came in`
    if (state.phases[job] === 'signed') return `request ${job} is signed once more with the approval it used`
    if (stay.isOver) return `what approved request ${job} had ended`
    return this.#incomplete(stay)
  }

  #incomplete(stay: Stay): string | null {
    if (stay.needed === null) return null
    if (stay.fault !== null) return stay.fault
    const missing = stay.needed.steps.length - doneSteps(stay)
    return missing > 0 ? `nobody approved ${missing} of ${stay.needed.steps.length} steps` : null
  }

  /** The gate let something pass that the pipeline handed it. */
  #judgeGate(state: OracleState, event: Extract<ModelEvent, { kind: 'careless' }>): string | null {
    const stay = state.stays.find(({ approval }) => approval !== null && approval === event.approval)
    if (!stay) return 'the gate opened without an approval'
    if (stay.job !== event.job) return 'the gate opened for another request'
    const [own, other] = [documentOf(this.#case, event.job), documentOf(this.#case, event.document)]
    if (hashOf(own) !== hashOf(other)) return 'the gate opened for other bytes'
    if (own.profile !== other.profile) return 'the gate opened for another kind of signature'
    if (own.taxCode !== other.taxCode) return 'the gate opened for another enterprise'
    return stay.isOver ? 'the gate opened for an approval that had ended' : this.#incomplete(stay)
  }

  #judgeReturn(state: OracleState, { job, account }: Extract<ModelEvent, { kind: 'return' }>): string | null {
    const stay = staysOf(state, job).at(-1)
    if (stay?.isOver || stay?.isUsed) return `${account} returned request ${job}, which waited no more`
    const unspent = stay && { ...stay, yes: [] }
    const steps = stay?.needed?.steps ?? []
    const may = unspent && steps.some((_, step) => this.#ownerOf(state, unspent, account, step) !== null)
    if (stay && may && state.able.includes(account) && !this.#isAsker(state, stay, account)) return null
    return `${account} returned request ${job} without a right to it`
  }

  /** Nobody who plainly may approve is turned away: rules that refuse everything would break nothing else. */
  #judgeRefusal(state: OracleState, event: ModelEvent): string | null {
    if (event.kind !== 'approve') return null
    const stay = staysOf(state, event.job).at(-1)
    if (!stay?.needed || state.phases[event.job] !== 'waiting') return null
    return this.#objection(state, stay, event) === null ? `${event.account} was refused without a reason` : null
  }

  #end(state: OracleState, job: string, to: 'rejected' | 'held'): OracleState {
    const stay = staysOf(state, job).at(-1)
    if (state.phases[job] === 'signed' || state.phases[job] === 'rejected' || !stay) return state
    return phase(replaceStay(state, stay, { ...stay, isOver: true }), job, to)
  }

  #sweep(state: OracleState): OracleState {
    const late = state.stays.filter(
      ({ isOver, until, job }) => !isOver && state.phases[job] === 'waiting' && state.hour >= until,
    )
    return late.reduce(
      (before, { job, needed }) => this.#end(before, job, needed?.atExpiry === 'hold' ? 'held' : 'rejected'),
      state,
    )
  }

  #retry(state: OracleState, job: string): OracleState {
    if (state.phases[job] === 'rejected') return this.#submit(state, job)
    const stay = staysOf(state, job).at(-1)
    if (stay?.isOver) return this.#stay(state, job, stay.needed, stay.people)
    return phase(state, job, 'going')
  }
}
