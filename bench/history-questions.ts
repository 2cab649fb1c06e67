/** What people ask of a long history: every filter that the console and the API offer, alone and together. */
import { requestOf, SOURCES, STEP_MS, thumbprintOf } from '../test/support/long-history.ts'

export interface HistoryQuestion {
  readonly what: string
  /** Below `/admin`. */
  readonly path: string
}

/** @param requests How many there are. @param until When the newest one came. */
export function historyQuestions(requests: number, until: Date): readonly HistoryQuestion[] {
  const middle = requestOf(Math.floor(requests / 2))
  const at = (share: number) => new Date(until.getTime() - requests * (1 - share) * STEP_MS).toISOString()
  const ask = (path: string, filter: Readonly<Record<string, string | number>> = {}): HistoryQuestion => {
    const words = Object.entries(filter).map(([name, value]) => `${name}=${encodeURIComponent(value)}`)
    return { what: [path, ...Object.keys(filter)].join(' '), path: `${path}?limit=50&${words.join('&')}` }
  }
  const pages = [{}, { before: 5_000 }, { before: Math.floor(requests / 2) }, { after: requests - 20 }]
  const filters = [
    { state: 'rejected' },
    { state: 'held' },
    { state: 'signed,rejected' },
    { source: SOURCES[1] },
    { source: 'no-such-source' },
    { taxCode: middle.taxCode },
    { certificate: thumbprintOf(3) },
    { workstation: 'no-such-workstation' },
    { from: at(0.4), to: at(0.6) },
    { text: middle.reference },
    { text: 'TK' },
    { text: 'nhân-viên-7' },
    { text: 'hải quan số 5' },
    { text: 'no such text anywhere' },
    { text: middle.id },
  ]
  const together = [
    { state: 'rejected', source: SOURCES[0], taxCode: middle.taxCode },
    // Each fits hundreds of thousands, and none fits both.
    { state: 'rejected', certificate: thumbprintOf(3) },
    { from: at(0.1), to: at(0.9), source: SOURCES[2], certificate: thumbprintOf(6), text: 'nhan vien 1' },
    { state: 'signed', taxCode: middle.taxCode, text: 'ERR_' },
    { source: SOURCES[0], text: 'tk 00', before: 5_000 },
  ]
  const records = [
    {},
    { kind: 'signed' },
    { kind: 'signed', before: 5_000 },
    { kind: 'held' },
    { kind: 'account' },
    { kind: 'account', person: 'lan', text: 'logged', before: 5_000 },
    { person: 'nobody' },
    { from: at(0.9), text: 'lan' },
    { text: 'no such text anywhere' },
  ]
  return [
    ...[...pages, ...filters, ...together].map((filter) => ask('/requests', filter)),
    ...records.map((filter) => ask('/history', filter)),
    ask('/requests/choices'),
    ask('/history/choices'),
    { what: 'one request with its story', path: `/requests/${requestOf(requests - 7).id}` },
  ]
}
