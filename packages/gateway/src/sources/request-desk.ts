/**
 * Port: what an adapter for callers (HTTP, WebSocket) needs of the gateway. Requests of callers are not
 * pulled like rows: they are handed in at this desk, and their outcome is asked for or waited for here.
 */
import type { ApprovalStanding, CongkyError, ResultFormat } from '@congky/shared'
import type { Job } from '../domain/job.ts'
import type { IncomingRequest } from '../domain/request.ts'

export interface RequestDesk {
  /**
   * Takes a request in; when this returns, it is durable. A request that can never be signed comes back as
   * a rejected job. The same key with the same document gives the job that is there already.
   *
   * @throws {CongkyError} ERR_IDEMPOTENCY_CONFLICT, ERR_QUEUE_FULL, ERR_STORE_FULL, ERR_STOPPING
   */
  submit(incoming: IncomingRequest): Promise<Job>
  find(id: string): Job | null
  /** The job of a workstation's own key; when this returns it, it is durable. @throws {CongkyError} ERR_STORE_FULL */
  findByKey(workstationId: string, key: string): Promise<Job | null>
  /**
   * Jobs of requests that were handed in by no workstation, whatever their document, the newest first; when this
   * returns them, they are durable.
   */
  findByExternalId(source: string, externalId: string): Promise<readonly Job[]>
  /** The signed bytes, or null when there are none (yet, or no longer). */
  signedDocument(id: string): Uint8Array | null
  /**
   * The message that answers the interchange of a finished job (APERAK).
   *
   * @throws {CongkyError} ERR_NOT_SIGNED_YET, ERR_ACKNOWLEDGEMENT_NONE
   */
  acknowledgement(job: Job): Promise<Uint8Array>
  /** What the job's profile makes, as far as it is known still. */
  resultFormat(job: Job): ResultFormat
  /** Waits until the job is signed or rejected, at most `waitMs`. @returns The job as it is then. */
  waitUntilFinished(job: Job, waitMs: number, signal: AbortSignal): Promise<Job>
  /** Calls back after each change of the job's state. Returns how to stop it. */
  watch(id: string, listener: (job: Job) => void): () => void
  /** How many documents are signed before this one; undefined when it does not wait in a queue. */
  queuePosition(job: Job): number | undefined
  /** How far the job's approval has come; undefined when it needs none. */
  approvalOf(job: Job): ApprovalStanding | undefined
  /** Withdraws a request that is not signed yet; a finished one stays as it is. */
  cancel(id: string): Promise<Job | null>
  /** Records that the outcome reached its caller. @param deliverMs How long handing it over took. */
  markDelivered(job: Job, deliverMs?: number): Promise<void>
  /** Records a caller's failure that made no job (a body too large to read). */
  refuse(
    incoming: Pick<IncomingRequest, 'source' | 'externalId' | 'workstationId' | 'origin'>,
    error: CongkyError,
  ): Promise<void>
}
