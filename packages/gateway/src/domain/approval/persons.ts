/**
 * Who is one person. An approver has to be another person than who asked, and people have several names: accounts of
 * the console, access keys of workstations, user names in declarants' databases. Names that are the same, or that the
 * configuration lists together, are one person, and so is whoever shares one of them: two accounts that use one access
 * key are one person here. Whoever is counted as one person by mistake cannot approve; the other way round would be
 * worse.
 */

export interface PersonConfig {
  /** Names of accounts of the console. */
  readonly accounts: readonly string[]
  /** Names by which declarants' databases know this person. */
  readonly requesters: readonly string[]
  /** Names of the workstations whose access key this person uses. */
  readonly workstations: readonly string[]
  /** Thumbprint or serial number of the certificate this person signs with; null for none. */
  readonly certificate: string | null
  /** Where this person is told of documents to approve; null: nowhere but through the channels of all. */
  readonly email: string | null
}

/** What accounts there are. */
export interface KnownAccount {
  readonly name: string
  readonly displayName: string
}

const plain = (name: string) => name.normalize('NFC').trim().toLowerCase()

/** Every name of the person who has one of these names, in lower case. */
export function namesOfPerson(names: readonly string[], people: readonly PersonConfig[]): ReadonlySet<string> {
  const groups = people.map(({ accounts, requesters, workstations }) =>
    [...accounts, ...requesters, ...workstations].map(plain),
  )
  const found = new Set(names.map(plain))
  for (let before = -1; before !== found.size; ) {
    before = found.size
    for (const group of groups) {
      if (group.some((name) => found.has(name))) for (const name of group) found.add(name)
    }
  }
  return found
}

/** Accounts of whoever goes by a name in a request; also one whose displayed name it is. */
export function accountsOf(
  requester: string | null,
  people: readonly PersonConfig[],
  accounts: readonly KnownAccount[],
): readonly string[] {
  if (requester === null) return []
  const shown = accounts.filter(({ displayName }) => plain(displayName) === plain(requester))
  const names = namesOfPerson([requester, ...shown.map(({ name }) => name)], people)
  return accounts.flatMap(({ name }) => (names.has(plain(name)) ? [name] : []))
}

export function areOnePerson(one: string, other: string, people: readonly PersonConfig[]): boolean {
  return namesOfPerson([one], people).has(plain(other))
}

/** The certificate that an account signs with; null when nobody says. */
export function certificateOf(account: string, people: readonly PersonConfig[]): string | null {
  return (
    people.find(({ accounts, certificate }) => certificate !== null && accounts.includes(account))?.certificate ?? null
  )
}
