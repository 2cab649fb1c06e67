import { CongkyError } from '@congky/shared'
import { EXCHANGE_SOURCE } from '../domain/exchange-config.ts'
import type { TableSourceConfig } from '../domain/gateway-config.ts'
import type { Job } from '../domain/job.ts'
import { HOST_SOURCE } from '../domain/request.ts'
import type { RequestSource } from '../sources/source.ts'
import type { WorkstationStore } from '../store/workstations.ts'
import { assertAllowed } from './enterprise-rights.ts'
import { SourceRunner, type SourceRunnerParts, type SourceStatus } from './source-runner.ts'

export interface SourceSetParts extends Omit<SourceRunnerParts, 'config' | 'source'> {
  readonly open: (config: TableSourceConfig) => RequestSource
  readonly workstations: Pick<WorkstationStore, 'enterprisesOf'>
}

/** What a running source works by: the rest is followed without starting it anew. */
function workOf(config: TableSourceConfig): string {
  return JSON.stringify({ ...config, active: true, application: null })
}

/** All configured sources, following the configuration while it changes; each runs on its own. */
export class SourceSet {
  readonly #parts: SourceSetParts
  readonly #runners = new Map<string, { readonly runner: SourceRunner; readonly config: TableSourceConfig }>()
  /** Edits that come close together are taken over one after the other. */
  #applying: Promise<void> = Promise.resolve()
  #isStopped = false

  constructor(parts: SourceSetParts) {
    this.#parts = parts
  }

  /** Makes the running sources equal the configured ones; an unchanged one is not touched. */
  apply(configs: readonly TableSourceConfig[]): Promise<void> {
    const applied = this.#applying.then(() => this.#apply(configs))
    this.#applying = applied.catch(() => {})
    return applied
  }

  async #apply(configs: readonly TableSourceConfig[]): Promise<void> {
    for (const [name, { runner, config }] of this.#runners) {
      const next = configs.find((candidate) => candidate.name === name)
      if (next && workOf(next) === workOf(config)) {
        if (!next.active) await runner.pause()
        this.#runners.set(name, { runner, config: next })
        continue
      }
      // From here on nobody asks the old runner about a claim.
      this.#runners.delete(name)
      await runner.stop()
    }
    for (const config of configs) {
      if (this.#isStopped || this.#runners.has(config.name)) continue
      const runner = new SourceRunner({ ...this.#parts, config, source: this.#parts.open(config) })
      runner.start()
      this.#runners.set(config.name, { runner, config })
    }
  }

  /** Pulls from every active source. */
  resume(): void {
    for (const { runner, config } of this.#runners.values()) if (config.active) runner.resume()
  }

  async pause(): Promise<void> {
    await Promise.all([...this.#runners.values()].map(({ runner }) => runner.pause()))
  }

  async stop(): Promise<void> {
    this.#isStopped = true
    await this.#applying
    await Promise.all([...this.#runners.values()].map(({ runner }) => runner.stop()))
    this.#runners.clear()
  }

  statuses(): readonly SourceStatus[] {
    return [...this.#runners.values()].map(({ runner }) => runner.status)
  }

  /**
   * Whether the job may still be signed for whom it came from: a workstation may have lost its rights since. While
   * a source is being reconfigured, or was taken out of the configuration, nobody can tell, so the job waits for it.
   *
   * @throws {CongkyError} ERR_SOURCE_UNAVAILABLE, ERR_ENTERPRISE_FORBIDDEN
   */
  async confirmClaim(job: Job): Promise<boolean> {
    const { source, workstationId, taxCode } = job.request
    if (workstationId !== null) {
      assertAllowed(taxCode, this.#parts.workstations.enterprisesOf(workstationId))
      return true
    }
    if (source === HOST_SOURCE) return true
    if (source === EXCHANGE_SOURCE) return this.#confirmMessage(job)
    const running = this.#runners.get(source)
    if (running) return running.runner.confirmClaim(job)
    throw new CongkyError('ERR_SOURCE_UNAVAILABLE', {
      source,
      detail: { en: 'it is not running', vi: 'nguồn không hoạt động' },
    })
  }

  /** Nobody else can have taken it over; the workstation that handed it in may have lost its rights since. */
  #confirmMessage({ request: { claim, taxCode } }: Job): boolean {
    const workstation = claim?.workstation
    if (typeof workstation === 'string') assertAllowed(taxCode, this.#parts.workstations.enterprisesOf(workstation))
    return true
  }
}
