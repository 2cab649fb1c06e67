/** Answers the questions of `search-messages.ts` from the indexes and the state database. */
import type { SearchRows } from '../store/search-rows.ts'
import type { IndexAnswer } from './column-index.ts'
import { EventSearch } from './event-search.ts'
import { gatherEvidence } from './gather-evidence.ts'
import { checkRequest } from './proof.ts'
import { RequestSearch } from './request-search.ts'
import type { Found, QuestionName, Questions, SearchQuestion } from './search-messages.ts'

export class Answerer {
  readonly #rows: SearchRows
  readonly #requests: RequestSearch
  readonly #events: EventSearch
  /** Set until the job table was read once. */
  #isCold = true

  constructor(rows: SearchRows) {
    this.#rows = rows
    this.#requests = new RequestSearch(rows)
    this.#events = new EventSearch(rows)
  }

  /** Whether the question has to wait until everything is in the index. */
  needsIndex({ name, ask }: SearchQuestion): boolean {
    if (name === 'requests') return !this.#isCold || !isUnfiltered(ask as Questions['requests']['ask'])
    return name === 'warm' || name === 'requestSeqs' || name === 'choices'
  }

  /** Reads on, a piece at a time. Returns whether something is left. */
  catchUp(): boolean {
    const isLeft = this.#requests.catchUp()
    if (!isLeft) this.#isCold = false
    return isLeft
  }

  refresh(changed: readonly string[]): void {
    this.#requests.refresh(changed)
  }

  answer<K extends QuestionName>({ name, ask }: SearchQuestion<K>): Questions[K]['answer'] {
    return this.#answers[name](ask)
  }

  readonly #answers: { readonly [K in QuestionName]: (ask: Questions[K]['ask']) => Questions[K]['answer'] } = {
    warm: () => this.#requests.count,
    requests: (query) => {
      if (!this.#isCold) return this.#found(this.#requests.find(query), (seq) => this.#rows.job(seq))
      return { found: this.#rows.newestJobs(query.limit), total: this.#rows.newestJob(), isMore: false }
    },
    requestSeqs: (query) => Float64Array.from(this.#requests.find(query).seqs),
    requestById: (id) => {
      const job = this.#rows.searchedJob(id)
      const placed = job && this.#rows.job(job.seq)
      return { found: placed ? [placed] : [], total: placed ? 1 : 0, isMore: false }
    },
    choices: () => ({
      sources: this.#requests.namesOf('source'),
      workstations: this.#requests.namesOf('workstation'),
      taxCodes: this.#requests.namesOf('taxCode'),
      certificates: this.#requests.certificates(),
    }),
    events: (query) => {
      this.#events.catchUp()
      return this.#found(this.#events.find(query), (seq) => this.#rows.record(seq))
    },
    people: () => {
      this.#events.catchUp()
      return this.#events.people()
    },
    steps: ({ kind, before, limit, countMax }) => {
      const count = this.#rows.countKind(kind, countMax + 1)
      const found = this.#rows.recordsOfKind(kind, before, limit)
      return { found, total: Math.min(count, countMax), isMore: count > countMax }
    },
    story: (jobId) => this.#rows.story(jobId),
    proof: (jobId) => checkRequest(this.#rows, jobId),
    evidence: (jobId) => gatherEvidence(this.#rows, jobId),
  }

  #found<T>({ seqs, total, isMore }: IndexAnswer, read: (seq: number) => T | null): Found<T> {
    return { found: seqs.flatMap((seq) => read(seq) ?? []), total, isMore }
  }
}

/** The first page of everything needs no index: it is there while the index is still being read. */
function isUnfiltered({ from, to, after, before, names, terms }: Questions['requests']['ask']): boolean {
  const isAnyTime = from === undefined && to === undefined && after === undefined && before === undefined
  return isAnyTime && terms.length === 0 && Object.values(names).every((wanted) => wanted === undefined)
}
