import type { TaxCode } from '@congky/shared'
import type { IncomingRequest } from '../domain/request.ts'

/** Who is on the other side of an HTTP or WebSocket call, after the access key was checked. */
export interface Caller {
  readonly workstationId: string
  readonly name: string
  readonly enterprises: readonly TaxCode[] | 'all'
  /** Network address. */
  readonly origin: string
}

export interface CallerWishes {
  readonly document: unknown
  readonly taxCode?: string | undefined
  readonly profile?: string | undefined
  readonly reference?: string | undefined
  readonly notBefore?: string | undefined
  readonly deadline?: string | undefined
  readonly note?: string | undefined
  readonly replaces?: string | undefined
}

/**
 * What a caller sent, in the form that intake takes from every source.
 *
 * @param arrivedMs When it was in hand, by `performance.now()`.
 */
export function toIncomingRequest(
  source: 'http' | 'websocket',
  caller: Caller,
  key: string,
  wishes: CallerWishes,
  arrivedMs: number,
): IncomingRequest {
  return {
    source,
    externalId: key,
    document: wishes.document,
    taxCode: wishes.taxCode,
    profile: wishes.profile,
    reference: wishes.reference,
    requester: caller.name,
    origin: caller.origin,
    workstationId: caller.workstationId,
    enterprises: caller.enterprises,
    notBefore: toDate(wishes.notBefore),
    deadline: toDate(wishes.deadline),
    claim: null,
    note: wishes.note,
    replaces: wishes.replaces ?? null,
    arrivedMs,
  }
}

function toDate(value: string | undefined): Date | null {
  return value === undefined ? null : new Date(value)
}
