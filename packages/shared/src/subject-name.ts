/**
 * The name in a certificate's subject, which is what people know it by; the whole subject when it has none.
 * A comma that belongs to a value stands behind a backslash (RFC 4514, 2.4).
 */
export function subjectName(subject: string): string {
  const value = /(?:^|,\s*)CN=((?:\\.|[^,\\])*)/.exec(subject)?.[1]
  return value === undefined ? subject : value.replace(/\\(.)/g, '$1').trim()
}
