/** Who the gateway belongs to. */
import { CongkyError, type OrganizationAnswer } from '@congky/shared'
import type { FastifyInstance } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import { z } from 'zod'
import type { ConfigEdit } from '../config/config-edit.ts'
import { ConfigProblems, fieldName } from '../config/config-problem.ts'
import { describeIssue, toFindings } from '../config/describe-issue.ts'
import { organizationSchema } from '../config/schema.ts'
import { type ConfigEditingParts, editConfigFor } from './config-editing.ts'

const line = (lengthMax: number) => z.string().trim().max(lengthMax)
const optionalLine = (lengthMax: number) =>
  line(lengthMax)
    .nullish()
    .transform((value) => value || null)

/** How long each may be; what else is wrong with one, the configuration's own check tells, field by field. */
export const organizationBody = z.strictObject({
  taxCode: line(32),
  name: line(300),
  address: optionalLine(500),
  phone: optionalLine(100),
  contactName: optionalLine(200),
  contactPhone: optionalLine(100),
  email: optionalLine(254),
})

/**
 * Checked here as the file will be: the first run makes an account before it edits the file.
 *
 * @throws {CongkyError} ERR_CONFIG_INVALID with its fields
 */
export function toOrganizationEdit(body: z.output<typeof organizationBody>): ConfigEdit {
  const checked = organizationSchema.safeParse(body, { error: describeIssue })
  if (checked.success) return { kind: 'set', path: ['organization'], value: checked.data }
  const problems = toFindings(checked.error.issues).map(({ path, text }) => {
    return { line: 0, column: 0, field: fieldName(['organization', ...path]), text }
  })
  const list = (language: 'en' | 'vi') => problems.map(({ field, text }) => `${field}: ${text[language]}`).join('\n')
  const detail = { en: list('en'), vi: list('vi') }
  throw new CongkyError('ERR_CONFIG_INVALID', { detail }, { cause: new ConfigProblems(problems) })
}

export function organizationRoutes(instance: FastifyInstance, parts: ConfigEditingParts): void {
  const app = instance.withTypeProvider<ZodTypeProvider>()
  const answer = (): OrganizationAnswer => {
    const { revision, config } = parts.configDesk.read()
    return { revision, organization: config.organization }
  }
  app.get('/organization', { config: { right: 'see-status' } }, async () => answer())
  const configure = { config: { right: 'configure' }, schema: { body: organizationBody } } as const
  app.put('/organization', configure, async (request) => {
    const { needsRestart } = await editConfigFor(request, parts, 'organization', [toOrganizationEdit(request.body)])
    return { needsRestart, ...answer() }
  })
}
