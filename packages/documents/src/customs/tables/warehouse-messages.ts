/**
 * What the warehouse keeper sends: declarations (tables II.2.3 to II.2.7) and questions (II.2.9, II.2.11, II.2.13,
 * II.2.15). Every table speaks of one lot: none has a row that repeats, and part II is "by lot of goods".
 */
import { entryForms, exitForms, goodsTypes, requestTypes } from '../catalogues.ts'
import { awb, exportDecNo, flightDate, flightDay, flightNo, flightNumber, goodsIdentity, hawb } from './common-rules.ts'
import type { ContentTable, FieldRule } from './field-rule.ts'
import { coded, rule, said } from './make-rule.ts'

const lot = (number: string, ...rules: FieldRule[]): ContentTable => ({ number, rules, item: null })

/** No type is given: base64 of any length. */
const cimp = rule('CIMP', '', said('Thông tin lô hàng (CIMP)', 'The lot (CIMP)'), { type: { is: 'cimp' } })

/** "Bắt buộc nếu CIMP là FZE": checked beside the table, since it takes a look into CIMP. */
const houseOfLot = hawb('an..12', 'optional')
const dayIn = rule('MovementDate', 'date', said('Ngày vào kho', 'Day of entry'))

/** 01-01: goods that differ. */
export const tableII23 = lot('II.2.3', cimp, goodsIdentity('an..50'), flightNumber, flightDate('Flight date'))

/** 02-01: goods that came in. */
export const tableII24 = lot(
  'II.2.4',
  cimp,
  coded('GoodsType', '', goodsTypes),
  goodsIdentity('an..50'),
  flightNumber,
  flightDate('Flight date'),
  dayIn,
  coded('Type', 'an5', entryForms),
  awb('an..12'),
  houseOfLot,
)

/** 02-02: the same, corrected. */
export const tableII25 = lot(
  'II.2.5',
  cimp,
  coded('GoodsType', '', goodsTypes),
  goodsIdentity('an..50'),
  flightNumber,
  flightDate('Filght date'),
  dayIn,
  coded('Type', 'an5', entryForms),
  awb('an..12'),
  houseOfLot,
  rule('Reason', 'an..500', said('Lý do sửa', 'Why it is corrected')),
)

/** 02-03: the same, withdrawn. */
export const tableII26 = lot(
  'II.2.6',
  cimp,
  coded('GoodsType', '', goodsTypes),
  goodsIdentity('an..50'),
  flightNumber,
  flightDate('Flight date'),
  dayIn,
  coded('Type', 'an5', entryForms),
  awb('an..12'),
  houseOfLot,
  rule('Reason', 'an..500', said('Lý do hủy', 'Why it is withdrawn')),
)

/** 03-01: goods that went out. */
export const tableII27 = lot(
  'II.2.7',
  cimp,
  coded('GoodsType', '', goodsTypes),
  goodsIdentity('an..50'),
  flightNumber,
  flightDate('Filght date'),
  rule('MovementDate', 'date', said('Ngày xuất kho', 'Day of exit')),
  coded('Type', 'an5', exitForms),
  awb('an..12'),
  houseOfLot,
)

/** 04-04: which goods of a flight have identity numbers? */
export const tableII29 = lot('II.2.9', flightNo('an..10'), flightDay('FlightDate'))

/** 05-04: which goods are to be scanned? The levels of the last four rows differ; nothing opens a list for them. */
export const tableII211 = lot(
  'II.2.11',
  coded('RequestType', 'n..2', requestTypes),
  flightNo('an..10'),
  flightDay('FlightDate'),
  exportDecNo,
  goodsIdentity('an..50'),
  awb('an..36'),
  hawb('an..36'),
)

/** 06-04: may these goods pass? */
export const tableII213 = lot(
  'II.2.13',
  awb('an..36'),
  hawb('an..36'),
  flightNo('an..36'),
  flightDay('FlightDate'),
  goodsIdentity('an..36'),
)

/** 07-04: has this declaration changed? */
export const tableII215 = lot(
  'II.2.15',
  rule('No', 'an..36', said('Số tờ khai', 'Declaration')),
  rule('Date', 'date', said('Ngày tờ khai', 'Day of the declaration')),
  awb('an..36'),
  hawb('an..36'),
  goodsIdentity('an..36'),
)
