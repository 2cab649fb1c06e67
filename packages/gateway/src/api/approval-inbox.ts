/** What waits for approvers and what they decided: lists, and everything about one of them. */
import { setImmediate } from 'node:timers/promises'
import { type ApprovalDetails, type ApprovalPage, type CertificateView, CongkyError } from '@congky/shared'
import type { Approval } from '../domain/approval/approval.ts'
import { type Standing, standingOf } from '../domain/approval/standing.ts'
import { certificateRules, chooseCertificate } from '../domain/choose-certificate.ts'
import type { GatewayConfig } from '../domain/gateway-config.ts'
import type { Job } from '../domain/job.ts'
import type { ApprovalDesk } from '../pipeline/approval-desk.ts'
import type { SignatureEngine } from '../signature/profile.ts'
import type { AccountStore } from '../store/accounts.ts'
import type { ApprovalStore } from '../store/approvals.ts'
import type { WorkstationStore } from '../store/workstations.ts'
import type { Tokens } from '../token/token.ts'
import { ApprovalTitles } from './approval-titles.ts'
import { type ApprovalNames, toApprovalDetails, toApprovalRow } from './approval-views.ts'
import { BoundCertificates } from './bound-certificates.ts'
import { knownNames } from './history-query.ts'
import type { RequestRoutesParts } from './request-routes.ts'

export interface ApprovalInboxParts {
  readonly approvalDesk: ApprovalDesk
  readonly approvals: ApprovalStore
  readonly accounts: AccountStore
  readonly jobs: RequestRoutesParts['jobs']
  readonly workstations: WorkstationStore
  readonly tokens: Tokens
  readonly engine: SignatureEngine
  readonly config: () => GatewayConfig
}

/** `mine`: who looks may decide it now; `open`: somebody may; `decided`: nobody has to any more. */
export type InboxView = 'mine' | 'open' | 'decided'

/** Going through them goes on after others had their turn, in milliseconds. */
const SLICE_MS = 10

interface Waiting {
  readonly approval: Approval
  readonly job: Job
  readonly standing: Standing
}

export class ApprovalInbox {
  readonly #parts: ApprovalInboxParts
  readonly #titles: ApprovalTitles

  constructor(parts: ApprovalInboxParts) {
    this.#parts = parts
    this.#titles = new ApprovalTitles(parts.engine, parts.jobs)
  }

  /** @param account Whose inbox it is; null: the host's admin, who decides nothing. */
  async page(view: InboxView, limit: number, account: string | null): Promise<ApprovalPage> {
    const { approvals } = this.#parts
    const waiting = await this.#look(approvals.eachOpen(), account)
    const mine = waiting.filter(({ standing }) => standing.isMine)
    const found = {
      mine: () => mine,
      open: () => waiting,
      decided: () => this.#look(approvals.decided(limit + 1), account),
    }
    const all = await found[view]()
    const names = this.#names()
    const rows = []
    for (const one of all.slice(0, limit)) {
      rows.push(toApprovalRow({ ...one, kind: await this.#titles.of(one.job) }, names))
      await setImmediate()
    }
    return { approvals: rows, mine: mine.length, isMore: all.length > limit }
  }

  /** @param id Of the request. @throws {CongkyError} ERR_NOT_FOUND */
  async details(id: string, account: string | null): Promise<ApprovalDetails> {
    const { job, approval } = this.find(id)
    const standing = standingOf(approval, account, this.#parts.approvalDesk.world())
    return toApprovalDetails(
      { approval, job, standing, kind: await this.#titles.of(job) },
      { names: this.#names(), certificate: this.#certificate(job, approval, account), previous: this.previous(job) },
    )
  }

  /** A request and the approval that it has, or had last. @throws {CongkyError} ERR_NOT_FOUND */
  find(id: string): { readonly job: Job; readonly approval: Approval } {
    const { jobs, approvals, approvalDesk } = this.#parts
    const job = jobs.find(id)
    const approval = job && (approvalDesk.of(job) ?? approvals.ofJob(id)[0])
    if (!job || !approval) throw new CongkyError('ERR_NOT_FOUND')
    return { job, approval }
  }

  /** The version that the request takes the place of: the one it names, or what its row asked before. */
  previous({ id, request, receivedAt }: Job): Job | null {
    const { jobs } = this.#parts
    if (request.replaces !== null) return jobs.find(request.replaces)
    if (request.workstationId !== null) return null
    const isBefore = (other: Job) => other.id !== id && other.receivedAt < receivedAt
    return jobs.ofRow(request.source, request.externalId).find(isBefore) ?? null
  }

  async #look(approvals: Iterable<Approval>, account: string | null): Promise<readonly Waiting[]> {
    const { jobs, approvalDesk } = this.#parts
    const world = approvalDesk.world()
    const seen: Waiting[] = []
    let startedAt = performance.now()
    for (const approval of approvals) {
      if (performance.now() - startedAt > SLICE_MS) {
        await setImmediate()
        startedAt = performance.now()
      }
      const job = jobs.find(approval.jobId)
      if (job) seen.push({ approval, job, standing: standingOf(approval, account, world) })
    }
    return seen
  }

  /** Whose certificate signs it, as the configuration and the tokens are now; the signed one has its own. */
  #certificate(job: Job, approval: Approval, account: string | null): CertificateView | null {
    if (job.certificate) return job.certificate
    const reference = this.#reference(job, approval, account)
    if (reference === null) return null
    const { subject, serial, thumbprint } = new BoundCertificates(this.#parts.tokens.list()).find(reference)
    return subject === null || serial === null || thumbprint === null ? null : { subject, serial, thumbprint }
  }

  #reference(job: Job, { plan, signer }: Approval, account: string | null): string | null {
    const config = this.#parts.config()
    if (signer !== null) return signer
    if (plan.signWith === 'approver') {
      return account === null ? null : this.#parts.approvalDesk.world().persons.certificateOf(account)
    }
    try {
      return chooseCertificate(job.request, certificateRules(config)).reference
    } catch {
      // No rule chooses one: that is told when the request is to be signed.
      return null
    }
  }

  #names(): ApprovalNames {
    const { accounts, config, workstations } = this.#parts
    return {
      ...knownNames(config(), workstations.list()),
      accounts: new Map(accounts.list().map(({ name, displayName }) => [name, displayName])),
    }
  }
}
