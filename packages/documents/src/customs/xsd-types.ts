/** The rows of the tables as simple types of XML Schema 1.0. */
import type { FieldRule, FieldType } from './tables/field-rule.ts'

/** Real days of the years 1900 to 2199: months of 31, 30 and 28 days, and the 29th of February of leap years. */
const YEAR = '(19|20|21)[0-9]{2}'
const LEAP_YEAR = '((19|20|21)(0[48]|[2468][048]|[13579][26])|2000)'
const DATE = [
  `${YEAR}-(0[13578]|1[02])-(0[1-9]|[12][0-9]|3[01])`,
  `${YEAR}-(0[469]|11)-(0[1-9]|[12][0-9]|30)`,
  `${YEAR}-02-(0[1-9]|1[0-9]|2[0-8])`,
  `${LEAP_YEAR}-02-29`,
].join('|')
const TIME = '([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]'

/** Facets as they stand in a restriction: names and values. */
export interface SimpleType {
  readonly base: string
  readonly facets: readonly (readonly [name: string, value: string])[]
}

/** @throws {RangeError} A row that may be empty and is no text: none of the decision's is. */
export function simpleTypeOf({ type, need, element }: FieldRule): SimpleType {
  if (need === 'filled') return filledType(type)
  if (type.is !== 'text') throw new RangeError(`${element} may be empty and is no text`)
  return restriction(['maxLength', `${type.max}`], ['pattern', '(\\S([\\s\\S]*\\S)?)?'])
}

/** One value and no other. */
export const onlyValue = (value: string): SimpleType => restriction(['enumeration', value])

function filledType(type: FieldType): SimpleType {
  switch (type.is) {
    case 'text':
      return textType(type.min, type.max)
    case 'guid':
      return textType(36, 36)
    case 'digits':
      return restriction(['pattern', `[0-9]{${type.min},${type.max}}`])
    case 'decimal':
      return restriction(
        // One more than the digits: the point.
        ['maxLength', `${type.digitsMax + 1}`],
        ['pattern', `[0-9]{1,${type.digitsMax}}|[0-9]+\\.[0-9]+`],
      )
    case 'date':
      return restriction(['pattern', DATE])
    case 'datetime':
      return restriction(['pattern', `(${DATE}) ${TIME}`])
    case 'code': {
      const { codes, openShape } = type.catalogue
      if (openShape !== null) return restriction(['pattern', openShape.source.replace(/^\^|\$$/g, '')])
      return restriction(...Object.keys(codes).map((code) => ['enumeration', code] as const))
    }
    case 'cimp':
      // The pattern repeats what the base says, for libxml2, which takes other characters for blanks.
      return {
        base: 'xs:base64Binary',
        facets: [
          ['minLength', '1'],
          ['pattern', '[A-Za-z0-9+/= ]+'],
        ],
      }
  }
}

function textType(min: number, max: number): SimpleType {
  return restriction(['minLength', `${min}`], ['maxLength', `${max}`], ['pattern', '\\S([\\s\\S]*\\S)?'])
}

function restriction(...facets: SimpleType['facets']): SimpleType {
  return { base: 'xs:string', facets }
}
