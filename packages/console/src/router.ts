/** Where the person is: the part of the address behind `#`, which the browser's own back and forward follow. */
import { signal } from '@preact/signals'

export interface Route {
  /** `/history/req-1` is `['history', 'req-1']`. */
  readonly segments: readonly string[]
  readonly query: URLSearchParams
}

export const route = signal<Route>(parseRoute())

addEventListener('hashchange', () => {
  route.value = parseRoute()
})

function parseRoute(): Route {
  const [path = '', query = ''] = location.hash.slice(1).split('?')
  return { segments: path.split('/').filter(Boolean).map(decode), query: new URLSearchParams(query) }
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    return part
  }
}

type Query = Readonly<Record<string, string | null | undefined>>

/** An address for links: `href('/history', { state: 'held' })`. Empty values are left out. */
export function href(path: string, query: Query = {}): string {
  const given = Object.entries(query).filter((pair): pair is [string, string] => Boolean(pair[1]))
  const text = new URLSearchParams(given).toString()
  return `#${path}${text === '' ? '' : `?${text}`}`
}

export function go(path: string, query: Query = {}): void {
  location.hash = href(path, query)
}

/** Changes what stands behind `?` without a further step in the browser's history, as for filters. */
export function setQuery(query: Query): void {
  const path = location.hash.slice(1).split('?')[0] || '/'
  history.replaceState(null, '', href(path, query))
  route.value = parseRoute()
}
