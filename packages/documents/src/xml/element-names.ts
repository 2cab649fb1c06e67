/** Names of elements as they occur: letter case, and the characters that replace a blank, do not count. */

/** `Flight_x0020_Number` is how .NET writes a name with a blank. */
export function foldName(name: string): string {
  return name
    .replaceAll('_x0020_', '')
    .replace(/[\s._-]/g, '')
    .toLowerCase()
}

/** Finds the name that we write for one that was read. */
export type NameTable = ReadonlyMap<string, string>

/** @param aliases Names of one thing, as `foldName` leaves them. */
export function nameTable(names: Iterable<string>, aliases: readonly (readonly string[])[] = []): NameTable {
  const table = new Map<string, string>()
  for (const name of names) {
    const folded = foldName(name)
    const alike = aliases.find((group) => group.includes(folded)) ?? [folded]
    for (const other of alike) table.set(other, name)
    table.set(name, name)
  }
  return table
}

/** The name that we write, or null when the table has none like it. */
export function writtenName(names: NameTable, name: string): string | null {
  return names.get(name) ?? names.get(foldName(name)) ?? null
}
