/**
 * SQL as text with holes. What stands in a hole is a value and gets bound, unless it is itself `Sql`; and
 * the only ways to make `Sql` of a string are `rawSql`, for constants and identifiers that a dialect has
 * quoted, and these templates. So a value from outside cannot become part of a statement by accident.
 */

/** What can be bound. NULL is written in the text, since a bound null has no type to compare by. */
export type SqlValue = string | number | bigint | Uint8Array

export class Sql {
  /** One more than there are values; they alternate. */
  readonly texts: readonly string[]
  readonly values: readonly SqlValue[]

  constructor(texts: readonly string[], values: readonly SqlValue[]) {
    this.texts = texts
    this.values = values
  }
}

/** A statement or a piece of one: `` sql`UPDATE ${table} SET ${column} = ${'a bound value'}` ``. */
export function sql(strings: TemplateStringsArray, ...holes: readonly (SqlValue | Sql)[]): Sql {
  const texts = [strings[0] ?? '']
  const values: SqlValue[] = []
  for (const [index, hole] of holes.entries()) {
    const after = strings[index + 1] ?? ''
    if (hole instanceof Sql) {
      texts.push((texts.pop() ?? '') + (hole.texts[0] ?? ''), ...hole.texts.slice(1))
      values.push(...hole.values)
      texts.push((texts.pop() ?? '') + after)
    } else {
      values.push(hole)
      texts.push(after)
    }
  }
  return new Sql(texts, values)
}

/** Text that is SQL as it stands: our own constants and quoted identifiers, never a value from outside. */
export function rawSql(text: string): Sql {
  return new Sql([text], [])
}

/** A whole number written into the text: page sizes and leases, whose type a parameter would leave open. */
export function integerSql(value: number): Sql {
  if (!Number.isSafeInteger(value)) throw new RangeError(`not a whole number: ${value}`)
  return rawSql(String(value))
}

export function joinSql(parts: readonly Sql[], separator: ', ' | ' AND ' | ' OR '): Sql {
  const texts = [...(parts[0]?.texts ?? [''])]
  for (const part of parts.slice(1)) texts.push(`${texts.pop()}${separator}${part.texts[0]}`, ...part.texts.slice(1))
  return new Sql(
    texts,
    parts.flatMap(({ values }) => values),
  )
}

export interface Statement {
  readonly text: string
  readonly values: readonly SqlValue[]
}

/** @param placeholder The driver's sign for the parameter of that number, counted from 1. */
export function renderSql(statement: Sql, placeholder: (number: number) => string): Statement {
  const text = statement.texts.reduce((before, after, index) => before + placeholder(index) + after)
  return { text, values: statement.values }
}
