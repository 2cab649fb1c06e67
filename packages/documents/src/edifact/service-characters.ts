/**
 * Service characters: the defaults of each syntax version and the service string advice (UNA).
 *
 * Sources: ISO 9735:1988, clause 5 (level A has printable characters, level B the information separators of ISO 646
 * and no release character; the levels C to F of version 3 follow level B); ISO 9735-1:2002, 5.1 and annex B (one set for
 * all repertoires, with a repetition separator). The text of the standard of 1988 was not at hand; several published
 * guides agree on this reading.
 */
import type { ServiceCharacters, Syntax } from './interchange.ts'

export const PRINTABLE_CHARACTERS: ServiceCharacters = {
  component: ':',
  element: '+',
  decimal: '.',
  release: '?',
  repetition: ' ',
  terminator: "'",
}

/** Information separators IS1, IS3 and IS4 of ISO 646. */
const SEPARATOR_CHARACTERS: ServiceCharacters = {
  component: '\x1f',
  element: '\x1d',
  decimal: '.',
  release: ' ',
  repetition: ' ',
  terminator: '\x1c',
}

/** What holds where no UNA stands before the header. */
export function defaultCharacters({ identifier, version }: Syntax): ServiceCharacters {
  if (version >= 4) return { ...PRINTABLE_CHARACTERS, repetition: '*' }
  return identifier === 'UNOA' ? PRINTABLE_CHARACTERS : SEPARATOR_CHARACTERS
}

/** `UNA:+.? '`, nine characters. */
export function serviceString(characters: ServiceCharacters): string {
  const { component, element, decimal, release, repetition, terminator } = characters
  return `UNA${component}${element}${decimal}${release}${repetition}${terminator}`
}

/**
 * The characters of a service string.
 *
 * @param six What stands behind `UNA`.
 */
export function parseServiceString(six: string): ServiceCharacters {
  const [component = ':', element = '+', decimal = '.', release = '?', repetition = ' ', terminator = "'"] = six
  return { component, element, decimal, release, repetition, terminator }
}

/** Whether each is one graphic character or separator of ISO 646, no letter or digit, and none has two meanings. */
export function areUsable({ component, element, release, repetition, terminator }: ServiceCharacters): boolean {
  const optional = [release, repetition].filter((character) => character !== ' ')
  const all = [component, element, terminator, ...optional]
  return new Set(all).size === all.length && all.every((character) => /^[\x1c-\x1f!-/:-@[-`{-~]$/.test(character))
}

/** Whether a reader needs UNA to know these. From version 4 on, both decimal marks are understood (ISO 9735-1:2002, 10.1). */
export function needsServiceString(characters: ServiceCharacters, syntax: Syntax): boolean {
  const usual = defaultCharacters(syntax)
  const decimal = syntax.version >= 4 ? usual.decimal : characters.decimal
  return serviceString({ ...characters, decimal }) !== serviceString(usual)
}
