/**
 * Names of elements as they occur. The decision writes `Flight Number`, `Flight date` and `Filght date`, which are no
 * names of XML or plain slips, and other tables say `FlightNo`, `Flightdate` and `FlightDate` for the same things; so
 * programs in the field write all of these. Letter case and the characters that replace a blank do not count either.
 */
import type { FieldRule } from './tables/field-rule.ts'

/** Names of one thing, as `foldName` leaves them. */
const aliases: readonly (readonly string[])[] = [
  ['flightnumber', 'flightno', 'filghtnumber', 'filghtno'],
  ['flightdate', 'filghtdate'],
  ['errorname', 'errormessage'],
]

/** `Flight_x0020_Number` is how .NET writes a name with a blank. */
export function foldName(name: string): string {
  return name
    .replaceAll('_x0020_', '')
    .replace(/[\s._-]/g, '')
    .toLowerCase()
}

/** Finds the name that we write for one that was read. */
export type NameTable = ReadonlyMap<string, string>

export function nameTable(names: Iterable<string>): NameTable {
  const table = new Map<string, string>()
  for (const name of names) {
    const folded = foldName(name)
    const alike = aliases.find((group) => group.includes(folded)) ?? [folded]
    for (const other of alike) table.set(other, name)
    table.set(name, name)
  }
  return table
}

const tables = new WeakMap<readonly FieldRule[], NameTable>()

/** The names of a table's rows. */
export function namesOf(rules: readonly FieldRule[]): NameTable {
  const known = tables.get(rules)
  if (known !== undefined) return known
  const made = nameTable(rules.map(({ element }) => element))
  tables.set(rules, made)
  return made
}

/** The name that we write, or null when the table has none like it. */
export function writtenName(names: NameTable, name: string): string | null {
  return names.get(name) ?? names.get(foldName(name)) ?? null
}
