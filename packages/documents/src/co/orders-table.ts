/**
 * ORDERS as certificates of origin use it: the table of annex 4, step 2 of QCVN:2008/BCT, with the qualifiers of its
 * step 3. Two rows differ from the print: texts that have no place in it, or do not fit theirs, stand in further FTX
 * (`named-text.ts`), so those of the header may be as many as D.04B has, and goods have some, where D.04B has them.
 */
import type { Bilingual } from '@congky/shared'
import { imd, lin, mea, moa, pia, qty } from '../edifact/tables/d04b/goods-segments.ts'
import { bgm, cnt, dtm, ftx, nad, rff, unh, uns, unt } from '../edifact/tables/d04b/header-segments.ts'
import { group, type MessageRow, type MessageTable, row, type Section } from '../edifact/tables/message-table.ts'

const said = (vi: string, en: string): Bilingual => ({ vi, en })
const inSection = (section: Section, ...rows: readonly MessageRow[]) => rows.map((one) => ({ ...one, section }))

const textFunction = { '1': said('Văn bản để dùng về sau', 'Text for subsequent use') }
const namedText = { AAI: said('Nội dung có tên', 'Named content') }

export const ordersTable: MessageTable = {
  type: 'ORDERS',
  version: 'D',
  release: '04B',
  agency: 'UN',
  label: said('Giấy chứng nhận xuất xứ (C/O)', 'Certificate of origin (C/O)'),
  rows: [
    ...inSection(
      'header',
      row(unh, 'M', 1),
      row(bgm, 'M', 1, {
        '1001': { '17': said('Giấy chứng nhận xuất xứ', 'Certificate of origin') },
        '1225': { '9': said('Bản gốc', 'Original') },
      }),
      row(dtm, 'M', 2, {
        '2005': { '150': said('Ngày ký C/O', 'Day of signing'), '136': said('Ngày chuyển hàng', 'Day of shipment') },
      }),
      row(imd, 'C', 1, { '7077': { B: said('Tình trạng C/O', 'State of the C/O') } }),
      row(ftx, 'C', 99, {
        '4451': {
          AFM: said('Số tờ khai, số vận đơn, người ký', 'Declaration, bill of lading, signer'),
          ADU: said('Chú thích', 'Note'),
          ...namedText,
        },
        '4453': textFunction,
      }),
      group('SG2', 'C', 2, [
        row(nad, 'M', 1, { '3035': { IM: said('Nhà nhập khẩu', 'Importer'), EX: said('Nhà xuất khẩu', 'Exporter') } }),
      ]),
    ),
    ...inSection(
      'detail',
      group('SG28', 'C', 20_000, [
        row(lin, 'M', 1),
        row(pia, 'C', 1, {
          '4347': { '5': said('Định danh sản phẩm', 'Product identification') },
          '7143': { HS: said('Mã HS', 'Harmonized system') },
        }),
        row(imd, 'C', 1, { '7077': { F: said('Mô tả tự do', 'Free form') } }),
        row(mea, 'C', 1, { '6311': { AAE: said('Đơn vị tính', 'Measurement') } }),
        row(qty, 'C', 1, { '6063': { '142': said('Số lượng', 'Quantity') } }),
        row(moa, 'C', 1, { '5025': { '66': said('Giá trị', 'Value of the item') } }),
        row(ftx, 'C', 99, { '4451': namedText, '4453': textFunction }),
        group('SG33', 'C', 1, [row(rff, 'M', 1, { '1153': { ABU: said('Mã CAT', 'Category of textiles') } })]),
      ]),
    ),
    ...inSection(
      'summary',
      row(uns, 'M', 1, { '0081': { S: said('Hết phần chi tiết', 'End of the detail section') } }),
      row(cnt, 'C', 1, { '6069': { '2': said('Số mặt hàng', 'Number of items') } }),
      row(unt, 'M', 1),
    ),
  ],
}
