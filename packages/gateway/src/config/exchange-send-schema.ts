/** The part of `exchange` that is about our messages to customs, and about where both tables are. */
import { z } from 'zod'
import type { ExchangeDatabaseConfig, SendConfig } from '../domain/exchange-config.ts'
import { buildConnection } from './build-connection.ts'
import { connectionSchema, dialectSchema, tableSchema } from './connection-schema.ts'
import { because, choiceOr, integerOr, listOf, orDefault, orNull, section, text } from './fields.ts'

const MINUTE_MS = 60_000

/** XML 1.0, 2.3, without a prefix and in the letters that such services use. */
const elementName = () =>
  text(100).refine(
    (value) => /^[A-Za-z_][\w.-]*$/.test(value),
    because('expected the name of an element', 'cần tên một thẻ XML'),
  )

/** The decision names no address, action or element for messages to customs: whoever connects is told them. */
export const sendSchema = z.strictObject({
  url: text(2000).refine(
    (value) => /^https?:\/\//i.test(value) && URL.canParse(value) && new URL(value).username === '',
    because(
      'expected an address such as https://dich-vu.example/WEBSV.asmx, without a user',
      'cần một địa chỉ như https://dich-vu.example/WEBSV.asmx, không kèm người dùng',
    ),
  ),
  soapVersion: choiceOr('1.1', ['1.1', '1.2']),
  namespace: orDefault(text(500), 'http://ecustoms.customs.gov.vn'),
  action: text(500),
  operation: elementName(),
  parameter: elementName(),
  caFile: orNull(text(4096)),
  timeoutMs: integerOr(30_000, 500, 5 * MINUTE_MS),
  attemptsMax: integerOr(10, 1, 1000),
  pauseMs: integerOr(5_000, 50, 15 * MINUTE_MS),
  certificates: listOf(text(4096), 50),
  authorities: listOf(text(4096), 50),
  revocation: choiceOr('soft', ['none', 'soft', 'hard']),
})

export const exchangeDatabaseSchema = z.strictObject({
  dialect: dialectSchema,
  connection: section(connectionSchema.shape),
  inboxTable: orNull(tableSchema),
  outboxTable: orNull(tableSchema),
})

type Absolute = (path: string) => string

export function buildSend(written: z.output<typeof sendSchema>, absolute: Absolute): SendConfig {
  return {
    ...written,
    caFile: written.caFile && absolute(written.caFile),
    certificates: written.certificates.map(absolute),
    authorities: written.authorities.map(absolute),
  }
}

export function buildExchangeDatabase(
  { dialect, connection, inboxTable, outboxTable }: z.output<typeof exchangeDatabaseSchema>,
  absolute: Absolute,
): ExchangeDatabaseConfig {
  // As the database stores the names when nobody quotes them.
  const usual = (name: string) => [dialect === 'postgres' ? name.toLowerCase() : name]
  return {
    dialect,
    connection: buildConnection(connection, dialect, absolute),
    inboxTable: inboxTable ?? usual('MSG_INBOX'),
    outboxTable: outboxTable ?? usual('MSG_OUTBOX'),
  }
}
