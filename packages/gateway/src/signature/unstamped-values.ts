/**
 * Signature values whose timestamp did not come: the token has done its part, so the next attempt asks only the
 * time-stamp authority again. In memory and bounded; after a restart, or when it was pushed out, the same document
 * is signed once more, as after any attempt that did not complete.
 */
import { createHash } from 'node:crypto'
import { BoundedMemory } from './bounded-memory.ts'
import type { SignaturePlan } from './signature-format.ts'

export interface UnstampedValue {
  readonly plan: SignaturePlan
  readonly value: Uint8Array
  readonly isLight: boolean
}

/** A plan takes a few KB, and what is signed may be as large as its document. */
const LIMITS = { countMax: 1_000, bytesMax: 32 * 1024 * 1024 }

export class UnstampedValues {
  readonly #values = new BoundedMemory<UnstampedValue>(LIMITS)

  /** Of one document, signed with one certificate under one profile. */
  static keyOf(profile: string, documentSha256: string, thumbprint: string): string {
    return createHash('sha256')
      .update(JSON.stringify([profile, documentSha256, thumbprint]))
      .digest('hex')
  }

  get(key: string): UnstampedValue | null {
    return this.#values.get(key)
  }

  keep(key: string, unstamped: UnstampedValue): void {
    this.#values.keep(key, unstamped, unstamped.plan.toBeSigned.length + unstamped.value.length)
  }

  drop(key: string): void {
    this.#values.drop(key)
  }
}
