import type { NotificationsConfig } from '../domain/outgoing-config.ts'

/** Whether this moment lies in the quiet hours; a night may pass midnight, and equal times are a whole day. */
export function isQuietTime(
  { quietHours, timeZone }: Pick<NotificationsConfig, 'quietHours' | 'timeZone'>,
  now: Date,
): boolean {
  if (quietHours === null) return false
  const clock = new Intl.DateTimeFormat('en-GB', { timeZone, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' })
  const time = clock.format(now)
  const { from, to } = quietHours
  return from < to ? time >= from && time < to : time >= from || time < to
}
