/**
 * Signature values whose timestamp did not come: the token has done its part, so the next attempt asks only the
 * time-stamp authority again. In memory and bounded; after a restart, or when it was pushed out, the same document
 * is signed once more, as after any attempt that did not complete.
 */
import { createHash } from 'node:crypto'
import type { SignaturePlan } from './signature-format.ts'

export interface UnstampedValue {
  readonly plan: SignaturePlan
  readonly value: Uint8Array
  readonly isLight: boolean
}

/** A plan takes a few KB, and what is signed may be as large as its document. */
const BYTES_MAX = 32 * 1024 * 1024
const VALUES_MAX = 1_000

export class UnstampedValues {
  readonly #values = new Map<string, UnstampedValue>()
  #bytes = 0

  /** Of one document, signed with one certificate under one profile. */
  static keyOf(profile: string, documentSha256: string, thumbprint: string): string {
    return createHash('sha256')
      .update(JSON.stringify([profile, documentSha256, thumbprint]))
      .digest('hex')
  }

  get(key: string): UnstampedValue | null {
    return this.#values.get(key) ?? null
  }

  keep(key: string, unstamped: UnstampedValue): void {
    this.drop(key)
    this.#values.set(key, unstamped)
    this.#bytes += sizeOf(unstamped)
    for (const oldest of this.#values.keys()) {
      if (this.#values.size <= VALUES_MAX && this.#bytes <= BYTES_MAX) return
      this.drop(oldest)
    }
  }

  drop(key: string): void {
    const known = this.#values.get(key)
    if (!known) return
    this.#values.delete(key)
    this.#bytes -= sizeOf(known)
  }
}

function sizeOf({ plan, value }: UnstampedValue): number {
  return plan.toBeSigned.length + value.length
}
