/**
 * The shapes of single fields, both ways. `read` answers undefined for what has another shape. The shapes are those
 * of Cargo-IMP as public samples show them: see README.md beside this file.
 */
import { discrepancies } from '../customs/catalogues.ts'
import {
  type CimpDiscrepancy,
  type CimpExtent,
  type CimpFlight,
  type CimpMoment,
  type CimpQuantity,
  type CimpWeightUnit,
  MONTHS,
} from './cimp-message.ts'

/** `VN0593`, `PO4235D`; carriers have two letters or digits, a few three letters. */
export function readFlight(text: string): CimpFlight | undefined {
  const found = /^([A-Z][A-Z0-9]|[0-9][A-Z]|[A-Z]{3})(\d{1,4}[A-Z]?)$/.exec(text)
  return found?.[1] && found[2] ? { carrier: found[1], number: found[2] } : undefined
}

export const writeFlight = ({ carrier, number }: CimpFlight): string => `${carrier}${number}`

/** Days in each month of a leap year: the text has no year. */
const DAYS = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]

/** `16OCT` or `16OCT1317`. */
export function readMoment(text: string): CimpMoment | undefined {
  const [, dayText = '', name = '', time] = /^(\d{2})([A-Z]{3})(\d{4})?$/.exec(text) ?? []
  const month = MONTHS.indexOf(name) + 1
  const day = Number(dayText)
  if (month === 0 || day < 1 || day > (DAYS[month - 1] ?? 0)) return undefined
  if (time !== undefined && !isTime(time)) return undefined
  return { day, month, time: time ?? null }
}

export const isTime = (text: string): boolean => /^([01]\d|2[0-3])[0-5]\d$/.test(text)

export function writeMoment({ day, month, time }: CimpMoment): string {
  return `${String(day).padStart(2, '0')}${MONTHS[month - 1] ?? '???'}${time ?? ''}`
}

/** `T1K100`, `P2K505.0T10`, `T3`; volume, density and the total behind a part are passed over. */
export function readQuantity(text: string): CimpQuantity | undefined {
  const found =
    /^([TPSDM])(\d{1,4})(?:([KL])(\d+(?:\.\d+)?))?(?:(?:MC|CC|CF|CI)[\d.]+)?(?:DG\d{1,2})?(?:T\d{1,4})?$/.exec(text)
  if (!found) return undefined
  const [, extent, pieces, unit, value] = found
  const weight = unit === undefined || value === undefined ? null : { unit: unit as CimpWeightUnit, value }
  // n[..7]p: seven digits, and the point beside them.
  if (weight !== null && weight.value.replace('.', '').length > 7) return undefined
  return { extent: extent as CimpExtent, pieces: Number(pieces), weight }
}

export function writeQuantity({ extent, pieces, weight }: CimpQuantity): string {
  return `${extent}${pieces}${weight === null ? '' : `${weight.unit}${weight.value}`}`
}

export const readAirport = (text: string): string | undefined => (/^[A-Z]{3}$/.test(text) ? text : undefined)

export const readRoute = (text: string): string | undefined => (/^[A-Z]{6}$/.test(text) ? text : undefined)

export function readDiscrepancy(text: string): CimpDiscrepancy | undefined {
  return Object.hasOwn(discrepancies.codes, text) ? (text as CimpDiscrepancy) : undefined
}

/** A name of up to 35 characters. */
export const readParty = (text: string): string | undefined => (/^[A-Z0-9 .-]{1,35}$/.test(text) ? text : undefined)

/** an..12. */
export const readHouseSerial = (text: string): string | undefined =>
  /^[A-Z0-9][A-Z0-9 .-]{0,11}$/.test(text) ? text : undefined
