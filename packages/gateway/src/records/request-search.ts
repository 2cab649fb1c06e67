/** Searching requests: the index over the job table, kept up with it. */
import type { SearchedJob, SearchRows } from '../store/search-rows.ts'
import { ColumnIndex, type IndexAnswer, type IndexQuery, type IndexRow } from './column-index.ts'
import { foldText } from './fold-text.ts'

const NAMES = ['state', 'source', 'taxCode', 'certificate', 'workstation', 'requester', 'reason', 'subject'] as const
export type RequestName = (typeof NAMES)[number]
/** States are chosen, never searched. */
const SEARCHED: readonly RequestName[] = ['source', 'taxCode', 'workstation', 'requester', 'reason', 'subject']

/** Jobs read in one go. */
const BATCH = 5_000
/** The certificates of a few tokens, each in many rows, read once. */
const CERTIFICATES_MAX = 10_000

export interface SearchedCertificate {
  readonly thumbprint: string
  readonly serial: string
  readonly subject: string
}

export class RequestSearch {
  readonly #rows: SearchRows
  readonly #index = new ColumnIndex<RequestName>(NAMES, SEARCHED)
  /** By their JSON. */
  readonly #certificates = new Map<string, SearchedCertificate>()

  constructor(rows: SearchRows) {
    this.#rows = rows
  }

  /** Reads a part of what it has not read yet. Returns whether more is left. */
  catchUp(): boolean {
    const jobs = this.#rows.jobsAfter(this.#index.newest, BATCH)
    for (const job of jobs) this.#put(job)
    return jobs.length === BATCH
  }

  /** Reads jobs again that changed since. */
  refresh(ids: readonly string[]): void {
    for (const id of ids) {
      const job = this.#rows.searchedJob(id)
      if (job && job.seq <= this.#index.newest) this.#put(job)
    }
  }

  find(query: IndexQuery<RequestName>): IndexAnswer {
    return this.#index.find(query)
  }

  namesOf(name: RequestName): string[] {
    return this.#index.namesOf(name)
  }

  certificates(): SearchedCertificate[] {
    const byThumbprint = new Map([...this.#certificates.values()].map((one) => [one.thumbprint, one]))
    return [...byThumbprint.values()]
  }

  get count(): number {
    return this.#index.count
  }

  #put(job: SearchedJob): void {
    this.#index.put(this.#toRow(job))
  }

  #toRow(job: SearchedJob): IndexRow<RequestName> {
    const certificate = job.certificate === null ? null : this.#certificate(job.certificate)
    return {
      seq: job.seq,
      at: job.received_at,
      names: {
        state: job.state,
        source: job.source,
        taxCode: job.tax_code,
        certificate: certificate?.thumbprint ?? null,
        workstation: job.workstation_id,
        requester: job.requester,
        reason: job.reason_code,
        subject: certificate === null ? null : `${certificate.subject} ${certificate.serial}`,
      },
      text: foldText(job.reference === null ? job.external_id : `${job.reference}\t${job.external_id}`),
    }
  }

  #certificate(json: string): SearchedCertificate {
    const known = this.#certificates.get(json)
    if (known) return known
    const read = JSON.parse(json) as SearchedCertificate
    if (this.#certificates.size < CERTIFICATES_MAX) this.#certificates.set(json, read)
    return read
  }
}
