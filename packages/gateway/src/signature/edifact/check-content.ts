/** What the messages of an interchange have to be before it is signed, beyond its syntax. */
import { type CoFinding, checkCo, type ReadInterchange } from '@congky/documents'
import { type Bilingual, CongkyError, type EdifactProfileOptions } from '@congky/shared'

/** So many are told with the refusal; the acknowledgement has all of them. */
const TOLD_MAX = 10

/**
 * Certificates of origin are checked as strictly as `congky co validate` does it: what is against its table or annex 3
 * would be refused by whom it is for.
 *
 * @throws {CongkyError} ERR_CO_INVALID, with what is wrong and where.
 */
export function assertContent(interchange: ReadInterchange, { check }: Pick<EdifactProfileOptions, 'check'>): void {
  if (check === 'syntax') return
  const faults = checkCo(interchange)
    .certificates.flatMap(({ findings }) => findings)
    .filter(({ severity }) => severity !== 'notice')
  if (faults.length === 0) return
  const detail = { vi: listOf(faults, 'vi'), en: listOf(faults, 'en') }
  throw new CongkyError('ERR_CO_INVALID', { count: faults.length, detail })
}

function listOf(faults: readonly CoFinding[], language: keyof Bilingual): string {
  const told = faults.slice(0, TOLD_MAX).map((fault) => `${whereOf(fault, language)}${endless(fault[language])}`)
  return [...told, ...(faults.length > TOLD_MAX ? ['…'] : [])].join('; ')
}

function whereOf({ place, field }: CoFinding, language: keyof Bilingual): string {
  if (place === null) return field === '' ? '' : `${field}: `
  return `${language === 'vi' ? 'đoạn' : 'segment'} ${place.segment} ${place.tag}: `
}

/** The text of the error ends the sentence. */
const endless = (text: string): string => text.replace(/\.$/, '')
