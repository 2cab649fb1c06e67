/**
 * What users call a token: the name from the configuration, else a short form of its label. Labels repeat in
 * the field (a whole batch may be called "USB Token"), so names that would clash get the serial's tail.
 */

export interface Nameable {
  readonly serial: string
  readonly label: string
  /** From the configuration, or null. */
  readonly configured: string | null
}

/** Characters of the serial number that are added when a name is taken. */
const TAIL_CHARACTERS = 4

/** Names for tokens found together, in their order. Names given before never change, so those are `taken`. */
export function nameTokens(found: readonly Nameable[], taken: ReadonlySet<string>): string[] {
  const wanted = found.map(({ label, configured }) => configured ?? toSlug(label))
  const used = new Set(taken)
  return found.map(({ serial, configured }, index) => {
    const plain = wanted[index] ?? ''
    const isShared = wanted.filter((other) => other === plain).length > 1
    const name = (isShared && configured === null) || used.has(plain) ? withTail(plain, serial, used) : plain
    used.add(name)
    return name
  })
}

/** A token that has a name, and the names that the configuration gives tokens of its module. */
export interface Renameable {
  readonly name: string
  readonly serial: string
  readonly names: readonly { readonly serial: string; readonly name: string }[]
}

/** The names after a change of the configuration, in their order. One that another token keeps is not given twice. */
export function configuredNames(tokens: readonly Renameable[]): string[] {
  const wanted = tokens.map(({ serial, names }) => names.find((entry) => entry.serial === serial)?.name ?? null)
  const used = new Set(tokens.filter(({ name }, at) => (wanted[at] ?? name) === name).map(({ name }) => name))
  return tokens.map(({ name }, at) => {
    const next = wanted[at] ?? name
    if (next === name || used.has(next)) return name
    used.add(next)
    return next
  })
}

/** Lower-case ASCII that is easy to type after `congky unlock`. */
export function toSlug(label: string): string {
  const slug = label
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .replace(/[đĐ]/g, 'd')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
  return slug === '' ? 'token' : slug
}

function withTail(plain: string, serial: string, used: ReadonlySet<string>): string {
  const tail = toSlug(serial).slice(-TAIL_CHARACTERS)
  const name = `${plain}-${tail}`
  for (let number = 2; ; number++) {
    const candidate = number === 2 && !used.has(name) ? name : `${name}-${number}`
    if (!used.has(candidate)) return candidate
  }
}
