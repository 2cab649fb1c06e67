/** Pure decisions of sending: what an attempt without an answer means for its message. */
import type { CongkyError, ErrorCode } from '@congky/shared'
import type { SendConfig } from '../../domain/exchange-config.ts'
import type { OutgoingChange, OutgoingMessage } from '../exchange-store.ts'

const PAUSE_MS_MAX = 15 * 60_000

/** Grows with each attempt, to a quarter of an hour. */
export function pauseAfter(errorCount: number, { pauseMs }: Pick<SendConfig, 'pauseMs'>): number {
  return Math.min(pauseMs * 2 ** Math.min(errorCount - 1, 20), PAUSE_MS_MAX)
}

/** Nothing of the message left the host: customs cannot have it. */
const NOT_SENT: ReadonlySet<ErrorCode> = new Set([
  'ERR_HOST_UNKNOWN',
  'ERR_CONNECTION_REFUSED',
  'ERR_CONNECTION_TLS',
  'ERR_PROXY_AUTH',
  'ERR_PROXY_REFUSED',
  'ERR_SECRET_MISSING',
  'ERR_SECRET_STORE',
])

/**
 * What becomes of a message that got no answer. It is tried again, the same bytes under the same id, until its
 * attempts are spent; then a person decides.
 *
 * @param before The message as it was when the attempt began.
 */
export function afterNoAnswer(
  before: Pick<OutgoingMessage, 'state' | 'errorCount'>,
  { code, details }: CongkyError,
  config: Pick<SendConfig, 'attemptsMax' | 'pauseMs'>,
  now: Date,
): OutgoingChange {
  const errorCount = before.errorCount + 1
  const failed = { errorCount, lastError: { code, details } }
  if (errorCount >= config.attemptsMax) return { ...failed, state: 'held', nextAttemptAt: null }
  const state = before.state === 'waiting' && NOT_SENT.has(code) ? 'waiting' : 'unknown'
  return { ...failed, state, nextAttemptAt: new Date(now.getTime() + pauseAfter(errorCount, config)) }
}

/** A person is needed, whatever was tried so far. */
export function heldFor({ code, details }: Pick<CongkyError, 'code' | 'details'>): OutgoingChange {
  return { state: 'held', nextAttemptAt: null, lastError: { code, details } }
}
