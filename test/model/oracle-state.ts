/** What the oracle keeps of the events so far. */
import type { NeededApproval } from './small-case.ts'

interface Yes {
  readonly account: string
  readonly owner: string
  readonly step: number
  /** Who was who then. */
  readonly people: string
}

/** One stay of a request on its way to a signature. */
export interface Stay {
  /** As the gateway numbers approvals: `D1/2`; null: it needs none. */
  readonly approval: string | null
  readonly job: string
  readonly needed: NeededApproval | null
  readonly until: number
  /** Who was who when it was asked for. */
  readonly people: string
  readonly yes: readonly Yes[]
  /** Why an approval that the gateway took was none. */
  readonly fault: string | null
  /** Whether an intent was stored with it. */
  readonly isUsed: boolean
  readonly isOver: boolean
}

interface Loan {
  readonly index: number
  readonly from: number
  readonly until: number
}

export interface OracleState {
  readonly hour: number
  readonly policy: string
  readonly people: string
  readonly able: readonly string[]
  readonly loans: readonly Loan[]
  readonly stays: readonly Stay[]
  readonly phases: Readonly<Record<string, 'waiting' | 'going' | 'held' | 'rejected' | 'signed'>>
  readonly attempt: { readonly job: string; readonly stay: number; readonly verdict: string | null } | null
}

export function staysOf({ stays }: OracleState, job: string): readonly Stay[] {
  return stays.filter((stay) => stay.job === job)
}

/** How many steps are done. */
export function doneSteps({ needed, yes }: Stay): number {
  const open =
    needed?.steps.findIndex(({ need }, index) => yes.filter(({ step }) => step === index).length < need) ?? -1
  return open < 0 ? (needed?.steps.length ?? 0) : open
}

export function replaceStay(state: OracleState, before: Stay, after: Stay): OracleState {
  return { ...state, stays: state.stays.map((stay) => (stay === before ? after : stay)) }
}

export function phase(state: OracleState, job: string, to: OracleState['phases'][string]): OracleState {
  return { ...state, phases: { ...state.phases, [job]: to } }
}
