/** A newer version takes the place of what is not signed yet, so that nobody approves or signs both. */
import { CongkyError } from '@congky/shared'
import { describeJob } from '../domain/describe-job.ts'
import { EXCHANGE_SOURCE } from '../domain/exchange-config.ts'
import type { Job, JobChange } from '../domain/job.ts'
import { HOST_SOURCE, type IncomingRequest } from '../domain/request.ts'
import type { JobStore } from '../store/jobs.ts'
import { isOpen, type JobKeeper } from './job-keeper.ts'

export interface EarlierVersionsParts {
  readonly keeper: JobKeeper
  readonly jobs: Pick<JobStore, 'ofRow'>
}

export class EarlierVersions {
  readonly #parts: EarlierVersionsParts

  constructor(parts: EarlierVersionsParts) {
    this.#parts = parts
  }

  /**
   * A row is one request at a time: what is under way for other contents of it ends here. Its row hears nothing of
   * that, for it holds the newer version by now.
   *
   * @returns Id of the version before, whatever became of it; null for a first one, and for what is no row.
   */
  async endOfRow(
    { source, externalId, workstationId }: IncomingRequest,
    documentSha256: string,
  ): Promise<string | null> {
    if (workstationId !== null || source === HOST_SOURCE || source === EXCHANGE_SOURCE) return null
    const others = this.#parts.jobs
      .ofRow(source, externalId)
      .filter(({ request }) => request.documentSha256 !== documentSha256)
    for (const job of others) if (isOpen(job)) await this.#end(job.id, { deliveredAt: new Date() })
    return others[0]?.id ?? null
  }

  /**
   * The job that a workstation wants to replace; null when it names none.
   *
   * @throws {CongkyError} ERR_REPLACES_SIGNED: it is signed, or another's, or nobody's.
   */
  replacedBy({ replaces, workstationId }: IncomingRequest): Job | null {
    if (workstationId === null || replaces === null || replaces === undefined) return null
    const job = this.#parts.keeper.find(replaces)
    if (job === null || job.state === 'signed' || job.request.workstationId !== workstationId) {
      throw new CongkyError('ERR_REPLACES_SIGNED')
    }
    return job
  }

  /** @throws {CongkyError} ERR_REPLACES_SIGNED: it was signed since. */
  async endReplaced({ id }: Job): Promise<void> {
    const ended = (await this.#end(id, {})) ?? this.#parts.keeper.find(id)
    if (ended?.state === 'signed') throw new CongkyError('ERR_REPLACES_SIGNED')
  }

  #end(id: string, more: JobChange): Promise<Job | null> {
    const reason = { code: 'ERR_REPLACED', details: {} } as const
    return this.#parts.keeper.decide(id, (job) =>
      isOpen(job)
        ? {
            change: { ...more, state: 'rejected', reason },
            entries: [describeJob({ ...job, reason }, 'rejected')],
          }
        : null,
    )
  }
}
