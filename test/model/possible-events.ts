/** What can happen next in a case: everything that changes something, and every decision that somebody could try. */
import type { ModelEvent } from './model-event.ts'
import type { SmallCase } from './small-case.ts'
import { type GatewayState, jobOf } from './small-gateway.ts'

/** In the order in which they are tried; the same state gives the same events. */
export function possibleEvents(smallCase: SmallCase, state: GatewayState): readonly ModelEvent[] {
  const all = [
    ...requesterEvents(smallCase, state),
    ...decisions(smallCase, state),
    ...rightsAndPolicies(smallCase, state),
    ...signing(state),
    ...careless(smallCase, state),
  ]
  return all.filter(({ kind }) => smallCase.events.has(kind))
}

function requesterEvents({ documents }: SmallCase, state: GatewayState): ModelEvent[] {
  return [
    ...documents.flatMap(({ name }): ModelEvent[] => {
      const job = jobOf(state, name)
      return job === null || job.state === 'rejected' ? [{ kind: 'submit', document: name }] : []
    }),
    ...state.jobs.flatMap(({ id, state: phase }): ModelEvent[] =>
      phase === 'signed' || phase === 'rejected' ? [] : [{ kind: 'withdraw', job: id }],
    ),
    ...state.jobs.flatMap(({ id, state: phase }): ModelEvent[] =>
      phase === 'held' || phase === 'rejected' ? [{ kind: 'retry', job: id }] : [],
    ),
  ]
}

function decisions({ accounts, documents }: SmallCase, state: GatewayState): ModelEvent[] {
  return state.jobs
    .filter(({ approvalId }) => approvalId !== null)
    .flatMap(({ id }) =>
      accounts.flatMap((account): ModelEvent[] => [
        ...documents
          .filter(({ row }) => row === documents.find(({ name }) => name === id)?.row)
          .map(({ name }) => ({ kind: 'approve', account, job: id, shown: name }) as const),
        { kind: 'return', account, job: id },
      ]),
    )
}

function rightsAndPolicies(smallCase: SmallCase, state: GatewayState): ModelEvent[] {
  const { accounts, loans, policies, people, hours } = smallCase
  const others = (all: object, now: string) => Object.keys(all).filter((name) => name !== now)
  return [
    ...(state.hour < hours ? [{ kind: 'hour' } as const] : []),
    { kind: 'sweep' },
    ...accounts.map((account) => ({ kind: state.able.includes(account) ? 'revoke' : 'restore', account }) as const),
    ...loans.flatMap((_, loan): ModelEvent[] => {
      const made = state.loans.find(({ id }) => id === String(loan))
      if (made === undefined) return [{ kind: 'lend', loan }]
      return made.revokedAt === null ? [{ kind: 'take-back', loan }] : []
    }),
    ...others(policies, state.policy).map((to) => ({ kind: 'policy', to }) as const),
    ...others(people, state.people).map((to) => ({ kind: 'people', to }) as const),
  ]
}

function signing({ jobs, attempt }: GatewayState): ModelEvent[] {
  const going = jobs.filter(({ state }) => state === 'received')
  const begun = going.flatMap(({ id }) => [{ kind: 'sign', job: id } as const, { kind: 'take-up', job: id } as const])
  if (attempt === null) return begun
  const next = { 'taken-up': 'intent', intended: 'token', signed: 'store' } as const
  return [{ kind: next[attempt.step] }, { kind: 'fail' }, { kind: 'crash' }]
}

function careless({ documents }: SmallCase, { jobs, approvals }: GatewayState): ModelEvent[] {
  return jobs.flatMap(({ id }) =>
    [null, ...approvals.map((approval) => approval.id)].flatMap((approval) =>
      documents.map(({ name }) => ({ kind: 'careless', job: id, approval, document: name }) as const),
    ),
  )
}
