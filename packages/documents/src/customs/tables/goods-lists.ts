/** What customs tells of goods: tables I.2.3 to I.2.5, and II.2.10, II.2.12, II.2.14 that answer questions. */
import { channels, declarationStates } from '../catalogues.ts'
import { awb, exportDecNo, flightDate, flightDay, flightNo, flightNumber, goodsIdentity, hawb } from './common-rules.ts'
import type { ContentTable, FieldRule } from './field-rule.ts'
import { coded, rule, said } from './make-rule.ts'

/**
 * `Goods` holds all that follows it. The decision gives the flight the level of `Goods` itself, and the rows after
 * it one more; but then they would stand inside the flight, and II.2.14 has the same rows inside `Goods`.
 */
const goodsList = (number: string, rules: readonly FieldRule[]): ContentTable => ({
  number,
  rules: [],
  item: { element: 'Goods', label: said('Lô hàng', 'Goods'), repeats: true, rules },
})

const pieces = rule('Pieces', 'n[..12]p', said('Số kiện', 'Pieces'))
const piecesUnit = rule('PiecesUnit', 'an..36', said('Đơn vị tính số kiện', 'Unit of the pieces'))

/** Rows that I.2.5 and II.2.14 share, from `Pieces` on. */
const clearedGoods: readonly FieldRule[] = [
  pieces,
  piecesUnit,
  rule('Weight', 'n[..12]p', said('Trọng lượng', 'Weight')),
  rule('UnitWeight', 'an..36', said('Đơn vị tính trọng lượng', 'Unit of the weight')),
  rule('Description', 'an..500', said('Mô tả hàng hóa', 'Description of the goods')),
  // Other remarks: often there are none.
  rule('Remarks', 'an..500', said('Ghi chú khác', 'Other remarks'), { need: 'present' }),
  rule('DecNo', 'an..36', said('Số tờ khai', 'Declaration')),
  rule('DateDec', 'date', said('Ngày đăng ký tờ khai', 'Day of the declaration')),
  rule('Customs', 'an..36', said('Hải quan đăng ký tờ khai', 'Customs office of the declaration')),
  rule('TypeCode', 'an..36', said('Mã loại hình', 'Customs procedure')),
  rule('Supervision', 'an..36', said('Hải quan giám sát', 'Supervising customs office')),
  rule('TimeExport', 'date', said('Thời gian kết xuất dữ liệu', 'Time of the extract')),
  coded('ResultDec', 'an..36', channels),
  coded('StatusDec', 'an..36', declarationStates),
]

/** 11-11: goods that were given identity numbers. */
export const tableI23 = goodsList('I.2.3', [
  flightNumber,
  flightDate('Flight date'),
  exportDecNo,
  goodsIdentity('an..50'),
  awb('an..36'),
  hawb('an..36'),
  rule('Amount', 'n[..12]p', said('Số lượng hàng hóa', 'Amount of goods')),
])

/** 12-11: goods to be scanned. */
export const tableI24 = goodsList('I.2.4', [
  flightNumber,
  flightDate('Flight date'),
  exportDecNo,
  goodsIdentity('an..50'),
  awb('an..36'),
  hawb('an..36'),
])

/** 13-11: goods that may pass. Row 4 is blank. Three notes stand one row too low; the descriptions count. */
export const tableI25 = goodsList('I.2.5', [
  flightNumber,
  flightDate('Flight date'),
  rule('MovementDate', 'date', said('Ngày tàu bay đến (MovementDate)', 'Day of arrival (MovementDate)')),
  goodsIdentity('an..50'),
  awb('an..36'),
  hawb('an..36'),
  ...clearedGoods,
])

/** 04-99. */
export const tableII210 = goodsList('II.2.10', [
  flightNumber,
  flightDate('Filght date'),
  exportDecNo,
  goodsIdentity('an..50'),
  awb('an..36'),
  hawb('an..36'),
  pieces,
  piecesUnit,
])

/** 05-99. */
export const tableII212 = goodsList('II.2.12', [
  flightNumber,
  flightDate('Flight date'),
  exportDecNo,
  goodsIdentity('an..50'),
  awb('an..36'),
  hawb('an..36'),
])

/** 06-99. `Flightdate` is a name of XML, so it is written as the decision spells it. */
export const tableII214 = goodsList('II.2.14', [
  flightNo('an..36'),
  flightDay('Flightdate', said('Ngày tàu bay đến', 'Day of arrival')),
  goodsIdentity('an..50'),
  awb('an..36'),
  hawb('an..36'),
  ...clearedGoods,
])
