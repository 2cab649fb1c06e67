/** The section `exchange`: messages between customs and warehouse keepers (Decision 1543/QĐ-TCHQ). */
import { isIP } from 'node:net'
import { z } from 'zod'
import type { ExchangeConfig } from '../domain/exchange-config.ts'
import { buildExchangeDatabase, buildSend, exchangeDatabaseSchema, sendSchema } from './exchange-send-schema.ts'
import { because, choiceOr, integerOr, listOf, name, orDefault, orNull, section, text } from './fields.ts'

const FILES_MAX = 50

/** What the gateway itself answers under. */
const isFree = (path: string) => !/^\/(api|assets)(\/|$)/i.test(path)

const servicePath = () =>
  text(200)
    .refine(
      (value) => /^(\/[A-Za-z0-9._~-]+)+$/.test(value) && !/\/\.{1,2}(\/|$)/.test(value),
      because('expected a path such as /WEBSV_TN_CANG.asmx', 'cần một đường dẫn như /WEBSV_TN_CANG.asmx'),
    )
    .refine(isFree, because('the gateway itself answers there', 'đường dẫn này cổng ký đã dùng'))

/** `10.1.2.3`, `10.1.0.0/16`, `2001:db8::/32`. */
const network = () =>
  text(100).refine(
    isNetwork,
    because(
      'expected an address or a network such as 10.1.0.0/16',
      'cần một địa chỉ hoặc một dải mạng như 10.1.0.0/16',
    ),
  )

function isNetwork(value: string): boolean {
  const [address = '', bits, ...more] = value.split('/')
  const family = isIP(address)
  if (family === 0 || more.length > 0) return false
  return bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= (family === 4 ? 32 : 128))
}

const receiveSchema = z
  .strictObject({
    path: orDefault(servicePath(), '/WEBSV_TN_CANG.asmx'),
    allowFrom: listOf(network(), 200),
    warehouses: listOf(text(10), 200),
    certificates: listOf(text(4096), FILES_MAX),
    authorities: listOf(text(4096), FILES_MAX),
    revocation: choiceOr('soft', ['none', 'soft', 'hard']),
    answerMs: integerOr(4_500, 500, 60_000),
  })
  .refine(
    ({ certificates, authorities }) => certificates.length + authorities.length > 0,
    because(
      'certificates or authorities must say whom customs signs as; without them every message would be refused',
      'cần certificates hoặc authorities để biết chữ ký số của hải quan; nếu không, mọi thông điệp đều bị từ chối',
    ),
  )

export const exchangeSchema = z.strictObject({
  customs: section({ name: orDefault(text(255), 'TCHQ'), identity: orDefault(text(20), 'TCHQ') }),
  profile: orDefault(name(), 'customs-1543'),
  receive: orNull(receiveSchema),
  send: orNull(sendSchema),
  database: orNull(exchangeDatabaseSchema),
})

/** @param absolute Paths in the file start at its folder. */
export function buildExchange(
  { customs, profile, receive, send, database }: z.output<typeof exchangeSchema>,
  absolute: (path: string) => string,
): ExchangeConfig {
  return {
    customs,
    profile,
    receive: receive && {
      ...receive,
      certificates: receive.certificates.map(absolute),
      authorities: receive.authorities.map(absolute),
    },
    send: send && buildSend(send, absolute),
    database: database && buildExchangeDatabase(database, absolute),
  }
}
