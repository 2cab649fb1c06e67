/**
 * Tables 2.1 and 2.2 of both parts: the header. They differ in who sends, in the width of `identity`, and in whether
 * `warehouseCode` is required. `an13` holds tax codes of 10, 12 and 13 digits: read as "up to 13".
 */
import type { HeaderRule, HeaderTable } from './field-rule.ts'
import { type RuleOptions, rule, said } from './make-rule.ts'

interface Differences {
  readonly number: string
  readonly identity: FieldNotation
  readonly warehouse: 'filled' | 'optional'
}

type FieldNotation = 'an..20' | 'an13'

const upTo13: RuleOptions = { type: { is: 'text', min: 1, max: 13 } }

function headerTable({ number, identity, warehouse }: Differences): HeaderTable {
  const identityOptions = identity === 'an13' ? upTo13 : {}
  const of = (
    parent: HeaderRule['parent'],
    key: HeaderRule['key'],
    ...[element, notation, label, options]: Parameters<typeof rule>
  ): HeaderRule => ({ ...rule(element, notation, label, options), parent, key })
  const version = said('Phiên bản thông điệp', 'Version of the message')
  const messageId = said('Định danh thông điệp', 'Id of the message')
  const reference = said('Số tham chiếu', 'Reference')
  return {
    number,
    rules: [
      of('Reference', 'version', 'version', 'an..10', version),
      of('Reference', 'messageId', 'messageId', 'an36', messageId, { type: { is: 'guid' } }),
      of('From', 'fromName', 'name', 'an..255', said('Tên người gửi', 'Name of the sender')),
      of('From', 'fromIdentity', 'identity', identity, said('Mã người gửi', 'Sender'), identityOptions),
      of('To', 'toName', 'name', 'an..255', said('Tên người nhận', 'Name of the receiver')),
      of('To', 'toIdentity', 'identity', identity, said('Mã người nhận', 'Receiver'), identityOptions),
      of('Subject', 'type', 'type', 'n2', said('Loại thông điệp', 'Type of the message')),
      of('Subject', 'function', 'function', 'n2', said('Chức năng thông điệp', 'Function of the message')),
      of('Subject', 'reference', 'reference', 'an..36', reference),
      of('Subject', 'sendDate', 'sendDate', 'date', said('Ngày gửi', 'Day of sending')),
      of('Subject', 'warehouseCode', 'warehouseCode', 'an..10', said('Mã kho hàng', 'Warehouse'), { need: warehouse }),
    ],
  }
}

/** Customs to warehouse keeper. */
export const headerI21 = headerTable({ number: 'I.2.1', identity: 'an..20', warehouse: 'optional' })
/** The warehouse keeper's answer. */
export const headerI22 = headerTable({ number: 'I.2.2', identity: 'an..20', warehouse: 'filled' })
/** Warehouse keeper to customs. */
export const headerII21 = headerTable({ number: 'II.2.1', identity: 'an13', warehouse: 'filled' })
/** The answer of customs. */
export const headerII22 = headerTable({ number: 'II.2.2', identity: 'an..20', warehouse: 'filled' })
