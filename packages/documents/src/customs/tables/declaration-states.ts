/** How a declaration stands: tables I.2.6 (14-11) and II.2.16 (07-99), which are equal. One declaration, no list. */
import { passages, reasonTypes } from '../catalogues.ts'
import type { ContentTable } from './field-rule.ts'
import { coded, rule, said } from './make-rule.ts'

const declarationState = (number: string): ContentTable => ({
  number,
  rules: [],
  item: {
    element: 'Dec',
    label: said('Tờ khai', 'Declaration'),
    repeats: false,
    rules: [
      rule('No', 'an..36', said('Số tờ khai', 'Declaration')),
      rule('Date', 'date', said('Ngày tờ khai', 'Day of the declaration')),
      rule('Customs', 'an..36', said('Mã Hải quan đăng ký tờ khai', 'Customs office of the declaration')),
      coded('Status', 'an..36', passages),
      coded('TypeReason', 'an..36', reasonTypes),
      rule('Reason', 'an..500', said('Lý do', 'Reason')),
    ],
  },
})

export const tableI26 = declarationState('I.2.6')
export const tableII216 = declarationState('II.2.16')
