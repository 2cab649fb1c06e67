/**
 * Dates. The decision says `date` and `datetime` and gives no form; we write `yyyy-MM-dd` and `yyyy-MM-dd HH:mm:ss`,
 * and read what is usual here and in XML.
 */

const WRITTEN = /^(\d{4})-(\d{2})-(\d{2})(?: (\d{2}):(\d{2}):(\d{2}))?$/

/** Year first with `-`, `/` or `.`, then perhaps a time, perhaps a zone. */
const YEAR_FIRST =
  /^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T ]+(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,]\d{1,9})?)?)?(?: *(Z|[+-]\d{2}:?\d{2}))?$/
/** Day first, as Vietnam writes. */
const DAY_FIRST = /^(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})(?:[T ]+(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,]\d{1,9})?)?)?$/
const COMPACT = /^(\d{4})(\d{2})(\d{2})(?:[T ]?(\d{2})(\d{2})(\d{2})?)?$/

/** Vietnam keeps UTC+7 all year. */
const LOCAL_OFFSET_MINUTES = 7 * 60

/** Whether a text is a real day, or a real day and time, in the form that we write. Years 1900 to 2199. */
export function isWrittenDate(text: string, kind: 'date' | 'datetime'): boolean {
  const match = WRITTEN.exec(text)
  if (match === null || (match[4] !== undefined) !== (kind === 'datetime')) return false
  return instant(match.slice(1).map((part) => Number(part ?? 0))) !== null
}

/**
 * The form that we write of a date in any usual form, or null when it is none. A time with a zone is turned into
 * Vietnamese time. A `date` loses its time of day, a `datetime` without one is midnight.
 */
export function readDate(text: string, kind: 'date' | 'datetime'): string | null {
  const match = YEAR_FIRST.exec(text) ?? dayFirst(text) ?? COMPACT.exec(text)
  if (match === null) return null
  const [, year, month, day, hour, minute, second, zone] = match
  const at = instant([year, month, day, hour, minute, second].map((part) => Number(part ?? 0)))
  if (at === null) return null
  const shift = zone === undefined || hour === undefined ? 0 : LOCAL_OFFSET_MINUTES - zoneMinutes(zone)
  const local = new Date(at + shift * 60_000).toISOString()
  return kind === 'date' ? local.slice(0, 10) : `${local.slice(0, 10)} ${local.slice(11, 19)}`
}

function dayFirst(text: string): (string | undefined)[] | null {
  const match = DAY_FIRST.exec(text)
  if (match === null) return null
  const [whole, day, month, year, ...time] = match
  return [whole, year, month, day, ...time]
}

/** Milliseconds since 1970 as if in UTC, or null when there is no such day or time. */
function instant(parts: readonly number[]): number | null {
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = parts
  if (year < 1900 || year > 2199 || hour > 23 || minute > 59 || second > 59) return null
  const at = new Date(Date.UTC(year, month - 1, day, hour, minute, second))
  return at.getUTCMonth() === month - 1 && at.getUTCDate() === day ? at.getTime() : null
}

function zoneMinutes(zone: string): number {
  if (zone === 'Z') return 0
  const minutes = Number(zone.slice(1, 3)) * 60 + Number(zone.slice(-2))
  return zone.startsWith('-') ? -minutes : minutes
}
