/** Segments of UNTDID D.04B (part 5, chapter 3) that only APERAK uses. */
import { component, composite, type SegmentTable, simple } from '../segment-table.ts'
import { c002, codeList } from './composites.ts'

export const doc: SegmentTable = {
  tag: 'DOC',
  name: 'Document/message details',
  elements: [
    composite('010', 'C002', 'M', c002),
    composite('020', 'C503', 'C', [
      component('1004', 'C', 'an..35'),
      component('1373', 'C', 'an..3'),
      component('1366', 'C', 'an..70'),
      component('3453', 'C', 'an..3'),
      component('1056', 'C', 'an..9'),
      component('1060', 'C', 'an..6'),
    ]),
    simple('030', '3153', 'C', 'an..3'),
    simple('040', '1220', 'C', 'n..2'),
    simple('050', '1218', 'C', 'n..2'),
  ],
}

export const cta: SegmentTable = {
  tag: 'CTA',
  name: 'Contact information',
  elements: [
    simple('010', '3139', 'C', 'an..3'),
    composite('020', 'C056', 'C', [component('3413', 'C', 'an..17'), component('3412', 'C', 'an..35')]),
  ],
}

export const com: SegmentTable = {
  tag: 'COM',
  name: 'Communication contact',
  elements: [composite('010', 'C076', 'M', [component('3148', 'M', 'an..512'), component('3155', 'M', 'an..3')], 3)],
}

export const erc: SegmentTable = {
  tag: 'ERC',
  name: 'Application error information',
  elements: [composite('010', 'C901', 'M', [component('9321', 'M', 'an..8'), ...codeList])],
}
