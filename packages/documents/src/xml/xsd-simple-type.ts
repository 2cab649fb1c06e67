/** Simple types of XML Schema 1.0, as restrictions. */

/** Facets as they stand in a restriction: names and values. */
export interface SimpleType {
  readonly base: string
  readonly facets: readonly (readonly [name: string, value: string])[]
}

const YEAR = '(19|20|21)[0-9]{2}'
const LEAP_YEAR = '((19|20|21)(0[48]|[2468][048]|[13579][26])|2000)'

/** Real days of the years 1900 to 2199: months of 31, 30 and 28 days, and the 29th of February of leap years. */
export const DATE = [
  `${YEAR}-(0[13578]|1[02])-(0[1-9]|[12][0-9]|3[01])`,
  `${YEAR}-(0[469]|11)-(0[1-9]|[12][0-9]|30)`,
  `${YEAR}-02-(0[1-9]|1[0-9]|2[0-8])`,
  `${LEAP_YEAR}-02-29`,
].join('|')

export function restriction(...facets: SimpleType['facets']): SimpleType {
  return { base: 'xs:string', facets }
}

/** One value and no other. */
export const onlyValue = (value: string): SimpleType => restriction(['enumeration', value])

/** Lengths count code points. No blanks at an end. */
export function filledText(min: number, max: number): SimpleType {
  return restriction(['minLength', `${min}`], ['maxLength', `${max}`], ['pattern', '\\S([\\s\\S]*\\S)?'])
}

/** The same, or empty. */
export function optionalText(max: number): SimpleType {
  return restriction(['maxLength', `${max}`], ['pattern', '(\\S([\\s\\S]*\\S)?)?'])
}
