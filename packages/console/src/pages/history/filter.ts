/** What the person filters by: it stands in the address, so that it can be shared and the browser's back works. */
import type { JobState } from '@congky/shared'
import { route } from '../../router.ts'

export const STATES: readonly JobState[] = ['held', 'received', 'awaiting-approval', 'signed', 'rejected']
export type Period = '' | 'today' | 'week' | 'month' | 'own'

export interface ChosenPeriod {
  readonly period: Period
  /** Days, `2026-11-23`, for a period of one's own. */
  readonly from: string
  readonly to: string
}

export interface Filter extends ChosenPeriod {
  readonly states: readonly JobState[]
  readonly taxCode: string
  readonly certificate: string
  readonly source: string
  readonly workstation: string
  readonly text: string
}

/** As it stands in the address. */
export function readPeriod(): ChosenPeriod {
  const { query } = route.value
  const period = (['today', 'week', 'month', 'own'] as const).find((one) => one === query.get('period')) ?? ''
  return { period, from: query.get('from') ?? '', to: query.get('to') ?? '' }
}

export function readFilter(): Filter {
  const { query } = route.value
  const get = (name: string) => query.get(name) ?? ''
  const states = get('state').split(',')
  return {
    ...readPeriod(),
    states: STATES.filter((state) => states.includes(state)),
    taxCode: get('taxCode'),
    certificate: get('certificate'),
    source: get('source'),
    workstation: get('workstation'),
    text: get('text'),
  }
}

/** As it stands in the address. */
export function toAddress({ states, period, from, to, ...more }: Filter): Record<string, string> {
  const own = period === 'own' ? { from, to } : {}
  return { period, ...own, state: states.join(','), ...more }
}

export function isEmpty(filter: Filter): boolean {
  return Object.values(toAddress(filter)).every((value) => value === '')
}

/** As the gateway takes it; empty values are left out. */
export function toApiFilter({ states, period, from, to, ...more }: Filter): Record<string, string> {
  const all = { ...timesOf(period, from, to), state: states.join(','), ...more }
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== ''))
}

export function timesOf(period: Period, from: string, to: string): { readonly from: string; readonly to: string } {
  const now = new Date()
  const day = (offset: number) => new Date(now.getFullYear(), now.getMonth(), now.getDate() + offset).toISOString()
  switch (period) {
    case '':
      return { from: '', to: '' }
    case 'today':
      return { from: day(0), to: '' }
    case 'week':
      return { from: day(-6), to: '' }
    case 'month':
      return { from: new Date(now.getFullYear(), now.getMonth(), 1).toISOString(), to: '' }
    case 'own':
      return { from: toIso(from, 0), to: toIso(to, 1) }
  }
}

/** The beginning of a day here, or of the day after it. */
function toIso(day: string, plus: number): string {
  const [year, month, date] = day.split('-').map(Number)
  if (year === undefined || month === undefined || date === undefined || year < 1970) return ''
  const time = new Date(year, month - 1, date + plus)
  return Number.isNaN(time.getTime()) ? '' : time.toISOString()
}
