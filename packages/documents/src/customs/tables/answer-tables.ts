/**
 * Answers: tables I.2.7 (warehouse keeper) and II.2.8 (customs). Each holds two contents: `ReceiveDate` where the
 * message was taken in (function 99), `Error` elements where it was not (00). They differ in the name of the error's
 * text, and part II does not require a solution.
 */
import type { ContentTable, Need } from './field-rule.ts'
import { rule, said } from './make-rule.ts'

const received = (number: string): ContentTable => ({
  number,
  rules: [rule('ReceiveDate', 'date', said('Ngày nhận được', 'Day of receipt'))],
  item: null,
})

const refused = (number: string, name: 'ErrorName' | 'ErrorMessage', solution: Need): ContentTable => ({
  number,
  rules: [],
  item: {
    element: 'Error',
    label: said('Lỗi', 'Error'),
    repeats: true,
    rules: [
      rule('ErrorCode', 'an..100', said('Mã lỗi', 'Code of the error')),
      rule(name, 'an..500', said('Tên lỗi', 'Error')),
      rule('Solution', 'an..500', said('Cách khắc phục', 'What to do'), { need: solution }),
    ],
  },
})

export const receivedI27 = received('I.2.7')
export const refusedI27 = refused('I.2.7', 'ErrorName', 'filled')
export const receivedII28 = received('II.2.8')
export const refusedII28 = refused('II.2.8', 'ErrorMessage', 'optional')
