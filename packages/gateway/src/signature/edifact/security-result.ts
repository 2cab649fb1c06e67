/**
 * The value of a signature as results of security segments (S508): one value for RSA, r and s for elliptic curves,
 * each through the filter of its header.
 */
import { type Composite, RESULT } from '@congky/documents'
import type { Certificate } from '../../domain/certificate.ts'
import type { SecurityFilter } from './filters.ts'

/** @param value PKCS#1 v1.5, or r ‖ s. */
export function resultsOf(
  value: Uint8Array,
  keyType: Certificate['keyType'],
  filter: SecurityFilter,
): readonly Composite[] {
  if (keyType === 'rsa') return [[RESULT.unique, filter.write(value)]]
  const half = value.length / 2
  return [
    [RESULT.r, filter.write(value.subarray(0, half))],
    [RESULT.s, filter.write(value.subarray(half))],
  ]
}

/** Null for what is no value of such a key: each has one form only, so that no byte of it can be changed unnoticed. */
export function signatureValue(
  results: readonly Composite[],
  { keyType, keyBits }: Certificate,
  filter: SecurityFilter,
): Buffer | null {
  const read = results.map(([kind = '', text = '', ...more]) => ({
    kind,
    bytes: more.length ? null : filter.read(text),
  }))
  const length = Math.ceil(keyBits / 8)
  const [first, second] = read
  if (first?.bytes && read.length === 1 && first.kind === RESULT.unique) {
    return first.bytes.length === (keyType === 'rsa' ? length : 2 * length) ? first.bytes : null
  }
  const isPair = read.length === 2 && first?.kind === RESULT.r && second?.kind === RESULT.s
  if (keyType !== 'ec' || !isPair || first.bytes?.length !== length || second.bytes?.length !== length) return null
  return Buffer.concat([first.bytes, second.bytes])
}
