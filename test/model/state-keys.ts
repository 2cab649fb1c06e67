/** Texts by which equal states are found: states share most of their parts, and each part is spelt once. */
import type { OracleState } from './oracle-state.ts'
import type { GatewayState } from './small-gateway.ts'

export class StateKeys {
  readonly #numbers = new Map<string, number>()
  readonly #known = new WeakMap<object, number>()

  of({ jobs, approvals, loans, attempt, ...gateway }: GatewayState, { stays, ...oracle }: OracleState): string {
    const numbers = [jobs, approvals, loans, stays].map((parts) => parts.map((part: object) => this.#numberOf(part)))
    // In which order the jobs stand means nothing.
    numbers[0]?.sort((one, other) => one - other)
    return JSON.stringify([numbers, attempt && this.#numberOf(attempt), gateway, oracle])
  }

  /** Equal parts have equal numbers. */
  #numberOf(part: object): number {
    const known = this.#known.get(part)
    if (known !== undefined) return known
    const text = JSON.stringify(part)
    const number = this.#numbers.get(text) ?? this.#numbers.size
    this.#numbers.set(text, number)
    this.#known.set(part, number)
    return number
  }
}
