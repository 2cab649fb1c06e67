/**
 * Exporter and importer in NAD: number in C082, name in C080, address in C059 with its last line as the city (3164),
 * country in 3207. The exporter's country has no field: certificates of origin are Vietnam's, so it is VN.
 */
import { checkTaxCode } from '@congky/shared'
import { lengthOf } from '../customs/check-value.ts'
import { type Composite, type Segment, segment } from '../edifact/segment.ts'
import type { CoRecord } from './co-record.ts'
import { joinLines, splitLines } from './text-lines.ts'

/** Three with a name of their own and both alike. */
export interface PartyFields {
  readonly name: string
  readonly identifier: string
  readonly address: string
  readonly country: string
}

export type PartyRole = 'IM' | 'EX'

const nameShape = { width: 35, count: 5, separator: ' ' }
/** Four lines of street and the city. */
const addressShape = { width: 35, count: 5, separator: ', ' }
const homeCountry = 'VN'

export interface WrittenParty {
  readonly segment: Segment | null
  /** Keys whose value has no place here. */
  readonly left: readonly (keyof PartyFields)[]
}

export function writeParty(role: PartyRole, fields: PartyFields): WrittenParty {
  const { identifier } = fields
  if (Object.values(fields).every((value) => value === '')) return { segment: null, left: [] }
  const name = fields.name === '' ? [] : splitLines(fields.name, nameShape)
  const address = fields.address === '' ? [] : splitLines(fields.address, addressShape)
  const [street, city] = streetAndCity(address ?? [])
  const fits = { identifier: lengthOf(identifier) <= 35, country: lengthOf(fields.country) <= 3 }
  const left: readonly (keyof PartyFields | '')[] = [
    name === null ? 'name' : '',
    fits.identifier ? '' : 'identifier',
    address === null ? 'address' : '',
    fits.country ? '' : 'country',
  ]
  const country = role === 'EX' ? homeCountry : fits.country ? fields.country : ''
  const c082 = fits.identifier ? numbered(identifier) : ['']
  return {
    segment: segment('NAD', role, c082, '', orEmpty(name ?? []), orEmpty(street), city, '', '', country),
    left: left.filter((key) => key !== ''),
  }
}

const orEmpty = (lines: readonly string[]): Composite => (lines.length === 0 ? [''] : lines)

/** The example calls every number one of EAN (agency 9), which a tax code is not. */
function numbered(identifier: string): Composite {
  if (identifier === '') return ['']
  return checkTaxCode(identifier).kind === 'valid' ? [identifier] : [identifier, '', '9']
}

function streetAndCity(lines: readonly string[]): readonly [readonly string[], string] {
  return lines.length < 2 ? [lines, ''] : [lines.slice(0, -1), lines.at(-1) ?? '']
}

/** @param valuesOf All components of an element, from 1. */
export function readParty(valuesOf: (element: number) => readonly string[]): PartyFields {
  return {
    identifier: valuesOf(2)[0] ?? '',
    name: joinLines(valuesOf(4).slice(0, 5), nameShape),
    address: joinLines([...valuesOf(5).slice(0, 4), valuesOf(6)[0] ?? ''], addressShape),
    country: valuesOf(9)[0] ?? '',
  }
}

/** Which values of NAD `readParty` and its role are read from. */
export function isReadParty(role: PartyRole, element: number, component: number, value: string): boolean {
  const simple = [1, 6].includes(element) && component === 1
  const lines = (element === 4 && component <= 5) || (element === 5 && component <= 4)
  const number = element === 2 && (component === 1 || (component === 3 && value === '9'))
  const country = element === 9 && component === 1 && (role === 'IM' || value === homeCountry)
  return simple || lines || number || country
}

export const partyOf = (record: CoRecord, role: PartyRole): PartyFields =>
  role === 'IM' ? record.importer : { ...record.exporter, identifier: record.exporter.taxCode, country: '' }

/** `importer.name`, `exporter.taxCode` */
export function fieldOfParty(role: PartyRole, key: keyof PartyFields): string {
  if (role === 'IM') return `importer.${key}`
  return `exporter.${key === 'identifier' ? 'taxCode' : key}`
}
