import { CongkyError } from '@congky/shared'
import type { CoRecord } from './co-record.ts'
import { validateCoRecord } from './validate-co-record.ts'

/** @throws {CongkyError} ERR_CO_INVALID when the record has errors (warnings pass). */
export function requireValidCo(record: CoRecord): void {
  const errors = validateCoRecord(record).filter(({ severity }) => severity === 'error')
  const [first] = errors
  if (first === undefined) return
  const detail = { vi: first.vi, en: first.en }
  throw new CongkyError('ERR_CO_INVALID', { count: errors.length, detail })
}
