/** FTX of the header: three of one subject, told apart by their order (annex 4, step 3), and the note. */
import type { CoRecord } from './co-record.ts'

export const orderedSubject = 'AFM'
export const noteSubject = 'ADU'
export const headerTexts = [
  'declarationNumber',
  'billOfLading',
  'signer',
] as const satisfies readonly (keyof CoRecord)[]
