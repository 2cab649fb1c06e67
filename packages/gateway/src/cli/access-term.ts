/** How long things last, as people type it. */
import { type Bilingual, CongkyError } from '@congky/shared'

const HOURS: Readonly<Record<string, number>> = { h: 1, d: 24 }

/** What `workstation add` sends for `--expires`. */
export type ExpiresWish = { readonly keyDays: number } | { readonly accessEndsAt: string }

/**
 * `90` or `90d`: keys live for so many days, and may be renewed. `2027-01-31`: the access ends with that day.
 * `never`: keys live for ever.
 *
 * @throws {CongkyError} ERR_USAGE
 */
export function parseExpires(text: string): ExpiresWish {
  if (text === 'never') return { keyDays: 0 }
  const days = /^(\d{1,5})d?$/.exec(text)?.[1]
  if (days !== undefined && Number(days) >= 1 && Number(days) <= 36_500) return { keyDays: Number(days) }
  const end = /^\d{4}-\d{2}-\d{2}$/.test(text) ? new Date(`${text}T23:59:59`) : null
  if (end && !Number.isNaN(end.getTime())) {
    if (end.getTime() > Date.now()) return { accessEndsAt: end.toISOString() }
    const detail = { en: `--expires: ${text} is past`, vi: `--expires: ngày ${text} đã qua` }
    throw new CongkyError('ERR_USAGE', { detail })
  }
  throw wrong('--expires', '90, 2027-01-31, never', text)
}

/** `7d`, `12h` or `0`, in hours. @throws {CongkyError} ERR_USAGE */
export function parseOverlapHours(text: string): number {
  const [, amount, unit] = /^(\d{1,4})([hd])$/.exec(text) ?? []
  const hours = text === '0' ? 0 : Number(amount) * (HOURS[unit ?? ''] ?? Number.NaN)
  if (hours >= 0 && hours <= 90 * 24) return hours
  throw wrong('--overlap', '7d, 12h, 0', text)
}

/** `7 days`, `1 hour`: an overlap that is more than none, as people read it. */
export function overlapWords(hours: number): Bilingual {
  const [amount, en, vi] = hours % 24 === 0 ? [hours / 24, 'day', 'ngày'] : [hours, 'hour', 'giờ']
  return { en: `${amount} ${en}${amount === 1 ? '' : 's'}`, vi: `${amount} ${vi}` }
}

function wrong(option: string, examples: string, text: string): CongkyError {
  const detail = {
    en: `${option} takes ${examples}; not ${text}`,
    vi: `${option} nhận ${examples}; không nhận ${text}`,
  }
  return new CongkyError('ERR_USAGE', { detail })
}
