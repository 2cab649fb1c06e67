/** The newest lines of the gateway's own log, from `/admin/log`. */

export const LOG_LEVELS = ['debug', 'info', 'warn', 'error'] as const
export type LogLevel = (typeof LOG_LEVELS)[number]

export interface LogView {
  /** Start of this run, ISO 8601: line numbers begin anew with it. */
  readonly since: string
  /** Number of the newest line there is, whether it is shown or not; ask for the lines after it next. */
  readonly newest: number
  /** The newest that were asked for, oldest first. */
  readonly lines: readonly LogLineView[]
}

export interface LogLineView {
  readonly seq: number
  /** ISO 8601; null for a line that is none of ours. */
  readonly at: string | null
  readonly level: LogLevel
  readonly message: string
  /** What the line tells besides, as `name=value` parts. */
  readonly details: string
  /** Where an error came from, for whoever mends it. */
  readonly stack: string | null
}
