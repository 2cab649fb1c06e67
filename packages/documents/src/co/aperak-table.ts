/** APERAK as annex 2 of QCVN:2008/BCT has it ("Áp dụng cho eCoSys"): the same segments and groups as in D.04B. */
import { com, cta, doc, erc } from '../edifact/tables/d04b/answer-segments.ts'
import { bgm, cnt, dtm, ftx, nad, rff, unh, unt } from '../edifact/tables/d04b/header-segments.ts'
import { group, type MessageTable, row } from '../edifact/tables/message-table.ts'

export const aperakTable: MessageTable = {
  type: 'APERAK',
  version: 'D',
  release: '04B',
  agency: 'UN',
  label: { vi: 'Thông điệp lỗi ứng dụng và báo nhận', en: 'Application error and acknowledgement' },
  rows: [
    row(unh, 'M', 1),
    row(bgm, 'M', 1),
    row(dtm, 'C', 9),
    row(ftx, 'C', 9),
    row(cnt, 'C', 9),
    group('SG1', 'C', 99, [row(doc, 'M', 1), row(dtm, 'C', 99)]),
    group('SG2', 'C', 9, [row(rff, 'M', 1), row(dtm, 'C', 9)]),
    group('SG3', 'C', 9, [row(nad, 'M', 1), row(cta, 'C', 9), row(com, 'C', 9)]),
    group('SG4', 'C', 99_999, [
      row(erc, 'M', 1),
      row(ftx, 'C', 1),
      group('SG5', 'C', 9, [row(rff, 'M', 1), row(ftx, 'C', 9)]),
    ]),
    row(unt, 'M', 1),
  ],
}
