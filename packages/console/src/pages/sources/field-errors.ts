/** What the gateway found wrong, by field: `sources[0].connection.host` belongs to the field `connection.host`. */
import { ApiError } from '../../api.ts'
import { sayOf } from '../../text.ts'

export type FieldErrors = ReadonlyMap<string, string>

export const NO_ERRORS: FieldErrors = new Map()

/** Empty when the error is about no field. */
export function fieldErrorsOf(error: unknown): FieldErrors {
  const fields = error instanceof ApiError ? error.member('fields') : null
  if (!Array.isArray(fields)) return NO_ERRORS
  return new Map(
    (fields as { field: string; vi: string; en: string }[]).map((problem) => {
      const field = problem.field.replace(/^sources\[\d+\]\./, '').replace(/\[\d+\]$/, '')
      return [field, sentence(sayOf(problem))]
    }),
  )
}

/** The configuration's findings follow the name of a key; here they stand alone. */
function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`
}
