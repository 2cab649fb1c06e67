/** The filter of the history as it stands in an address, and what it asks of the search thread. */
import { jobStates } from '@congky/shared'
import { z } from 'zod'
import type { GatewayConfig } from '../domain/gateway-config.ts'
import type { IndexQuery, SearchTerm } from '../records/column-index.ts'
import { foldText, searchWords } from '../records/fold-text.ts'
import type { RequestName } from '../records/request-search.ts'
import type { Workstation } from '../store/workstation-rights.ts'

const time = z.iso.datetime({ offset: true })
const word = z.string().max(200)

/** Where exact counting ends when words are searched: a block of the index is looked at for each further step. */
export const COUNT_MAX = 10_000

const filterShape = {
  from: time.optional(),
  to: time.optional(),
  /** States, divided by commas. */
  state: z
    .string()
    .max(100)
    .transform((value) => value.split(','))
    .pipe(z.array(z.enum(jobStates)))
    .optional(),
  taxCode: word.optional(),
  certificate: word.optional(),
  source: word.optional(),
  workstation: word.optional(),
  text: word.optional(),
}
export const requestFilter = z.object(filterShape)
export type RequestFilter = z.output<typeof requestFilter>

export const requestPageQuery = z.object({
  ...filterShape,
  limit: z.coerce.number().int().min(1).max(200).default(50),
  before: z.coerce.number().int().min(1).optional(),
  after: z.coerce.number().int().min(0).optional(),
})

/** Names that words of a search may mean. */
export interface KnownNames {
  readonly enterprises: ReadonlyMap<string, string>
  readonly workstations: ReadonlyMap<string, string>
}

export function knownNames({ enterprises }: GatewayConfig, workstations: readonly Workstation[]): KnownNames {
  return {
    enterprises: enterpriseNames(enterprises),
    workstations: new Map(workstations.map(({ id, name }) => [id, name])),
  }
}

type Enterprises = GatewayConfig['enterprises']

/** Thousands of them, made once for each configuration, and folded once each. */
const namesOf = new WeakMap<Enterprises, ReadonlyMap<string, string>>()
const foldedOf = new WeakMap<ReadonlyMap<string, string>, readonly (readonly [string, string])[]>()

function enterpriseNames(enterprises: Enterprises): ReadonlyMap<string, string> {
  const known = namesOf.get(enterprises)
  if (known) return known
  const names = new Map<string, string>(enterprises.map(({ taxCode, name }) => [taxCode, name]))
  namesOf.set(enterprises, names)
  return names
}

function folded(names: ReadonlyMap<string, string>): readonly (readonly [string, string])[] {
  const known = foldedOf.get(names)
  if (known) return known
  const pairs = [...names].map(([key, name]) => [key, foldText(name)] as const)
  foldedOf.set(names, pairs)
  return pairs
}

type Page = Pick<IndexQuery<RequestName>, 'limit' | 'countMax'> & { readonly before?: number; readonly after?: number }

export function toRequestQuery(filter: RequestFilter, names: KnownNames, page: Page): IndexQuery<RequestName> {
  const { from, to, state, taxCode, certificate, source, workstation, text } = filter
  const named = (name: RequestName, value: string | undefined) => (value === undefined ? {} : { [name]: [value] })
  return {
    ...page,
    ...(from === undefined ? {} : { from: Date.parse(from) }),
    ...(to === undefined ? {} : { to: Date.parse(to) }),
    names: {
      ...(state === undefined ? {} : { state }),
      ...named('taxCode', taxCode),
      ...named('certificate', certificate),
      ...named('source', source),
      ...named('workstation', workstation),
    },
    terms: searchWords(text ?? '').map((one) => toTerm(one, names)),
  }
}

function toTerm(word: string, { enterprises, workstations }: KnownNames): SearchTerm<RequestName> {
  const meant = (names: ReadonlyMap<string, string>) =>
    folded(names).flatMap(([key, name]) => (name.includes(word) ? [key] : []))
  return { word, also: { taxCode: meant(enterprises), workstation: meant(workstations) } }
}
