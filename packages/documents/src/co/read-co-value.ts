/** Brings a field's value into the form that we write, where it is clear what it means. Judges nothing. */
import { type ReadValue, readAs } from '../changed-value.ts'
import { readDate } from '../customs/calendar.ts'
import type { CoFieldType } from './co-fields.ts'
import { coFormOf, coForms } from './co-forms.ts'

/** @param text As the document holds it. */
export function readCoValue(type: CoFieldType, text: string): ReadValue {
  return readAs(text, writtenForm(type, text.trim().replace(/\r\n?/g, '\n')))
}

function writtenForm(type: CoFieldType, value: string): string {
  switch (type.is) {
    case 'text':
    case 'decimal':
      return value
    case 'date':
      return readDate(value, 'date') ?? value
    case 'state':
      return value.replace(/^0+(?=[0-9])/, '')
    case 'country':
    case 'currency':
      return value.toUpperCase()
    case 'form':
      return coFormOf(value) === null ? knownForm(value) : value
  }
}

/** A form of the list in another letter case. */
function knownForm(value: string): string {
  const folded = value.toUpperCase()
  return coForms.find(({ code }) => code.toUpperCase() === folded)?.code ?? value
}
