/** Segments of UNTDID D.04B (part 5, chapter 3) about a message, its parties and texts. Service segments: ISO 9735-10. */
import { component, composite, type SegmentTable, simple } from '../segment-table.ts'
import { c002, codeList, lines } from './composites.ts'

/** Syntax version 4; earlier ones have the first four elements. */
export const unh: SegmentTable = {
  tag: 'UNH',
  name: 'Message header',
  elements: [
    simple('010', '0062', 'M', 'an..14'),
    composite('020', 'S009', 'M', [
      component('0065', 'M', 'an..6'),
      component('0052', 'M', 'an..3'),
      component('0054', 'M', 'an..3'),
      component('0051', 'M', 'an..3'),
      component('0057', 'C', 'an..6'),
      component('0110', 'C', 'an..6'),
      component('0113', 'C', 'an..6'),
    ]),
    simple('030', '0068', 'C', 'an..35'),
    composite('040', 'S010', 'C', [component('0070', 'M', 'n..2'), component('0073', 'C', 'a1')]),
    composite('050', 'S016', 'C', [
      component('0115', 'M', 'an..14'),
      component('0116', 'C', 'an..3'),
      component('0118', 'C', 'an..3'),
      component('0051', 'C', 'an..3'),
    ]),
    composite('060', 'S017', 'C', [
      component('0121', 'M', 'an..14'),
      component('0122', 'C', 'an..3'),
      component('0124', 'C', 'an..3'),
      component('0051', 'C', 'an..3'),
    ]),
    composite('070', 'S018', 'C', [
      component('0127', 'M', 'an..14'),
      component('0128', 'C', 'an..3'),
      component('0130', 'C', 'an..3'),
      component('0051', 'C', 'an..3'),
    ]),
  ],
}

export const unt: SegmentTable = {
  tag: 'UNT',
  name: 'Message trailer',
  elements: [simple('010', '0074', 'M', 'n..10'), simple('020', '0062', 'M', 'an..14')],
}

export const uns: SegmentTable = {
  tag: 'UNS',
  name: 'Section control',
  elements: [simple('010', '0081', 'M', 'a1')],
}

export const bgm: SegmentTable = {
  tag: 'BGM',
  name: 'Beginning of message',
  elements: [
    composite('010', 'C002', 'C', c002),
    composite('020', 'C106', 'C', [
      component('1004', 'C', 'an..35'),
      component('1056', 'C', 'an..9'),
      component('1060', 'C', 'an..6'),
    ]),
    simple('030', '1225', 'C', 'an..3'),
    simple('040', '4343', 'C', 'an..3'),
  ],
}

export const dtm: SegmentTable = {
  tag: 'DTM',
  name: 'Date/time/period',
  elements: [
    composite('010', 'C507', 'M', [
      component('2005', 'M', 'an..3'),
      component('2380', 'C', 'an..35'),
      component('2379', 'C', 'an..3'),
    ]),
  ],
}

export const ftx: SegmentTable = {
  tag: 'FTX',
  name: 'Free text',
  elements: [
    simple('010', '4451', 'M', 'an..3'),
    simple('020', '4453', 'C', 'an..3'),
    composite('030', 'C107', 'C', [component('4441', 'M', 'an..17'), ...codeList]),
    composite('040', 'C108', 'C', lines(component('4440', 'M', 'an..512'), 5)),
    simple('050', '3453', 'C', 'an..3'),
    simple('060', '4447', 'C', 'an..3'),
  ],
}

export const nad: SegmentTable = {
  tag: 'NAD',
  name: 'Name and address',
  elements: [
    simple('010', '3035', 'M', 'an..3'),
    composite('020', 'C082', 'C', [component('3039', 'M', 'an..35'), ...codeList]),
    composite('030', 'C058', 'C', lines(component('3124', 'M', 'an..35'), 5)),
    composite('040', 'C080', 'C', [...lines(component('3036', 'M', 'an..35'), 5), component('3045', 'C', 'an..3')]),
    composite('050', 'C059', 'C', lines(component('3042', 'M', 'an..35'), 4)),
    simple('060', '3164', 'C', 'an..35'),
    composite('070', 'C819', 'C', [component('3229', 'C', 'an..9'), ...codeList, component('3228', 'C', 'an..70')]),
    simple('080', '3251', 'C', 'an..17'),
    simple('090', '3207', 'C', 'an..3'),
  ],
}

export const rff: SegmentTable = {
  tag: 'RFF',
  name: 'Reference',
  elements: [
    composite('010', 'C506', 'M', [
      component('1153', 'M', 'an..3'),
      component('1154', 'C', 'an..70'),
      component('1156', 'C', 'an..6'),
      component('4000', 'C', 'an..35'),
      component('1060', 'C', 'an..6'),
    ]),
  ],
}

export const cnt: SegmentTable = {
  tag: 'CNT',
  name: 'Control total',
  elements: [
    composite('010', 'C270', 'M', [
      component('6069', 'M', 'an..3'),
      component('6066', 'M', 'n..18'),
      component('6411', 'C', 'an..8'),
    ]),
  ],
}
