/**
 * Names of elements in messages. The decision writes `Flight Number`, `Flight date` and `Filght date`, which are no
 * names of XML or plain slips, and other tables say `FlightNo`, `Flightdate` and `FlightDate` for the same things; so
 * programs in the field write all of these.
 */
import { type NameTable, nameTable } from '../xml/element-names.ts'
import type { FieldRule } from './tables/field-rule.ts'

/** Names of one thing, as `foldName` leaves them. */
const aliases: readonly (readonly string[])[] = [
  ['flightnumber', 'flightno', 'filghtnumber', 'filghtno'],
  ['flightdate', 'filghtdate'],
  ['errorname', 'errormessage'],
]

const tables = new WeakMap<readonly FieldRule[], NameTable>()

/** The names of a table's rows. */
export function namesOf(rules: readonly FieldRule[]): NameTable {
  const known = tables.get(rules)
  if (known !== undefined) return known
  const made = nameTable(
    rules.map(({ element }) => element),
    aliases,
  )
  tables.set(rules, made)
  return made
}
