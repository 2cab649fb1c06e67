/** The part of the schema that is about what leaves the LAN: notifications, and the way through a proxy. */
import { NOTIFICATION_TOPICS } from '@congky/shared'
import { z } from 'zod'
import {
  because,
  choiceOr,
  flagOr,
  hostName,
  integer,
  integerOr,
  listOf,
  name,
  orDefault,
  orNull,
  section,
  text,
} from './fields.ts'

/** An address of a mailbox, without a display name: what could carry a header line is refused. */
const mailbox = () =>
  text(254).refine(
    (value) => /^[^\s@<>()[\]\\,;:"]+@[A-Za-z0-9.-]+$/.test(value),
    because(
      'expected an e-mail address such as ke-toan@van-phong.vn',
      'cần một địa chỉ e-mail như ke-toan@van-phong.vn',
    ),
  )

const clock = () =>
  text(5).refine(
    (value) => /^([01]\d|2[0-3]):[0-5]\d$/.test(value),
    because('expected a time such as 20:00', 'cần giờ dạng 20:00'),
  )

const timeZone = () => text(64).refine(isTimeZone, because('there is no such time zone', 'không có múi giờ này'))

const webhookSchema = z.strictObject({
  name: name(),
  url: text(2000).refine(
    (value) => /^https?:\/\//i.test(value) && URL.canParse(value),
    because('expected an address such as https://bot.example/hook', 'cần một địa chỉ như https://bot.example/hook'),
  ),
  secretName: orNull(name()),
  language: choiceOr('both', ['vi', 'en', 'both']),
  allowLan: flagOr(false),
})

const emailSchema = z.strictObject({
  host: hostName(),
  port: integerOr(587, 1, 65_535),
  security: choiceOr('starttls', ['tls', 'starttls', 'none']),
  user: orNull(text()),
  passwordSecret: orNull(name()),
  from: mailbox(),
  to: z.array(mailbox()).min(1).max(20),
})

export const notificationsSchema = section({
  webhooks: listOf(webhookSchema, 10),
  email: orNull(emailSchema),
  topics: orDefault(z.array(z.enum(NOTIFICATION_TOPICS)).max(20), [...NOTIFICATION_TOPICS]),
  settleSeconds: integerOr(30, 1, 3600),
  repeatHours: orDefault(
    z
      .array(integer(1, 24 * 7))
      .min(1)
      .max(10),
    ['1', '4', '24'],
  ),
  quietHours: orNull(z.strictObject({ from: clock(), to: clock() })),
  timeZone: orDefault(timeZone(), 'Asia/Ho_Chi_Minh'),
  backupDays: integerOr(7, 1, 3650),
  gatewayName: orNull(text(100)),
})

export const proxySchema = section({
  mode: choiceOr('direct', ['direct', 'system', 'manual']),
  host: orNull(hostName()),
  port: orNull(integer(1, 65_535)),
  user: orNull(text()),
  passwordSecret: orNull(name()),
  noProxy: listOf(text(253), 100),
})

function isTimeZone(value: string): boolean {
  try {
    return Intl.DateTimeFormat('en', { timeZone: value }) !== null
  } catch {
    return false
  }
}
