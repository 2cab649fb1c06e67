/** A day of the office, and what was done in it by the hour of the clock on its wall. Days begin at its own midnight. */
import { CongkyError, type DayNumbers, type HourNumbers } from '@congky/shared'

export const QUARTER_MS = 900_000
const DAY_MS = 86_400_000

export type TalliedKind = 'received' | 'signed' | 'rejected' | 'held'

export interface QuarterCount {
  /** Quarters of an hour since 1970, UTC. */
  readonly quarter: number
  readonly kind: TalliedKind
  readonly count: number
}

/** Servers are often set to UTC by whoever made their image; the offices that sign for Vietnam's customs are there. */
const OFFICE_TIME_ZONE = 'Asia/Ho_Chi_Minh'
const NO_PLACE = [
  'UTC',
  'Etc/UTC',
  'Etc/GMT',
  'GMT',
  'Etc/UCT',
  'UCT',
  'Zulu',
  'Etc/Zulu',
  'Universal',
  'Etc/Universal',
]

/** The time zone of the host, unless that is nobody's: then Vietnam's. */
export function officeTimeZone(hostZone = Intl.DateTimeFormat().resolvedOptions().timeZone): string {
  return NO_PLACE.includes(hostZone) ? OFFICE_TIME_ZONE : hostZone
}

/** @throws {CongkyError} ERR_REQUEST_INVALID: no time zone of the IANA database. */
export function parseTimeZone(name: string): string {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone
  } catch (cause) {
    const detail = { en: 'tz is not a time zone', vi: 'tz không phải là múi giờ' }
    throw new CongkyError('ERR_REQUEST_INVALID', { detail }, { cause })
  }
}

/** Dates and hours as the clocks of one time zone show them. */
export class WallClock {
  readonly timeZone: string
  readonly #format: Intl.DateTimeFormat

  constructor(timeZone: string) {
    this.timeZone = timeZone
    this.#format = new Intl.DateTimeFormat('en-GB', {
      ...{ timeZone, hourCycle: 'h23', year: 'numeric', month: '2-digit', day: '2-digit' },
      ...{ hour: '2-digit', minute: '2-digit', second: '2-digit' },
    })
  }

  /** `2026-11-23` */
  dayOf(at: Date): string {
    return new Date(this.#shownMs(at)).toISOString().slice(0, 10)
  }

  /** 0–23 */
  hourOf(at: Date): number {
    return new Date(this.#shownMs(at)).getUTCHours()
  }

  /** When a day begins; the next one begins when it ends. Where clocks go forward at midnight, at 01:00. */
  startOf(day: string): Date {
    const midnight = Date.parse(`${day}T00:00:00Z`)
    // By the clock as it was set the day before, or as it is set the day after.
    const moments = [-DAY_MS, DAY_MS].map((step) => midnight - this.#offsetMs(midnight + step)).sort((a, b) => a - b)
    return new Date(moments.find((at) => this.dayOf(new Date(at)) === day) ?? midnight)
  }

  #offsetMs(at: number): number {
    return this.#shownMs(new Date(at)) - at
  }

  /** What the wall shows, read as if it were UTC. */
  #shownMs(at: Date): number {
    const parts = Object.fromEntries(this.#format.formatToParts(at).map(({ type, value }) => [type, Number(value)]))
    const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = parts
    return Date.UTC(year, month - 1, day, hour, minute, second)
  }
}

export function dayBefore(day: string): string {
  return dayAt(day, -1)
}

export function dayAfter(day: string): string {
  return dayAt(day, 1)
}

function dayAt(day: string, step: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + step * DAY_MS).toISOString().slice(0, 10)
}

/** @param quarters Those of this day. */
export function sumDay(day: string, quarters: readonly QuarterCount[], clock: WallClock): DayNumbers {
  const none = { received: 0, signed: 0, rejected: 0, held: 0 }
  const hours: Record<TalliedKind, number>[] = Array.from({ length: 24 }, () => ({ ...none }))
  const totals: Record<TalliedKind, number> = { ...none }
  for (const { quarter, kind, count } of quarters) {
    const hour = hours[clock.hourOf(new Date(quarter * QUARTER_MS))]
    if (hour) hour[kind] += count
    totals[kind] += count
  }
  return { day, hours: hours satisfies HourNumbers[], totals }
}
