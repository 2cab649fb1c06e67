import type { CustomsKindCode } from './customs-kind-code.ts'
import { type CustomsKind, customsKind } from './customs-kinds.ts'
import type { CustomsFields, CustomsHeader, CustomsMessage } from './customs-message.ts'
import { sampleGoods } from './sample-goods.ts'
import { sampleLot } from './sample-lot.ts'
import type { FieldRule } from './tables/field-rule.ts'
import { headerII21 } from './tables/header-tables.ts'

export interface SampleOptions {
  /** Default: a fixed one for each kind. */
  readonly messageId?: string
  /** The warehouse keeper's, a branch with or without dash. Default: 0101300842. */
  readonly taxCode?: string
  /** The warehouse keeper's name. */
  readonly enterprise?: string
  readonly reference?: string
  /** `yyyy-MM-dd`; the dates in the content follow it. Default: 2026-11-20. */
  readonly date?: string
  readonly warehouseCode?: string
  /** How many goods or errors, where the kind lists them. Default: 2. */
  readonly count?: number
}

const customs = { name: 'Tổng cục Hải quan', identity: 'TCHQ' }

/** A valid message of our own making; the same options give the same message. */
export function sampleCustomsMessage(code: CustomsKindCode, options: SampleOptions = {}): CustomsMessage {
  const kind = customsKind(code)
  if (kind === null) throw new RangeError(`no message ${code}`)
  const { rules, item } = kind.content
  const day = options.date ?? '2026-11-20'
  const count = item?.repeats === true ? (options.count ?? 2) : 1
  return {
    header: sampleHeader(kind, options),
    fields: pick(rules, kind.purpose === 'declaration' ? sampleLot(code, day) : sampleFields(day)),
    items:
      item === null
        ? []
        : Array.from({ length: count }, (_, index) => pick(item.rules, sampleItem(item.element, index, day))),
  }
}

function sampleHeader(kind: CustomsKind, options: SampleOptions): CustomsHeader {
  const [type = '', fn = ''] = kind.code.split('-')
  const day = options.date ?? '2026-11-20'
  const warehouse = {
    name: options.enterprise ?? 'Công ty Cổ phần Kho hàng không Ban Mai',
    identity: taxCodeFor(kind, options.taxCode ?? '0101300842'),
  }
  const toCustoms = kind.direction === 'to-customs'
  const [from, to] = toCustoms ? [warehouse, customs] : [customs, warehouse]
  return {
    version: '1.00',
    messageId: options.messageId ?? `3f9d2c1a-7b64-4e05-9c8e-00000000${type}${fn}`,
    fromName: from.name,
    fromIdentity: from.identity,
    toName: to.name,
    toIdentity: to.identity,
    type,
    function: fn,
    reference: options.reference ?? `BM-${day.replaceAll('-', '')}-0001`,
    sendDate: day,
    warehouseCode: options.warehouseCode ?? '01B1W05',
  }
}

/** The dash of a branch's tax code has no room in the 13 characters of part II. */
function taxCodeFor({ header }: CustomsKind, taxCode: string): string {
  return header === headerII21 ? taxCode.replace('-', '') : taxCode
}

/** Elements of questions, and of the answer that a message was taken in. */
function sampleFields(day: string): CustomsFields {
  return { ...sampleGoods(0, day), FlightDate: day, RequestType: '1', No: '104926831560', Date: day, ReceiveDate: day }
}

function sampleItem(element: string, index: number, day: string): CustomsFields {
  if (element === 'Goods') return sampleGoods(index, day)
  if (element === 'Error') return sampleError(index)
  return {
    No: '104926831560',
    Date: day,
    Customs: '01B1',
    Status: '0',
    TypeReason: '1',
    Reason: 'Dừng đưa hàng qua khu vực giám sát để kiểm tra thực tế',
  }
}

function sampleError(index: number): CustomsFields {
  const [name, solution] =
    index % 2 === 0
      ? ['Số vận đơn chủ không có trong bản khai hàng hóa', 'Kiểm tra lại số vận đơn rồi gửi lại']
      : ['Chữ ký số đã hết hạn', 'Gia hạn chứng thư số và ký lại thông điệp']
  return {
    ErrorCode: `E${String(index + 1).padStart(3, '0')}`,
    ErrorName: name,
    ErrorMessage: name,
    Solution: solution,
  }
}

/** The fields that a table has. Optional ones without a value are left out. */
function pick(rules: readonly FieldRule[], values: CustomsFields): CustomsFields {
  const picked: Record<string, string> = {}
  for (const { element, need } of rules) {
    const value = values[element] ?? ''
    if (value !== '' || need !== 'optional') picked[element] = value
  }
  return picked
}
