import { type CongkyError, toCongkyError } from '@congky/shared'
import type { GatewayConnection, SignOptions } from './gateway-connection.ts'
import { mapLimited } from './map-limited.ts'
import { callSafely, type SignedDocument } from './pending-request.ts'

const CONCURRENCY = 16

/** A document, alone or with options of its own, which come before those given for all. */
export type SignAllItem = string | Uint8Array | (SignOptions & { readonly document: string | Uint8Array })

/** As `Promise.allSettled` tells it. */
export type SignSettled =
  | { readonly status: 'fulfilled'; readonly value: SignedDocument }
  | { readonly status: 'rejected'; readonly reason: CongkyError }

export interface SignAllProgress {
  readonly total: number
  readonly signed: number
  readonly failed: number
  /** Place of the document that has just been settled, from 0. */
  readonly index: number
  readonly result: SignSettled
}

export interface SignAllOptions extends Omit<SignOptions, 'idempotencyKey'> {
  /** How many are on their way at a time. Default 16. */
  readonly concurrency?: number
  readonly onProgress?: (progress: SignAllProgress) => void
}

export async function signAll(
  connection: Pick<GatewayConnection, 'sign'>,
  items: readonly SignAllItem[],
  { concurrency = CONCURRENCY, onProgress, ...common }: SignAllOptions,
): Promise<SignSettled[]> {
  let signed = 0
  let failed = 0
  return mapLimited(items, Math.max(1, concurrency), async (item, index) => {
    const { document, ...own } = typeof item === 'string' || item instanceof Uint8Array ? { document: item } : item
    const result: SignSettled = await connection.sign(document, { ...common, ...own }).then(
      (value) => ({ status: 'fulfilled', value }) as const,
      (error: unknown) => ({ status: 'rejected', reason: toCongkyError(error) }) as const,
    )
    if (result.status === 'fulfilled') signed += 1
    else failed += 1
    if (onProgress) callSafely(onProgress, { total: items.length, signed, failed, index, result })
    return result
  })
}
