/** What was done in a day, by its hours, from `/admin/numbers`. */

/** Events, not requests: one that is held, taken up again and signed counts under both. */
export interface HourNumbers {
  readonly received: number
  readonly signed: number
  readonly rejected: number
  readonly held: number
}

export interface DayNumbers {
  /** `2026-11-23` */
  readonly day: string
  /** 24 of them, by the clock on the wall. */
  readonly hours: readonly HourNumbers[]
  readonly totals: HourNumbers
}

export interface NumbersView extends DayNumbers {
  /** Whose days and hours these are, such as `Asia/Ho_Chi_Minh`. */
  readonly timeZone: string
  /** 0–23 while the day is today, else null: later hours have not been yet. */
  readonly hourNow: number | null
  readonly before: DayNumbers
}
