/** The rows of the tables as simple types of XML Schema 1.0. */
import { DATE, filledText, optionalText, restriction, type SimpleType } from '../xml/xsd-simple-type.ts'
import type { FieldRule, FieldType } from './tables/field-rule.ts'

const TIME = '([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]'

/** @throws {RangeError} A row that may be empty and is no text: none of the decision's is. */
export function simpleTypeOf({ type, need, element }: FieldRule): SimpleType {
  if (need === 'filled') return filledType(type)
  if (type.is !== 'text') throw new RangeError(`${element} may be empty and is no text`)
  return optionalText(type.max)
}

function filledType(type: FieldType): SimpleType {
  switch (type.is) {
    case 'text':
      return filledText(type.min, type.max)
    case 'guid':
      return filledText(36, 36)
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
