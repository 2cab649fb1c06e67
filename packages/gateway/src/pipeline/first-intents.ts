import type { Job } from '../domain/job.ts'
import type { Intent } from './document-signer.ts'

/** How long it may take from its transaction to its turn; a turn that comes later writes an intent of its own. */
const FRESH_MS = 1_000

/** An intent with the document that it is about. */
export interface FirstIntent extends Intent {
  readonly document: Uint8Array
}

/**
 * Intents that were written in the transaction of their jobs, until the jobs have their turn: one commit instead of
 * two, and the document need not be read back.
 */
export class FirstIntents {
  readonly #byJob = new Map<string, FirstIntent>()

  get count(): number {
    return this.#byJob.size
  }

  put(jobId: string, intent: FirstIntent): void {
    this.#byJob.set(jobId, intent)
  }

  /**
   * @param job As it is stored: a transaction that is run again (store/write-group.ts) may leave its intent out.
   * @returns The intent, once, when it is stored, with this certificate and still of now.
   */
  take({ id, intentAt }: Pick<Job, 'id' | 'intentAt'>, thumbprint: string): FirstIntent | null {
    const intent = this.#byJob.get(id)
    this.#byJob.delete(id)
    if (intent?.certificate.thumbprint !== thumbprint) return null
    if (intentAt?.getTime() !== intent.signedAt.getTime()) return null
    return Date.now() - intent.signedAt.getTime() < FRESH_MS ? intent : null
  }

  forget(jobId: string): void {
    this.#byJob.delete(jobId)
  }
}
