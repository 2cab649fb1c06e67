/**
 * Leads the small gateway through all interleavings of what can happen, up to a number of events. States that are equal
 * for the gateway and for the oracle are gone through once; the histories that lead through them are counted all.
 */
import type { ModelEvent, ToldEvent } from './model-event.ts'
import { Oracle } from './oracle.ts'
import type { OracleState } from './oracle-state.ts'
import { possibleEvents } from './possible-events.ts'
import { type Rules, realRules } from './rules.ts'
import type { SmallCase } from './small-case.ts'
import { type GatewayState, newGateway, SmallGateway } from './small-gateway.ts'
import { StateKeys } from './state-keys.ts'

/** A history that breaks a promise; the shortest one of its kind. */
export interface BrokenPath {
  readonly says: string
  readonly events: readonly ToldEvent[]
}

export interface Exploration {
  readonly states: number
  readonly histories: bigint
  /** Steps between states. */
  readonly steps: number
  /** Steps that called C_Sign: none would mean that nothing was shown. */
  readonly signatures: number
  readonly broken: readonly BrokenPath[]
}

interface Node {
  readonly gateway: GatewayState
  readonly oracle: OracleState
  /** How the first history came here. */
  readonly from: { readonly node: number; readonly told: ToldEvent } | null
  /** Where each event leads; null until it was looked at. */
  next: number[] | null
}

export interface ExploreOptions {
  readonly depth: number
  readonly rules?: Rules
  /** Ends with the first broken path. */
  readonly isFirstEnough?: boolean
}

export function explore(smallCase: SmallCase, options: ExploreOptions): Exploration {
  const { stackTraceLimit } = Error
  // Refusals are as frequent as anything else here, and their stacks cost most of the time.
  Error.stackTraceLimit = 0
  try {
    return new Explorer(smallCase, options).run()
  } finally {
    Error.stackTraceLimit = stackTraceLimit
  }
}

class Explorer {
  readonly #case: SmallCase
  readonly #options: ExploreOptions
  readonly #gateway: SmallGateway
  readonly #oracle: Oracle
  readonly #keys = new StateKeys()
  readonly #nodes: Node[] = []
  readonly #known = new Map<string, number>()
  readonly #broken = new Map<string, BrokenPath>()
  #signatures = 0
  #steps = 0

  constructor(smallCase: SmallCase, options: ExploreOptions) {
    this.#case = smallCase
    this.#options = options
    this.#gateway = new SmallGateway(smallCase, options.rules ?? realRules)
    this.#oracle = new Oracle(smallCase)
  }

  run(): Exploration {
    let layer = new Map([[this.#nodeOf(newGateway(this.#case), this.#oracle.start(), null), 1n]])
    let histories = 0n
    for (let depth = 0; depth < this.#options.depth && !this.#isDone(); depth++) {
      const following = new Map<number, bigint>()
      for (const [index, count] of layer) {
        for (const target of this.#targets(index)) following.set(target, (following.get(target) ?? 0n) + count)
        if (this.#isDone()) break
      }
      for (const count of following.values()) histories += count
      layer = following
    }
    const counted = { states: this.#nodes.length, histories, steps: this.#steps, signatures: this.#signatures }
    return { ...counted, broken: [...this.#broken.values()] }
  }

  #isDone(): boolean {
    return this.#options.isFirstEnough === true && this.#broken.size > 0
  }

  /** A history that broke something is told, and not followed any further. */
  #targets(index: number): readonly number[] {
    const node = this.#nodes[index]
    if (node === undefined) throw new Error(`no state ${index}`)
    node.next ??= possibleEvents(this.#case, node.gateway).flatMap((event) => this.#follow(index, node, event))
    return node.next
  }

  #follow(index: number, node: Node, event: ModelEvent): number[] {
    this.#steps++
    const after = this.#gateway.after(node.gateway, event)
    const told = { event, isRefused: after === null }
    const { state, broken, isSignature } = this.#oracle.judge(node.oracle, event, told.isRefused)
    if (isSignature) this.#signatures++
    const says = broken ?? disagreement(after ?? node.gateway, state)
    if (says !== null) {
      if (!this.#broken.has(says)) this.#broken.set(says, { says, events: [...this.#pathTo(index), told] })
      return []
    }
    if (after === null) return [index]
    return [this.#nodeOf(after, state, { node: index, told })]
  }

  #nodeOf(gateway: GatewayState, oracle: OracleState, from: Node['from']): number {
    const key = this.#keys.of(gateway, oracle)
    const known = this.#known.get(key)
    if (known !== undefined) return known
    this.#nodes.push({ gateway, oracle, from, next: null })
    this.#known.set(key, this.#nodes.length - 1)
    return this.#nodes.length - 1
  }

  #pathTo(index: number): readonly ToldEvent[] {
    const from = this.#nodes[index]?.from ?? null
    return from === null ? [] : [...this.#pathTo(from.node), from.told]
  }
}

const phases = {
  'awaiting-approval': 'waiting',
  received: 'going',
  held: 'held',
  rejected: 'rejected',
  signed: 'signed',
}

/** Where the gateway has something somewhere else than the events say; null: nowhere. */
function disagreement(
  { jobs, attempt }: GatewayState,
  { phases: said, attempt: saidAttempt }: OracleState,
): string | null {
  const other = jobs.find(({ id, state }) => phases[state] !== said[id])
  if (other) return `request ${other.id} is ${phases[other.state]}, and by what happened it is ${said[other.id]}`
  if (attempt?.job === saidAttempt?.job) return null
  return `the attempt to sign request ${attempt?.job ?? saidAttempt?.job} ${attempt ? 'goes on' : 'was given up'} without a reason`
}
