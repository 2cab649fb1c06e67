/**
 * Every sentence of a verification report. The English ones are part of the API: new ones are added, old ones stay as
 * they are. Where two patterns fit, the first one counts.
 */
import { containerSentences } from './container-sentences.ts'
import { edifactSentences } from './edifact-sentences.ts'
import { shapeSentences } from './shape-sentences.ts'
import { signatureSentences } from './signature-sentences.ts'
import { trustSentences } from './trust-sentences.ts'

export const reportSentences = {
  ...trustSentences,
  ...containerSentences,
  ...signatureSentences,
  ...edifactSentences,
  ...shapeSentences,
} as const
