/** Times as an input of the kind `datetime-local` has them: in the zone of the browser, without naming it. */

export function toLocalInput(time: Date): string {
  const local = new Date(time.getTime() - time.getTimezoneOffset() * 60_000)
  return local.toISOString().slice(0, 'YYYY-MM-DDTHH:MM'.length)
}

/** The last minute of the day that comes so many days later. */
export function endOfDay(time: Date, days: number): Date {
  return new Date(time.getFullYear(), time.getMonth(), time.getDate() + days, 23, 59)
}
