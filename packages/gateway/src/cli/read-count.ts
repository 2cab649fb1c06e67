import { CongkyError } from '@congky/shared'

/** A positive whole number as typed. @throws {CongkyError} ERR_USAGE */
export function readCount(written: string, option: string): number {
  const count = Number(written)
  if (Number.isSafeInteger(count) && count > 0) return count
  const detail = { en: `${option} takes a whole number from 1 on`, vi: `${option} cần một số nguyên từ 1 trở lên` }
  throw new CongkyError('ERR_USAGE', { detail })
}
