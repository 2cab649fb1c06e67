/**
 * Who is one person. An approver has to be another person than who asked, and people have several names: accounts of
 * the console and what they are displayed as, access keys of workstations, user names in declarants' databases. Names
 * that are the same, or that the configuration lists together, are one person, and so is whoever shares one of them:
 * two accounts that use one access key are one person here. Whoever is counted as one person by mistake cannot approve;
 * the other way round would be worse.
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

/** A name as it is compared: letter case, width, accents in one or two characters, and what nobody sees make no other. */
export function plainName(name: string): string {
  return name
    .replace(/[\p{Cf}\p{Default_Ignorable_Code_Point}]/gu, '')
    .normalize('NFKC')
    .replace(/\s+/g, ' ')
    .trim()
    .toLowerCase()
}

/** Everybody with all their names, as the configuration and the accounts say now. */
export class Persons {
  readonly #people: readonly PersonConfig[]
  /** By each plain name: all plain names of that person. */
  readonly #names: ReadonlyMap<string, ReadonlySet<string>>

  constructor(people: readonly PersonConfig[], accounts: readonly KnownAccount[]) {
    this.#people = people
    this.#names = joinNames([
      ...people.map((person) => [...person.accounts, ...person.requesters, ...person.workstations]),
      ...accounts.map(({ name, displayName }) => [name, displayName]),
    ])
  }

  /** Every name of whoever goes by one of these, as names are compared. */
  namesOf(names: readonly string[]): readonly string[] {
    const plain = names.map(plainName).filter((name) => name !== '')
    return [...new Set(plain.flatMap((name) => [...(this.#names.get(name) ?? [name])]))]
  }

  /** Whether somebody goes by one of these names and by the other one too. */
  isOneOf(names: readonly string[], other: string): boolean {
    return this.namesOf(names).includes(plainName(other))
  }

  /** The certificate that an account signs with; null when nobody says. */
  certificateOf(account: string): string | null {
    const own = this.#people.find(({ accounts, certificate }) => certificate !== null && accounts.includes(account))
    return own?.certificate ?? null
  }
}

interface Joined {
  readonly accounts: readonly KnownAccount[]
  readonly key: string
  readonly persons: Persons
}

/** The last answer of `personsOf` for each list of people: thousands of names are not joined anew for each request. */
const remembered = new WeakMap<readonly PersonConfig[], Joined>()

export function personsOf(people: readonly PersonConfig[], accounts: readonly KnownAccount[]): Persons {
  const before = remembered.get(people)
  if (before?.accounts === accounts) return before.persons
  const key = JSON.stringify(accounts.map(({ name, displayName }) => [name, displayName]))
  const persons = before?.key === key ? before.persons : new Persons(people, accounts)
  remembered.set(people, { accounts, key, persons })
  return persons
}

function joinNames(groups: readonly (readonly string[])[]): ReadonlyMap<string, ReadonlySet<string>> {
  const joined = new Map<string, Set<string>>()
  for (const group of groups) {
    const names = group.map(plainName).filter((name) => name !== '')
    const met = new Set(names.flatMap((name) => joined.get(name) ?? []))
    const [person = new Set<string>(), ...others] = [...met].sort((one, other) => other.size - one.size)
    for (const name of [...names, ...others.flatMap((other) => [...other])]) {
      person.add(name)
      joined.set(name, person)
    }
  }
  return joined
}
