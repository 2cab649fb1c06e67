/** What this page asks of the gateway. Every edit says which content of the configuration it was decided on. */
import type {
  DefaultCertificatesView,
  EnterpriseListReport,
  EnterpriseListTakenView,
  EnterprisePage,
  EnterprisesEditedView,
  EnterpriseView,
} from '@congky/shared'
import { call, download } from '../../api.ts'

export interface Filters {
  readonly search: string
  /** `-` for lines that apply to every database; empty for all lines. */
  readonly source: string
  readonly binding: '' | 'own' | 'default' | 'missing'
}

export type EnterpriseName = Pick<EnterpriseView, 'taxCode' | 'source'>

/** Lines picked by hand, or all that a search finds. */
export type Chosen = { readonly picked: readonly EnterpriseName[] } | { readonly found: Filters }

export const PAGE_LENGTH = 50

const root = '/admin/enterprises'

/** The given filters alone, as the gateway reads them. */
function given(filters: Filters): Record<string, string> {
  return Object.fromEntries(Object.entries(filters).filter(([, value]) => value !== ''))
}

const queryOf = (values: Record<string, string>) => new URLSearchParams(values).toString()

export function fetchEnterprises(filters: Filters, after: number, signal: AbortSignal): Promise<EnterprisePage> {
  const query = queryOf({ ...given(filters), after: String(after), limit: String(PAGE_LENGTH) })
  return call('GET', `${root}?${query}`, { signal })
}

export function fetchDefaults(signal: AbortSignal): Promise<DefaultCertificatesView> {
  return call('GET', '/admin/default-certificates', { signal })
}

const decidedOn = (revision: string) => ({ 'If-Match': `"${revision}"` })

const edit = (revision: string, method: string, path: string, body: unknown = {}) =>
  call<EnterprisesEditedView>(method, path, { body, headers: decidedOn(revision) })

export interface Wanted {
  readonly taxCode: string
  readonly name: string
  readonly certificate: string | null
  readonly source: string | null
}

export const addEnterprise = (revision: string, wanted: Wanted) => edit(revision, 'POST', root, wanted)

const pathOf = ({ taxCode, source }: EnterpriseName) =>
  `${root}/${encodeURIComponent(taxCode)}${source === null ? '' : `?${queryOf({ source })}`}`

export const changeEnterprise = (revision: string, { name, certificate, ...key }: Wanted) =>
  edit(revision, 'PATCH', pathOf(key), { name, certificate })

export const removeEnterprise = (revision: string, name: EnterpriseName) => edit(revision, 'DELETE', pathOf(name))

const toBody = (chosen: Chosen) => ('found' in chosen ? { found: given(chosen.found) } : chosen)

export const bindChosen = (revision: string, chosen: Chosen, certificate: string | null) =>
  edit(revision, 'POST', `${root}/bulk`, { change: { certificate }, of: toBody(chosen) })

export const removeChosen = (revision: string, chosen: Chosen) =>
  edit(revision, 'POST', `${root}/bulk`, { change: { remove: true }, of: toBody(chosen) })

export interface DefaultWish {
  readonly certificate: string | null
  /** null for the gateway's own default. */
  readonly source: string | null
  /** Takes whatever stands before it away. */
  readonly forAll: boolean
}

export const setDefault = (revision: string, wish: DefaultWish) =>
  edit(revision, 'PUT', '/admin/default-certificates', wish)

const asList = { 'Content-Type': 'text/csv' } as const

/** Asks what a list would change. */
export const lookAtList = (file: Blob) =>
  call<EnterpriseListReport>('POST', `${root}/import?dryRun=true`, { body: file, headers: asList })

/** Takes the good lines of a list over. */
export const takeList = (revision: string, file: Blob) =>
  call<EnterpriseListTakenView>('POST', `${root}/import?take=good`, {
    body: file,
    headers: { ...asList, ...decidedOn(revision) },
  })

export const exportList = (filters: Filters) => download('GET', `${root}/export?${queryOf(given(filters))}`)
