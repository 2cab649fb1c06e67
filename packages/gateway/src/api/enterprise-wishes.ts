import { z } from 'zod'
import type { EnterpriseWishes } from '../domain/enterprise-directory.ts'

/** No source can be called by a dash alone: it stands for the lines that apply to all of them. */
const FOR_ALL = '-'

export const sourceName = z.string().max(64)

/** What a caller looks for among enterprises. */
export const wishesQuery = z.object({
  search: z.string().max(200).default(''),
  source: sourceName.optional(),
  binding: z.enum(['own', 'default', 'missing']).optional(),
})

export function toWishes({ search, source, binding }: z.output<typeof wishesQuery>): EnterpriseWishes {
  return { search, binding, source: source === FOR_ALL ? null : source }
}
