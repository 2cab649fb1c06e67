/** Time-stamp authorities (RFC 3161), in the order in which they are asked. */
import { z } from 'zod'
import { because, integerOr, listOf, orNull, text } from './fields.ts'

/** Timestamps are signed and say nothing secret, and many authorities speak plain http. */
const address = () =>
  text(2000).refine(
    (value) => /^https?:\/\//i.test(value) && URL.canParse(value) && isPublic(new URL(value)),
    because(
      'expected an address such as http://tsa.example/tsr, without a user or password in it',
      'cần một địa chỉ như http://tsa.example/tsr, không kèm tên đăng nhập hay mật khẩu',
    ),
  )

const isPublic = ({ username, password }: URL) => username === '' && password === ''

const objectIdentifier = () =>
  text(100).refine(
    (value) => /^[0-2](\.(0|[1-9]\d{0,9})){1,20}$/.test(value),
    because(
      'expected an object identifier such as 1.3.6.1.4.1.13762.3',
      'cần một mã định danh như 1.3.6.1.4.1.13762.3',
    ),
  )

export const timestampsSchema = listOf(
  z.strictObject({
    url: address(),
    policy: orNull(objectIdentifier()),
    timeoutMs: integerOr(5_000, 100, 20_000),
  }),
  10,
)
