/** Looks into a tree that may have any shape, without failing: what is not as expected reads as absent. */
export type Tree = Readonly<Record<string, unknown>>

export function branch(value: unknown): Tree {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Tree) : {}
}

export function rows(value: unknown): readonly Tree[] {
  return Array.isArray(value) ? value.map(branch) : []
}

/** A value that was written, trimmed; null for one that is absent, empty or no text. */
export function word(value: unknown): string | null {
  const text = typeof value === 'string' ? value.trim() : ''
  return text === '' || text === '~' || text === 'null' ? null : text
}

/** Those of a list that were written as text; a place for each, so that indexes stay. */
export function words(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.map((each) => word(each) ?? '') : []
}
