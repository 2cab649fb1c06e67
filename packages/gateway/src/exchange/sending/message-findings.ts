import type { CustomsFinding } from '@congky/documents'
import { CongkyError } from '@congky/shared'

/** Findings that one error tells; a message with more of them is corrected in more than one go. */
const TOLD_MAX = 100

/** What is wrong with a message, all of it at once, a line each. */
export function messageInvalid(findings: readonly CustomsFinding[]): CongkyError {
  const errors = findings.filter(({ severity }) => severity === 'error').slice(0, TOLD_MAX)
  const tell = (language: 'en' | 'vi') =>
    errors.map((finding) => `${finding.path}: ${finding[language].replace(/\.$/, '')}`).join('; ')
  return new CongkyError('ERR_EXCHANGE_MESSAGE', { count: errors.length, detail: { en: tell('en'), vi: tell('vi') } })
}
