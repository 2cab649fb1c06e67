/** The part of the schema that says whose certificates are believed. */
import { REVOCATION_MODES } from '../domain/trust-config.ts'
import { choiceOr, listOf, section, text } from './fields.ts'

export const trustSchema = section({
  authorities: listOf(text(4096), 100),
  revocation: choiceOr('none', REVOCATION_MODES),
})
