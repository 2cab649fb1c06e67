/**
 * Number and form in BGM. The print puts them together (`VN08010001A`: number VN08010001, form A), which says where
 * the one ends only as long as the number ends in a digit and the form has none. Otherwise the form stands apart, as
 * the document's name (C002/1000).
 */
import { lengthOf } from '../customs/check-value.ts'
import { coFormOf, coForms, otherCoForm } from './co-forms.ts'

export interface NumberAndForm {
  readonly number: string
  readonly form: string
}

/** Components 1000 of C002 and 1004 of C106. */
export interface WrittenNumber {
  readonly name: string
  readonly identifier: string
}

const IDENTIFIER_MAX = 35

export interface SplitNumber extends NumberAndForm {
  /** It could be meant another way. */
  readonly isAmbiguous: boolean
}

/** @param identifier Number and form together. */
export function splitNumber(identifier: string): SplitNumber {
  const [, number, letters] = /^(.*[0-9])([A-Za-z]+)$/s.exec(identifier) ?? []
  if (number !== undefined && letters !== undefined && (coFormOf(letters) !== null || otherCoForm.test(letters))) {
    return { number, form: letters, isAmbiguous: false }
  }
  const longest = coForms
    .filter(({ code }) => identifier.endsWith(code) && identifier.length > code.length)
    .sort((one, other) => other.code.length - one.code.length)[0]
  if (longest === undefined) return { number: identifier, form: '', isAmbiguous: false }
  return { number: identifier.slice(0, -longest.code.length), form: longest.code, isAmbiguous: true }
}

/** How number and form are written; null: the number is too long for BGM. */
export function writeNumber({ number, form }: NumberAndForm): WrittenNumber | null {
  const together = `${number}${form}`
  const split = splitNumber(together)
  if (lengthOf(together) <= IDENTIFIER_MAX && !split.isAmbiguous && split.number === number && split.form === form) {
    return { name: '', identifier: together }
  }
  return form !== '' && lengthOf(number) <= IDENTIFIER_MAX && lengthOf(form) <= IDENTIFIER_MAX
    ? { name: form, identifier: number }
    : null
}
