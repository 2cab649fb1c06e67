/** Which requests somebody has to approve before they are signed, and who is who. */
import { z } from 'zod'
import {
  certificateReference,
  choiceOr,
  emailAddress,
  flagOr,
  integerOr,
  listOf,
  orNull,
  section,
  taxCode,
  text,
} from './fields.ts'

const account = () => text(64)

const personSchema = z.strictObject({
  accounts: listOf(account(), 20),
  requesters: listOf(text(), 50),
  workstations: listOf(text(), 50),
  certificate: orNull(certificateReference()),
  email: orNull(emailAddress()),
})

const conditionSchema = z.strictObject({
  path: text(),
  is: listOf(text(), 100),
  above: orNull(
    z
      .string()
      .regex(/^[+-]?\d{1,18}(\.\d{1,6})?$/)
      .transform(Number),
  ),
})

const stepSchema = z.strictObject({
  name: text(100),
  approvers: listOf(account(), 50),
  need: z.preprocess(
    (value) => (value === undefined || value === '' ? '1' : value),
    z.union([
      z.literal('all'),
      z
        .string()
        .regex(/^[1-9]\d?$/)
        .transform(Number),
    ]),
  ),
})

const ruleSchema = z.strictObject({
  name: text(100),
  when: section({
    taxCodes: listOf(taxCode(), 1000),
    sources: listOf(text(), 200),
    profiles: listOf(text(), 200),
    kinds: listOf(text(), 200),
    requesters: listOf(text(), 1000),
    values: listOf(conditionSchema, 20),
  }),
  exempt: flagOr(false),
  steps: listOf(stepSchema, 10),
  signWith: choiceOr('enterprise', ['enterprise', 'approver']),
  expiresAfterHours: integerOr(72, 1, 24 * 365),
  atExpiry: choiceOr('return', ['return', 'hold']),
  anonymousRequester: choiceOr('refuse', ['refuse', 'allow']),
})

export const approvalSchema = section({ rules: listOf(ruleSchema, 200), people: listOf(personSchema, 1000) })
