/** Which requests somebody has to approve before they are signed, and who is who. */
import { z } from 'zod'
import { HOST_SOURCE } from '../domain/request.ts'
import {
  because,
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

/** As accounts are called: lower case, nothing that needs quoting. */
const account = () =>
  text(64)
    .transform((value) => value.toLowerCase())
    .refine(
      (value) => /^[a-z0-9][a-z0-9._-]*$/.test(value) && value !== HOST_SOURCE,
      because('expected the name of an account, as typed at login', 'cần tên tài khoản, như khi đăng nhập'),
    )

/** `/HDon/DLHDon/TToan`; the last step may be an attribute: `/HDon/DLHDon/@Id`. */
const valuePath = () =>
  text().refine(
    (value) => VALUE_PATH.test(value),
    because(
      'a path names elements, one in the other: /HDon/DLHDon/TToan, the last one perhaps an attribute: /HDon/@Id',
      'đường dẫn nêu các phần tử lồng nhau: /HDon/DLHDon/TToan, cuối cùng có thể là thuộc tính: /HDon/@Id',
    ),
  )
const NAME = '(?:[\\p{L}_][\\p{L}\\p{N}\\p{M}._-]*:)?[\\p{L}_][\\p{L}\\p{N}\\p{M}._-]*'
const VALUE_PATH = new RegExp(`^(?:/${NAME})+(?:/@${NAME})?$`, 'u')

const personSchema = z.strictObject({
  accounts: listOf(account(), 20),
  requesters: listOf(text(), 50),
  workstations: listOf(text(), 50),
  certificate: orNull(certificateReference()),
  email: orNull(emailAddress()),
})

const conditionSchema = z.strictObject({
  path: valuePath(),
  is: listOf(text(), 100),
  above: orNull(
    z
      .string()
      .refine(
        (value) => /^[+-]?\d{1,18}(\.\d{1,6})?$/.test(value),
        because(
          'expected a number such as 500000000, without marks between the digits',
          'cần một số như 500000000, không có dấu ngăn cách giữa các chữ số',
        ),
      )
      .transform(Number),
  ),
})

const stepSchema = z.strictObject({
  name: text(100),
  approvers: listOf(account(), 50),
  need: z.preprocess(
    (value) => (value === undefined || value === '' ? '1' : value),
    z
      .string()
      .refine(
        (value) => /^(?:all|[1-9]\d?)$/.test(value),
        because('expected a number of people, or all', 'cần số người, hoặc all'),
      )
      .transform((value) => (value === 'all' ? value : Number(value))),
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
