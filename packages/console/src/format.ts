/** Numbers and times as people here write them. `en-GB`, since American dates would be misread. */
import { language, say } from './text.ts'

const locale = () => (language.value === 'vi' ? 'vi-VN' : 'en-GB')

type Time = string | number | Date

/** The short style of Intl would leave two digits of the year away. */
const DAY = { day: '2-digit', month: '2-digit', year: 'numeric' } as const
const MINUTE = { hour: '2-digit', minute: '2-digit' } as const

export function formatNumber(value: number): string {
  return new Intl.NumberFormat(locale()).format(value)
}

/** As finely as it matters: `0,62 ms`, `1.234 ms`. */
export function formatMilliseconds(ms: number): string {
  const maximumFractionDigits = ms < 10 ? 2 : ms < 100 ? 1 : 0
  return `${new Intl.NumberFormat(locale(), { maximumFractionDigits }).format(ms)} ms`
}

/** Day, month, year, hour, minute. */
export function formatDateTime(time: Time): string {
  return new Intl.DateTimeFormat(locale(), { ...DAY, ...MINUTE }).format(new Date(time))
}

/** With seconds, for the story of one request. */
export function formatExactTime(time: Time): string {
  return new Intl.DateTimeFormat(locale(), { ...DAY, ...MINUTE, second: '2-digit' }).format(new Date(time))
}

export function formatDate(time: Time): string {
  return new Intl.DateTimeFormat(locale(), DAY).format(new Date(time))
}

export function formatTime(time: Time): string {
  return new Intl.DateTimeFormat(locale(), MINUTE).format(new Date(time))
}

const UNITS = [
  ['year', 31_536_000],
  ['month', 2_592_000],
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
] as const

/** “5 phút trước”, “in 3 days”. */
export function formatAgo(time: Time): string {
  const seconds = (new Date(time).getTime() - Date.now()) / 1000
  const [unit, length] = UNITS.find(([, each]) => Math.abs(seconds) >= each) ?? (['second', 1] as const)
  if (unit === 'second') return say('vừa xong', 'just now')
  return new Intl.RelativeTimeFormat(locale(), { numeric: 'auto' }).format(Math.round(seconds / length), unit)
}

export function formatBytes(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`
  const power = Math.min(3, Math.floor(Math.log2(bytes) / 10))
  const value = bytes / 1024 ** power
  const digits = value < 10 ? 1 : 0
  const text = new Intl.NumberFormat(locale(), { maximumFractionDigits: digits }).format(value)
  return `${text} ${['B', 'KB', 'MB', 'GB'][power]}`
}

/** Upper-case hex in groups of four, so that people can compare it. */
export function formatHex(hex: string): string {
  return (hex.toUpperCase().match(/.{1,4}/g) ?? []).join(' ')
}
