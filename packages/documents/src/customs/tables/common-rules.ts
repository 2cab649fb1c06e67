/** Rows that several tables share, each with the width it has there. */
import type { FieldRule, Need } from './field-rule.ts'
import { rule, said } from './make-rule.ts'

/** `Flight Number`: no name of XML, so the blank is left out. */
export const flightNumber = rule('FlightNumber', 'an..10', said('Số hiệu chuyến bay', 'Flight number'), {
  spelled: 'Flight Number',
})

/** `Flight date`, once `Filght date`: written as tables II.2.9, II.2.11 and II.2.13 spell the same thing. */
export function flightDate(spelled: 'Flight date' | 'Filght date'): FieldRule {
  return rule('FlightDate', 'datetime', said('Ngày tàu bay đến', 'Arrival of the flight'), { spelled })
}

export const goodsIdentity = (notation: string) =>
  rule('GoodsIdentity', notation, said('Số định danh hàng hóa', 'Identity number of the goods'))

export const awb = (notation: string) => rule('AWB', notation, said('Số vận đơn chủ', 'Master air waybill'))

/** Goods without a house bill exist (note on the row in II.2.4), so the element may be empty where it is required. */
export const hawb = (notation: string, need: Need = 'present') =>
  rule('HAWB', notation, said('Số vận đơn thứ cấp', 'House air waybill'), { need })

/** "Trường hợp hàng XK": required for export goods, which nothing in the message tells apart. */
export const exportDecNo = rule('DecNo', 'an..36', said('Số tờ khai (hàng xuất khẩu)', 'Declaration (export goods)'), {
  need: 'expected',
})

/** Questions of the warehouse keeper name the flight in these. */
export const flightNo = (notation: string) => rule('FlightNo', notation, said('Số hiệu chuyến bay', 'Flight number'))
export const flightDay = (
  element: 'FlightDate' | 'Flightdate',
  label = said('Ngày tàu bay đến/khởi hành', 'Day of the flight'),
) => rule(element, 'date', label)
