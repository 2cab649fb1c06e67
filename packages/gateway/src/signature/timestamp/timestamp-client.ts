/**
 * Timestamps from configured authorities (RFC 3161 over HTTP, 3.4), asked in the order of the configuration until
 * one answers as it should. An authority that hangs, refuses or answers wrongly costs its own time limit and no
 * more, and all of them together cost at most `totalMs`.
 */
import { createHash, randomBytes } from 'node:crypto'
import { CongkyError } from '@congky/shared'
import type { TimestampAuthorityConfig } from '../../domain/timestamp-config.ts'
import { CmsProblem } from '../cms/read-ber.ts'
import type { Timestamper } from '../profile.ts'
import { readTimestamp, type Timestamp } from './read-timestamp.ts'
import { timestampRequest, timestampToken } from './timestamp-messages.ts'

/**
 * Port: posts bytes of type `application/timestamp-query`.
 *
 * @returns The body of an answer with status 200, at most `bytesMax`. @throws {Error} Any other end.
 */
export type TimestampPost = (
  url: URL,
  body: Uint8Array,
  options: { readonly bytesMax: number; readonly signal: AbortSignal },
) => Promise<Uint8Array>

export interface TimestampClientParts {
  /** Looked up for each timestamp, so that edits of the configuration are followed. */
  readonly authorities: () => readonly TimestampAuthorityConfig[]
  readonly post: TimestampPost
  readonly totalMs?: number
}

/** Fits beside the time that a caller waits for a signature. */
const TOTAL_MS = 20_000
/** Real tokens with three certificates have 6 KB. */
const ANSWER_BYTES_MAX = 65_536
/** A clock that is further off than this says nothing about now. */
const CLOCK_DIFFERENCE_MAX_MS = 5 * 60_000

export class TimestampClient implements Timestamper {
  readonly #parts: TimestampClientParts

  constructor(parts: TimestampClientParts) {
    this.#parts = parts
  }

  get isConfigured(): boolean {
    return this.#parts.authorities().length > 0
  }

  async stamp(stamped: Uint8Array): Promise<Uint8Array> {
    const total = AbortSignal.timeout(this.#parts.totalMs ?? TOTAL_MS)
    const failures: string[] = []
    for (const authority of this.#parts.authorities()) {
      if (total.aborted) break
      try {
        return await this.#ask(authority, stamped, total)
      } catch (error) {
        failures.push(`${new URL(authority.url).host}: ${reasonOf(error)}`)
      }
    }
    throw new CongkyError('ERR_TIMESTAMP_UNAVAILABLE', { detail: failures.join('; ') })
  }

  async #ask(authority: TimestampAuthorityConfig, stamped: Uint8Array, total: AbortSignal): Promise<Uint8Array> {
    const digest = createHash('sha256').update(stamped).digest()
    const nonce = newNonce()
    const response = await this.#parts.post(
      new URL(authority.url),
      timestampRequest({ digest, nonce, policy: authority.policy }),
      { bytesMax: ANSWER_BYTES_MAX, signal: AbortSignal.any([total, AbortSignal.timeout(authority.timeoutMs)]) },
    )
    const token = timestampToken(response)
    const timestamp = readTimestamp(token, stamped)
    const [problem = wrongAnswer(timestamp, { nonce, policy: authority.policy })] = timestamp.problems
    if (problem !== null) throw new CmsProblem(problem)
    return token
  }
}

/** Eight random bytes as a positive number without leading zeros, so that its DER is these very bytes. */
function newNonce(): Buffer {
  const nonce = randomBytes(8)
  nonce[0] = ((nonce[0] ?? 0) & 0x3f) | 0x40
  return nonce
}

function wrongAnswer(
  { nonce, policy, time }: Timestamp,
  asked: { readonly nonce: Buffer; readonly policy: string | null },
): string | null {
  if (!nonce?.equals(asked.nonce)) return 'it answers another question'
  if (asked.policy !== null && policy !== asked.policy) return 'it is under another policy'
  return Math.abs(time.getTime() - Date.now()) > CLOCK_DIFFERENCE_MAX_MS ? 'its time is not ours' : null
}

/** For the log and for people: our own words, or the code of a failed call; never what the other side wrote. */
function reasonOf(error: unknown): string {
  if (error instanceof CmsProblem || error instanceof CongkyError) return error.message
  return error instanceof Error ? error.name : 'unknown'
}
