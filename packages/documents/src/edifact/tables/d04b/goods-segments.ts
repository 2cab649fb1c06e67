/** Segments of UNTDID D.04B (part 5, chapter 3) about goods. */
import { component, composite, type SegmentTable, simple } from '../segment-table.ts'
import { c212, codeList } from './composites.ts'

export const lin: SegmentTable = {
  tag: 'LIN',
  name: 'Line item',
  elements: [
    simple('010', '1082', 'C', 'an..6'),
    simple('020', '1229', 'C', 'an..3'),
    composite('030', 'C212', 'C', c212),
    composite('040', 'C829', 'C', [component('5495', 'C', 'an..3'), component('1082', 'C', 'an..6')]),
    simple('050', '1222', 'C', 'n..2'),
    simple('060', '7083', 'C', 'an..3'),
  ],
}

/** Annex 4, 7.4.2 a prints all five composites as mandatory, and says below that those from 040 on are not. */
export const pia: SegmentTable = {
  tag: 'PIA',
  name: 'Additional product id',
  elements: [
    simple('010', '4347', 'M', 'an..3'),
    composite('020', 'C212', 'M', c212),
    composite('030', 'C212', 'C', c212),
    composite('040', 'C212', 'C', c212),
    composite('050', 'C212', 'C', c212),
    composite('060', 'C212', 'C', c212),
  ],
}

export const imd: SegmentTable = {
  tag: 'IMD',
  name: 'Item description',
  elements: [
    simple('010', '7077', 'C', 'an..3'),
    composite('020', 'C272', 'C', [component('7081', 'C', 'an..3'), ...codeList]),
    composite('030', 'C273', 'C', [
      component('7009', 'C', 'an..17'),
      ...codeList,
      component('7008', 'C', 'an..256'),
      component('7008', 'C', 'an..256'),
      component('3453', 'C', 'an..3'),
    ]),
    simple('040', '7383', 'C', 'an..3'),
  ],
}

export const mea: SegmentTable = {
  tag: 'MEA',
  name: 'Measurements',
  elements: [
    simple('010', '6311', 'M', 'an..3'),
    composite('020', 'C502', 'C', [
      component('6313', 'C', 'an..3'),
      component('6321', 'C', 'an..3'),
      component('6155', 'C', 'an..17'),
      component('6154', 'C', 'an..70'),
    ]),
    composite('030', 'C174', 'C', [
      component('6411', 'M', 'an..8'),
      component('6314', 'C', 'an..18'),
      component('6162', 'C', 'n..18'),
      component('6152', 'C', 'n..18'),
      component('6432', 'C', 'n..2'),
    ]),
    simple('040', '7383', 'C', 'an..3'),
  ],
}

export const qty: SegmentTable = {
  tag: 'QTY',
  name: 'Quantity',
  elements: [
    composite('010', 'C186', 'M', [
      component('6063', 'M', 'an..3'),
      component('6060', 'M', 'an..35'),
      component('6411', 'C', 'an..8'),
    ]),
  ],
}

export const moa: SegmentTable = {
  tag: 'MOA',
  name: 'Monetary amount',
  elements: [
    composite('010', 'C516', 'M', [
      component('5025', 'M', 'an..3'),
      component('5004', 'C', 'n..35'),
      component('6345', 'C', 'an..3'),
      component('6343', 'C', 'an..3'),
      component('4405', 'C', 'an..3'),
    ]),
  ],
}
