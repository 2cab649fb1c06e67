import type { Job, JobReason } from '../domain/job.ts'

export interface HeldGroup {
  readonly reason: JobReason
  readonly count: number
}

/**
 * Held jobs by their reason, followed while they change: everybody who looks at the status asks, and tens of
 * thousands may be held.
 */
export class HeldGroups {
  readonly #groups = new Map<string, { readonly reason: JobReason; count: number }>()

  /** The most frequent first. */
  get all(): readonly HeldGroup[] {
    return [...this.#groups.values()].map(({ reason, count }) => ({ reason, count })).sort((a, b) => b.count - a.count)
  }

  /** @param before The same job as it was; undefined: not known here. */
  move(before: Pick<Job, 'state' | 'reason'> | undefined, now: Pick<Job, 'state' | 'reason'>): void {
    if (before) this.#count(before, -1)
    this.#count(now, 1)
  }

  #count({ state, reason }: Pick<Job, 'state' | 'reason'>, step: 1 | -1): void {
    if (state !== 'held' || reason === null) return
    const key = JSON.stringify([reason.code, reason.details])
    const group = this.#groups.get(key) ?? { reason, count: 0 }
    group.count += step
    if (group.count > 0) this.#groups.set(key, group)
    else this.#groups.delete(key)
  }
}
