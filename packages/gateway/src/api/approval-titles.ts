/** What documents are, in words, for lists: read once each, since the same inbox is looked at again and again. */
import type { Bilingual } from '@congky/shared'
import { CongkyError } from '@congky/shared'
import { documentKindOf } from '../domain/document-kind.ts'
import type { Job } from '../domain/job.ts'
import type { SignatureEngine } from '../signature/profile.ts'
import type { JobStore } from '../store/jobs.ts'

/** A larger one is named by what it is when it is opened. */
const READ_BYTES_MAX = 256 * 1024
const KEPT_MAX = 5_000
const LARGE: Bilingual = { vi: 'Chứng từ lớn', en: 'Large document' }
const DROPPED: Bilingual = { vi: 'Chứng từ không còn lưu', en: 'Document no longer kept' }

export class ApprovalTitles {
  readonly #engine: Pick<SignatureEngine, 'review'>
  readonly #jobs: Pick<JobStore, 'document'>
  readonly #known = new Map<string, Bilingual>()

  constructor(engine: Pick<SignatureEngine, 'review'>, jobs: Pick<JobStore, 'document'>) {
    this.#engine = engine
    this.#jobs = jobs
  }

  async of(job: Job): Promise<Bilingual> {
    const { documentSha256, profile } = job.request
    const key = `${documentSha256} ${profile}`
    const known = this.#known.get(key)
    if (known) return known
    const title = await this.#read(job)
    if (this.#known.size >= KEPT_MAX) this.#known.clear()
    if (title !== DROPPED) this.#known.set(key, title)
    return title
  }

  async #read({ id, request, documentBytes }: Job): Promise<Bilingual> {
    if (documentBytes > READ_BYTES_MAX) return LARGE
    const document = this.#jobs.document(id)
    if (document === null) return DROPPED
    try {
      return (await this.#engine.review(request.profile, document, request.taxCode)).rendering.title
    } catch (error) {
      // One that cannot be read is told when it is opened.
      if (error instanceof CongkyError) return documentKindOf(document).label
      throw error
    }
  }
}
